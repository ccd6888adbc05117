// Does the gate hold what harms those who ask, and let through what a good day brings?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { benchWorld } from '../bench/bench-world.ts';
import { judgeHonest, judgePoison } from './support/gate.ts';
import { honestChanges } from './support/honest-changes.ts';
import { poisons } from './support/poisons.ts';

const isProve = process.env.FAIRLEAD_PROVE !== undefined;
/** Draws of each kind; the sums over all kinds are more than two hundred in the long run. */
const each = { poison: isProve ? 11 : 1, honest: isProve ? 23 : 2 };

const world = await benchWorld('small');

for (const [name, kind] of Object.entries(poisons))
  test(`admit: holds a world in which ${name}, ${each.poison} times`, () => {
    for (let key = 0; key < each.poison; key++) {
      const { verdict, changedShare, struckShare } = judgePoison(world, kind, key);
      const what = `key ${key}: ${changedShare} of the answers of ${struckShare}`;
      assert.ok(changedShare >= 0.01, what);
      assert.is.not(verdict, 'apply', what);
    }
  });

for (const [name, change] of Object.entries(honestChanges))
  test(`admit: lets through: ${name}, ${each.honest} times`, () => {
    for (let key = 0; key < each.honest; key++) {
      const { verdict, reasons } = judgeHonest(world, change, key);
      assert.is(verdict, 'apply', `key ${key}: ${reasons.map(({ text }) => text).join('; ')}`);
    }
  });

test.run();
