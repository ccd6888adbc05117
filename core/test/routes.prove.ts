// Does a compiler that is stopped at random go on as one that never was, in many sequences?
import { test } from 'uvu';
import { followInterrupted } from './support/interrupted-sequence.ts';

test('resumeCompiler: 150 sequences, stopped at random, go on as if they never were', () => {
  let count = 0;
  for (let seed = 10_001; seed <= 10_150; seed++) {
    try {
      count += followInterrupted(seed);
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).stack}`);
    }
  }
  console.log(`${count} times resumed`);
});

test.run();
