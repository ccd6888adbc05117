// Does the lint find what a search of the whole address space finds, and nothing else?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { lint, lintRules } from '../index.ts';
import { createDice } from './support/dice.ts';
import { agreeOnSeeds, earlier, networkedWorld, ownAsns } from './support/lint-agreement.ts';
import { permuteWorld } from './support/permute-world.ts';

test('lint: every rule finds what a search of the address space finds', () => {
  const seen = [...agreeOnSeeds(1, 300)];
  for (const { name } of lintRules)
    assert.ok(
      seen.some(([key, times]) => key.startsWith(`${name} `) && times >= 20),
      `${name} was hardly tried: ${JSON.stringify(seen)}`,
    );
});

test('lint: the order of the rows of a world changes no finding', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const dice = createDice(seed);
    const world = networkedWorld(seed, dice);
    const options = { ownAsns, before: earlier(world, dice) };
    assert.equal(lint(permuteWorld(world, dice), options), lint(world, options), `seed ${seed}`);
  }
});

test.run();
