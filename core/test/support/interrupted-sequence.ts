// Does a compiler that is stopped and resumed at random go on as one that never was?
import * as assert from 'uvu/assert';
import { compileSnapshot } from '../../compile/compile.ts';
import { type Compiler, createCompiler } from '../../delta/compiler.ts';
import { resumeCompiler } from '../../delta/resume.ts';
import { encodeRoutes } from '../../routes/encode-routes.ts';
import { readRoutes } from '../../routes/read-routes.ts';
import { openSnapshot } from '../../snapshot/codec.ts';
import type { World } from '../../world/world.ts';
import { copyLedger, drawChanges, drawLedger, type Ledger, worldOf } from './change-sequences.ts';
import { snapshotOf } from './commit-changes.ts';
import { createDice, type Dice } from './dice.ts';
import { cell } from './oracle-basics.ts';
import { permuteWorld } from './permute-world.ts';
import { assertSameBytes } from './same-content.ts';

const rankings = [
  ['prefix-length', 'as-path', 'med', 'distance'],
  ['distance', '-med'],
  ['capacity', 'prefix-length'],
  ['-cost', 'transport-class', 'rtt'],
];

/** The world of a ledger, with costs of links and two fallbacks that no change touches. */
function wideWorldOf(ledger: Ledger): World {
  const world = worldOf(ledger);
  const { prefixes, links, metros } = world;
  const { count, family, length } = prefixes;
  const words = (column: Uint32Array, ...more: number[]) => Uint32Array.of(...column, ...more);
  if (metros.count === 0) return world;
  return {
    ...world,
    links: { ...links, costPerMbps: Float64Array.from(links.id, (id) => id.length % 3) },
    prefixes: {
      count: count + 2,
      family: Uint8Array.of(...family, 4, 6),
      length: Uint8Array.of(...length, 7, 17),
      word0: words(prefixes.word0, 0x2c000000, 0x20000000),
      word1: words(prefixes.word1, 0, 0),
      word2: words(prefixes.word2, 0, 0),
      word3: words(prefixes.word3, 0, 0),
    },
    fallback: {
      count: 2,
      prefix: Uint32Array.of(count, count + 1),
      metro: Uint32Array.of(0, metros.count - 1),
    },
  };
}

/** A compiler out of the files of another one, as a process that starts finds them. */
export function restarted(compiler: Compiler): Compiler {
  const { bytes } = compiler.compact();
  const { snapshot, problems } = openSnapshot(bytes.slice());
  if (problems) throw new Error(JSON.stringify(problems[0]));
  const resumed = resumeCompiler(snapshot, compiler.compactRoutes());
  if (resumed.problems) throw new Error(JSON.stringify(resumed.problems[0]));
  assertSameBytes(resumed.compiler.compact().bytes, bytes);
  return resumed.compiler;
}

/** Fails where what a compiler has committed is not the world `world`, compiled from scratch. */
function assertFresh(compiler: Compiler, world: World, ranking: readonly string[], dice: Dice) {
  const { fleet, epoch, sequence } = compiler.snapshot();
  const name = { fleet, epoch, sequence };
  const { snapshot, routes } = compileSnapshot(world, { ...name, ranking });
  assertSameBytes(compiler.compact().bytes, snapshot.bytes);
  assert.equal(compiler.routes(), routes);
  const bytes = compiler.compactRoutes();
  assertSameBytes(bytes, encodeRoutes(snapshot, permuteWorld(world, dice), ranking));
  const { kept, problems } = readRoutes(snapshot, bytes);
  if (problems) throw new Error(JSON.stringify(problems[0]));
  assert.equal(kept.ranking, ranking);
  const again = compileSnapshot(kept.world, { ...name, ranking: kept.ranking });
  assertSameBytes(again.snapshot.bytes, snapshot.bytes);
  assert.equal(again.routes, routes);
}

/**
 * Draws a world and batches of changes for two compilers, of which one is stopped and resumed
 * before some of them, at times while a proposal is open, which is lost. Both must serve the same
 * bytes after each batch, those of the changed world compiled from scratch. Returns how often it
 * was resumed.
 */
export function followInterrupted(seed: number): number {
  const dice = createDice(seed * 6301 + 3);
  const ledger = drawLedger(seed, 50 + dice.below(400));
  const ranking = cell(rankings, seed % rankings.length);
  const options = { ranking, fleet: 'flotte ü', epoch: 2, sequence: 5 };
  const steady = createCompiler(wideWorldOf(ledger), options);
  let stopped = createCompiler(wideWorldOf(ledger), options);
  let resumed = 0;
  for (let batch = 0; batch < 5; batch++) {
    if (dice.chance(0.7)) {
      const lost = drawChanges(dice, copyLedger(ledger), 40);
      if (dice.chance(0.5)) snapshotOf(stopped.propose(lost));
      stopped = restarted(stopped);
      resumed++;
    }
    const changes = drawChanges(dice, ledger, dice.pick([0, 1, 10, 60, 200]));
    const [expected, found] = [steady, stopped].map((compiler) => {
      const snapshot = snapshotOf(compiler.propose(changes));
      compiler.commit(snapshot);
      return snapshot;
    });
    assert.is(found?.contentDigest.join(), expected?.contentDigest.join());
    assertSameBytes(stopped.compact().bytes, steady.compact().bytes);
    assertSameBytes(stopped.compactRoutes(), steady.compactRoutes());
    assertFresh(stopped, wideWorldOf(ledger), ranking, dice);
  }
  return resumed;
}
