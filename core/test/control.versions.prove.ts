// Do ten thousand storms of updates, pinned and fresh, ever mix versions or take one back?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type StormTally, stormQuarrel } from './support/update-storm.ts';

const freshSeed = Math.floor(Math.random() * 1e9);

for (const [name, from] of [
  ['pinned seeds', 1],
  [`fresh seed ${freshSeed}`, freshSeed],
] as const)
  test(`serving: 10,000 storms from ${name} on mix nothing and take nothing back`, () => {
    const tally: StormTally = { taken: 0, refused: 0, decisions: 0 };
    for (let seed = from; seed < from + 10_000; seed++) {
      const quarrel = stormQuarrel(seed, tally);
      if (quarrel !== '') assert.unreachable(quarrel);
    }
    console.log(`${tally.decisions} decisions, ${tally.taken} updates taken, ${tally.refused} not`);
  });

test.run();
