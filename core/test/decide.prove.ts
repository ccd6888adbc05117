// Do core and the oracle agree over ten million decisions? Pinned worlds and fresh ones.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { disagreement, type Tally } from './support/agreement.ts';

const decisions = 10_000_000;
const perWorld = 4000;
const freshSeed = Math.floor(Math.random() * 1e9);

/** Asks about half of all decisions in worlds from `seed` on; fails at the first quarrel. */
function agreeFrom(seed: number): void {
  const tally: Tally = new Map();
  const start = Date.now();
  for (let world = 0; world < decisions / 2 / perWorld; world++) {
    const quarrel = disagreement(seed + world, perWorld, tally, world % 4 !== 0);
    if (quarrel !== '') assert.unreachable(quarrel);
  }
  const seconds = Math.round((Date.now() - start) / 1000);
  const counts = [...tally].map(([word, count]) => `${word} ${count}`).join(', ');
  console.log(`${decisions / 2} decisions from seed ${seed} on in ${seconds} s: ${counts}`);
}

test('decide: agrees with the oracle on 5,000,000 decisions in pinned worlds', () => {
  agreeFrom(1_000_000_000);
});

test(`decide: agrees with the oracle on 5,000,000 decisions from fresh seed ${freshSeed}`, () => {
  agreeFrom(freshSeed);
});

test.run();
