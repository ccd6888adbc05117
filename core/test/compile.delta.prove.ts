// Is a snapshot that followed changes the one that a fresh compile gives, in a thousand sequences?
import { test } from 'uvu';
import { followSequence } from './support/follow-sequence.ts';

test('deltas: 1,000 random sequences of batches give the content and bytes of a fresh compile', () => {
  let changes = 0;
  for (let seed = 10_001; seed <= 11_000; seed++) {
    try {
      changes += followSequence(seed);
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).stack}`);
    }
  }
  console.log(`${changes} changes in 1000 sequences`);
});

test.run();
