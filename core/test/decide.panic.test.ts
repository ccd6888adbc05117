// When most of a rank is called ill, is the call or the rank believed?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileSnapshot, explain, findFile, hashId, parseAddress, vantageOf } from '../index.ts';
import { createAsk, disagreement, namesOf, stateFor, type Tally } from './support/agreement.ts';
import { cell } from './support/oracle-basics.ts';
import { randomCase } from './support/random-world.ts';
import { type Lines, worldOf } from './support/small-world.ts';

/** A near cluster of four and a far one of two; all hold the film. */
const lines: Lines = {
  sites: ['near embedded 50 10', 'far ix 50 -10'],
  clusters: ['cn near all', 'cf far all'],
  appliances: ['n1 cn', 'n2 cn', 'n3 cn', 'n4 cn', 'f1 cf', 'f2 cf'],
  links: ['ln near embedded', 'lf far ix'],
  routes: ['cn 20.1.0.0/16 1 ln', 'cf 20.1.0.0/16 1,2 lf'],
  manifests: ['all film 9'],
};
const question = { client: '20.1.2.3', file: 'film', session: 's', want: 6 };

function asked(panicShare: number | undefined, ill: string, change: Partial<Lines> = {}) {
  const { snapshot } = compileSnapshot(worldOf({ ...lines, ...change }));
  const names = namesOf(snapshot);
  const belief = ill.split(' ').map((id) => [id, { healthy: false, share: 0 }] as const);
  const told = { appliance: new Map(ill === '' ? [] : belief), link: new Map() };
  const state = stateFor(snapshot, names, told);
  const ask = createAsk(snapshot, panicShare === undefined ? undefined : { panicShare });
  const { targets, passedOver, reason } = ask(state, question);
  const ids = targets.map(({ appliance, rank }) => `${appliance}:${rank}`).sort();
  return [reason, ...ids, ...passedOver.map(({ cluster, label }) => `${cluster}-${label}`)].join(
    ' ',
  );
}

const all = 'n1 n2 n3 n4 f1 f2';

test('panic: a rank mostly ill gives all it has when nothing later has room, as ranked', () => {
  assert.is(asked(0.5, all), 'ranked f1:1 f2:1 n1:0 n2:0 n3:0 n4:0');
  assert.is(asked(undefined, all), 'fail-open f1:1 f2:1 n1:0 n2:0 n3:0 n4:0');
  assert.is(asked(0, all), asked(undefined, all));
});

test('panic: a rank with room behind it is believed to be ill', () => {
  assert.is(asked(0.5, 'n1 n2 n3 n4'), 'ranked f1:1 f2:1 cn-H');
  assert.is(asked(0.5, 'n1 n2 n3 f1'), 'ranked f2:1 n4:0');
});

test('panic: the last rank with room panics only below the share, exactly', () => {
  assert.is(asked(0.5, 'n1 n2 n3 f1 f2'), 'ranked f1:1 f2:1 n1:0 n2:0 n3:0 n4:0');
  assert.is(asked(0.25, 'n1 n2 n3 f1 f2'), 'ranked f1:1 f2:1 n4:0');
  assert.is(asked(0.5, 'n1 n2 f1 f2'), 'ranked f1:1 f2:1 n3:0 n4:0');
});

test('panic: a rank of which half is healthy does not panic at a half', () => {
  assert.is(asked(0.5, 'f1'), 'ranked f2:1 n1:0 n2:0 n3:0 n4:0');
  assert.is(asked(0.51, 'f1'), 'ranked f1:1 f2:1 n1:0 n2:0 n3:0 n4:0');
});

test('panic: who is declared down or draining is neither counted nor given', () => {
  const appliances = ['n1 cn', 'n2 cn 1e9 down', 'n3 cn 1e9 draining', 'n4 cn', 'f1 cf 1e9 down'];
  assert.is(asked(1, 'n1 n2 n3 n4', { appliances }), 'ranked n1:0 n4:0 cf-D');
  assert.is(asked(0.5, 'n2 n3 n4', { appliances }), 'ranked n1:0 cf-D');
});

test('panic: agrees with the oracle, and matters, in 60 worlds with states and weights', () => {
  const tally: Tally = new Map();
  for (let seed = 9000; seed < 9060; seed++)
    assert.is(disagreement(seed, 500, tally, false), '', `seed ${seed}`);
  assert.ok((tally.get('ranked') ?? 0) > 10_000);
});

test('explain: says of every rank in panic which illness was ignored', () => {
  let ignored = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const { world, clients, files, sessions, states, ranking } = randomCase(seed);
    const { snapshot } = compileSnapshot(world, { ranking });
    const names = namesOf(snapshot);
    const words = new Uint32Array(4);
    for (let n = 0; n < 40; n++) {
      const state = stateFor(snapshot, names, cell(states, n % states.length));
      const family = parseAddress(cell(clients, n % clients.length), words);
      const file = cell(files, n % files.length);
      const session = hashId(cell(sessions, n % sessions.length));
      const row = findFile(snapshot, file);
      const hashes = { fileHash: hashId(file), sessionHash: session };
      const request = {
        vantage: vantageOf(snapshot, family, words),
        file: row,
        ...hashes,
        want: 5,
      };
      const told = explain(snapshot, state, request, { panicShare: 0.75 });
      for (const { holders, reached, label } of told.candidates) {
        const isPlaced = holders.some(({ place }) => place !== null);
        if (isPlaced) assert.is(label, null);
        for (const holder of holders)
          if (holder.place !== null) assert.ok(holder.label === null || holder.ignored);
        const isUsable = holders.some(({ label: refusal, ignored: is }) => refusal === null || is);
        if (reached && told.targets.length < 5 && told.reason === 'ranked')
          assert.is(isPlaced, isUsable, `seed ${seed}`);
        if (told.reason === 'ranked') ignored += holders.filter((each) => each.ignored).length;
      }
      const passed = told.candidates.filter(({ label, reached }) => reached && label !== null);
      const ids = told.passedOver.map(({ cluster, label }) => `${cluster} ${label}`);
      assert.equal(
        passed.map(({ cluster, label }) => `${cluster} ${label}`),
        ids,
      );
    }
  }
  assert.ok(ignored > 50, `${ignored} ignored`);
});

test.run();
