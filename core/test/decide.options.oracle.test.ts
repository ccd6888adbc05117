// Does core decide as the text of the options says? Random worlds against an oracle of its own.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileSnapshot, labels, reasons } from '../index.ts';
import { createAsk, namesOf, stateFor, type Tally } from './support/agreement.ts';
import { createDice } from './support/dice.ts';
import { optionDisagreement } from './support/options-agreement.ts';
import { cell } from './support/oracle-basics.ts';
import { createOptionOracle } from './support/oracle-options.ts';
import { randomCase } from './support/random-world.ts';

const freshSeed = Math.floor(Math.random() * 1e9);

test('options: core agrees with the option oracle on 50,000 decisions, and records replay', () => {
  const tally: Tally = new Map();
  for (let seed = 1; seed <= 200; seed++) {
    const quarrel = optionDisagreement(seed, 250, tally);
    if (quarrel !== '') assert.unreachable(quarrel);
  }
  for (const word of [...reasons, ...labels, 'served'])
    assert.ok((tally.get(word) ?? 0) > 200, `${word} came ${tally.get(word) ?? 0} times only`);
});

test(`options: core agrees with the option oracle in 30 worlds from ${freshSeed} on`, () => {
  for (let seed = freshSeed; seed < freshSeed + 30; seed++) {
    const quarrel = optionDisagreement(seed, 300, new Map());
    if (quarrel !== '') assert.unreachable(quarrel);
  }
});

test('options: where none is asked the option oracle is the contract, as core is', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const { world, clients, files, sessions, states, ranking } = randomCase(seed);
    const dice = createDice(seed);
    const { snapshot } = compileSnapshot(world, { ranking });
    const ask = createAsk(snapshot);
    const oracle = createOptionOracle(world, ranking);
    for (let n = 0; n < 60; n++) {
      const request = {
        client: dice.pick(clients),
        file: dice.pick(files),
        session: dice.pick(sessions),
        want: 1 + dice.below(16),
      };
      const state = cell(states, dice.below(states.length));
      const right = oracle({ ...state, drains: new Map(), fits: new Map() }, request);
      assert.equal(ask(stateFor(snapshot, namesOf(snapshot), state), request), right, `${seed}`);
    }
  }
});

test.run();
