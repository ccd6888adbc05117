// Does a compiler keep step with a world that changes? A sequence of batches, each checked.
import * as assert from 'uvu/assert';
import { digestBytes } from '../../base/digest.ts';
import { compileSnapshot } from '../../compile/compile.ts';
import { createCompiler } from '../../delta/compiler.ts';
import { drawChanges, drawLedger, worldOf } from './change-sequences.ts';
import { snapshotOf } from './commit-changes.ts';
import { createDice, type Dice } from './dice.ts';
import { cell } from './oracle-basics.ts';
import { assertSameBytes, assertSameContent } from './same-content.ts';

const rankings = [
  ['prefix-length', 'as-path', 'med', 'distance'],
  ['prefix-length', 'as-path', 'med', 'distance'],
  ['distance', '-med'],
  ['capacity', 'prefix-length'],
  ['transport-class', '-as-path', 'rtt'],
  ['-cost', 'prefix-length'],
];

/** Addresses in and at the edges of prefixes. */
function drawAddresses(dice: Dice, nets: readonly { family: 4 | 6; words: readonly number[] }[]) {
  return Array.from({ length: 40 }, () => {
    const { family, words } = dice.pick(nets);
    const own = Uint32Array.from(words);
    const word = family === 4 ? 0 : dice.below(2);
    own[word] =
      cell(own, word) + dice.pick([0, -1, 1, 256, dice.below(65536), dice.below(2 ** 32)]);
    return { family, words: own };
  });
}

/**
 * Draws a world of 1,000 to 10,000 routes and three to six batches, and fails where after one the
 * compiler's snapshot is not that of a fresh compile, or where the one before it was touched.
 * Returns how many changes there were.
 */
export function followSequence(seed: number): number {
  const dice = createDice(seed * 7919 + 1);
  const ledger = drawLedger(seed, Math.floor(1000 * 10 ** (dice.below(1000) / 1000)));
  const ranking = cell(rankings, seed % rankings.length);
  const options = { ranking, fleet: 'f', epoch: 2, sequence: 5 };
  const compiler = createCompiler(worldOf(ledger), options);
  let total = 0;
  const batches = 3 + dice.below(4);
  for (let batch = 1; batch <= batches; batch++) {
    const changes = drawChanges(dice, ledger, dice.pick([0, 1, 10, 100, 300]));
    total += changes.length;
    const before = compiler.snapshot();
    const digest = digestBytes(before.bytes).join();
    const snapshot = snapshotOf(compiler.propose(changes));
    assert.is(digestBytes(before.bytes).join(), digest, 'the snapshot before is untouched');
    compiler.commit(snapshot);
    const name = { ...options, sequence: 5 + batch };
    const { snapshot: fresh, routes } = compileSnapshot(worldOf(ledger), name);
    const nets = [...ledger.nets.values()].map(({ net }) => net);
    assertSameContent(snapshot, fresh, dice, drawAddresses(dice, nets));
    assert.equal(compiler.routes(), routes);
    assertSameBytes(compiler.compact().bytes, fresh.bytes);
  }
  return total;
}
