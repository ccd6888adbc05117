// Does load stay where there is room in every cell of the sweep, over hours and several seeds?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { playLoad } from './support/load-model.ts';
import { policies } from './support/load-policies.ts';

for (const instances of [1, 10, 100])
  for (const intervalS of [10, 60, 300])
    test(`two hours at 80 %, ${instances} instances, ${intervalS} s: still, even where it is hot`, () => {
      for (const seed of [1, 2])
        for (const hotShare of [0, 0.1]) {
          const constant = { demand: () => 0.8, lossShare: 0.05, delay: 0, seconds: 7200, seed };
          const question = { instances, intervalS, hotShare, ...constant };
          const outcome = playLoad(policies.product, question);
          const text = JSON.stringify({ instances, intervalS, hotShare, seed, outcome });
          assert.ok(outcome.max <= (hotShare === 0 ? 0.9 : 1), text);
          assert.ok(outcome.rms <= 0.03 && outcome.flips <= 1 && outcome.echo <= 0.2, text);
          // Four hot boxes are the first choice of 28 % of the sessions. At rest they carry 0.876 and
          // shed 22 % of those; in 8 % of the time chance (σ 0.0187) has a box below 0.85: 0.5 %. While
          // the slack holds them a point lower it is 0.28 × 0.227 × 0.196 = 1.2 %.
          const needlessMax = hotShare === 0 ? 0.01 : 0.012;
          assert.ok(outcome.over === 0 && outcome.needless <= needlessMax, text);
        }
    });

test('reports that are a whole interval late still leave an even load still', () => {
  for (const instances of [1, 10, 100])
    for (const intervalS of [10, 60, 300]) {
      const constant = { demand: () => 0.8, lossShare: 0.05, delay: 1, seconds: 3600, seed: 3 };
      const outcome = playLoad(policies.product, {
        instances,
        intervalS,
        hotShare: 0,
        ...constant,
      });
      const text = JSON.stringify({ instances, intervalS, outcome });
      assert.ok(outcome.max <= 0.9 && outcome.rms <= 0.03 && outcome.flips <= 1, text);
    }
});

test('demand that leaps from 60 to 95 % and back fills nobody beyond the bound of its age', () => {
  const demand = (atS: number) => (atS < 600 || (atS >= 1800 && atS < 2700) ? 0.6 : 0.95);
  for (const instances of [1, 10, 100])
    for (const hotShare of [0, 0.1])
      for (const [intervalS, bound] of [
        [10, 1],
        [60, 1.05],
        [300, 1.15],
      ] as const) {
        const leap = { instances, intervalS, hotShare, lossShare: 0.05, delay: 0, seconds: 3600 };
        const outcome = playLoad(policies.product, { ...leap, demand, seed: 4 });
        assert.ok(outcome.max <= bound, JSON.stringify({ ...leap, outcome }));
      }
});

test.run();
