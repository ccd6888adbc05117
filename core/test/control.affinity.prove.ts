// Are a hundred boxes evenly used whatever their names are?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { playAffinity } from './support/affinity-model.ts';

test('eight fleets share Zipf 1.0 within 1.25 of the mean, copies and moves 5 % at most', () => {
  for (let seed = 1; seed <= 8; seed++) {
    const spread = playAffinity(seed);
    const text = `seed ${seed}: ${JSON.stringify(spread)}`;
    assert.ok(spread.followed <= 1.25, text);
    assert.ok(spread.copied + spread.moved <= 0.05, text);
  }
});

test.run();
