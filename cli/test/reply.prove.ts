// Does none of a million mutated tokens pass for one of ours?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { attackTokens } from './support/token-attack.ts';

const freshSeed = Math.floor(Math.random() * 1e9);

for (const seed of [1, freshSeed])
  test(`tokens: of 500,000 mutated ones from seed ${seed} on none is accepted`, () => {
    const { accepted, controls } = attackTokens(500_000, seed);
    assert.equal(accepted, []);
    assert.equal(controls, [true, true, true]);
  });

test.run();
