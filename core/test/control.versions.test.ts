// Does one value serve at a time, never an older one, and never half of two?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  answer,
  believe,
  compileSnapshot,
  createState,
  findFile,
  hashId,
  isNewerVersion,
  reasons,
  serveSnapshot,
  setAppliance,
  startServing,
} from '../index.ts';
import { worldOf } from './support/small-world.ts';
import { pair } from './support/steering.ts';
import { type StormTally, stormQuarrel } from './support/update-storm.ts';

const built = (sequence: number, lines = {}, fleet = '') =>
  compileSnapshot(worldOf({ ...pair, ...lines }), { sequence, fleet }).snapshot;
const version = (sequence: number) => ({ epoch: 0, sequence });
const first = built(1);
const three = { appliances: ['d1 ce', 'e1 ce', 'w1 cw'] };

test('serving: 1,000 storms of late, doubled, reordered updates mix nothing, undo none', () => {
  const tally: StormTally = { taken: 0, refused: 0, decisions: 0 };
  for (let seed = 1; seed <= 1000; seed++) {
    const quarrel = stormQuarrel(seed, tally);
    if (quarrel !== '') assert.unreachable(quarrel);
  }
  assert.ok(tally.taken > 4000 && tally.refused > 10_000, JSON.stringify(tally));
});

test('isNewerVersion: epoch counts before sequence, what is no whole number is never newer', () => {
  const at = (epoch: number, sequence: number) => ({ epoch, sequence });
  assert.ok(isNewerVersion(at(0, 0), undefined));
  assert.ok(isNewerVersion(at(2, 0), at(1, 9)));
  assert.not.ok(isNewerVersion(at(1, 9), at(2, 0)));
  assert.not.ok(isNewerVersion(at(1, 9), at(1, 9)));
  for (const odd of [Number.NaN, -1, 0.5, 1 / 0, 2 ** 53])
    for (const than of [undefined, at(0, 0)])
      for (const one of [at(odd, 3), at(3, odd)]) assert.not.ok(isNewerVersion(one, than));
});

test('serveSnapshot: another fleet and an older one are refused, a rollback is let through', () => {
  const serving = startServing(built(5));
  assert.equal(serveSnapshot(serving, built(9, {}, 'theirs')), { serving, refusal: 'fleet' });
  for (const sequence of [5, 4])
    assert.equal(serveSnapshot(serving, built(sequence)), { serving, refusal: 'version' });
  const older = built(4);
  assert.is(serveSnapshot(serving, older, true).serving.snapshot, older);
});

test('believe: rows of another snapshot, too few rows and an older belief are refused', () => {
  const serving = startServing(first);
  const state = createState(first);
  const update = { snapshot: first, version: version(3), state };
  const { serving: told } = believe(serving, update);
  assert.is(told.state, state, 'the columns themselves');
  assert.is(told.snapshot, first);
  const refusal = (changes: object) => {
    const served = believe(told, { ...update, version: version(4), ...changes });
    if (served.refusal !== undefined) assert.is(served.serving, told);
    return served.refusal;
  };
  assert.is(refusal({}), undefined);
  assert.is(refusal({ version: version(3) }), 'version');
  assert.is(refusal({ version: version(Number.NaN) }), 'version');
  assert.is(refusal({ snapshot: built(2) }), 'snapshot');
  assert.is(refusal({ snapshot: built(1, {}, 'theirs') }), 'fleet');
  assert.is(refusal({ state: createState(built(2, three)) }), 'rows');
});

test('serveSnapshot: what is believed goes with its appliance, what is new is as declared', () => {
  const state = createState(first);
  setAppliance(state, 0, { healthy: false, shedShare: 0.5 });
  const update = { snapshot: first, version: version(1), state };
  const { serving } = believe(startServing(first), update);
  const next = serveSnapshot(serving, built(2, three)).serving;
  assert.equal(next.state.appliance[1], state.appliance[0]);
  assert.equal(next.state.appliance[0], createState(first).appliance[0]);
  assert.equal(next.believed, version(1));
  assert.is(serving.snapshot, first, 'the old one goes on answering until it is replaced');
});

test('answer: an answer is that of the snapshot and belief that serve, in own buffers', () => {
  const request = (sequence: number) => {
    const hashes = { fileHash: hashId('film'), sessionHash: hashId('s') };
    const snapshot = sequence === 1 ? first : built(sequence, three);
    return {
      vantage: snapshot.vantageCount - 1,
      file: findFile(snapshot, 'film'),
      ...hashes,
      want: 5,
    };
  };
  const serving = startServing(first);
  const before = answer(serving, request(1));
  assert.is(before, serving.decision);
  const next = serveSnapshot(serving, built(2, three)).serving;
  assert.is.not(answer(next, request(2)), before);
  assert.is(before.targetCount, 2, 'the answer of the old one still stands');
  const state = createState(first);
  for (let row = 0; row < first.applianceCount; row++)
    setAppliance(state, row, { healthy: false, shedShare: 0 });
  const ill = believe(serving, { snapshot: first, version: version(1), state }).serving;
  const reason = (policy?: { readonly panicShare: number }) =>
    reasons[answer(ill, request(1), policy).reason];
  assert.equal([reason(), reason({ panicShare: 0.5 })], ['fail-open', 'ranked']);
});

test.run();
