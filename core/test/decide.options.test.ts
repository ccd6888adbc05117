// What do served-by, spread and needs do, in worlds small enough to say it?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compileSnapshot,
  createDecision,
  createState,
  decide,
  findFile,
  findRow,
  hashId,
  healthyBit,
  labels,
  needBitsOf,
  noRow,
  parseAddress,
  type Request,
  readId,
  reasons,
  type State,
  setAppliance,
  setFitness,
  setLink,
  upBit,
  vantageOf,
} from '../index.ts';
import { worldOf } from './support/small-world.ts';

const words = { capabilities: ['h3'], territories: ['DE', 'FR'] };
/** Two near clusters at a site, one far away with more prefixes in the path, all with the film. */
const { snapshot } = compileSnapshot(
  worldOf({
    sites: ['near ix', 'far ix'],
    clusters: ['ca near all', 'cb near all', 'cf far all'],
    appliances: ['a1 ca', 'a2 ca', 'a3 ca', 'b1 cb', 'b2 cb', 'f1 cf'],
    links: ['ln near pni', 'lf far pni'],
    routes: ['ca 20.1.0.0/16 1 ln', 'cb 20.1.0.0/16 1 ln', 'cf 20.1.0.0/16 1,2 lf'],
    manifests: ['all film 3'],
  }),
);
const row = (id: string) => findRow(snapshot, 'appliance', id);
const out = createDecision(snapshot);

type Wish = { servedBy?: string; cluster?: number; site?: number };

function ask(wish: Wish, state: State = createState(snapshot), change: Partial<Request> = {}) {
  const bits = new Uint32Array(4);
  const family = parseAddress('20.1.2.3', bits);
  const { servedBy, cluster = 0, site = 0 } = wish;
  const request = {
    vantage: vantageOf(snapshot, family, bits),
    file: findFile(snapshot, 'film'),
    fileHash: hashId('film'),
    sessionHash: hashId('s'),
    want: 6,
    wishes: { servedBy: servedBy ? row(servedBy) : noRow, clusterMax: cluster, siteMax: site },
    ...change,
  };
  decide(snapshot, state, request, out);
  const targets = [...out.targetAppliance.subarray(0, out.targetCount)];
  const passed = [...out.passedLabel.subarray(0, out.passedCount)].map((code) => labels[code]);
  return {
    targets: targets.map((target) => readId(snapshot, 'appliance', target)),
    passed: passed.join(''),
    reason: reasons[out.reason],
  };
}

const plain = ask({}).targets;

test('served by: comes first, whatever its rank, and the others follow as they were', () => {
  for (const id of ['a1', 'b2', 'f1'])
    assert.equal(ask({ servedBy: id }).targets, [id, ...plain.filter((other) => other !== id)]);
  assert.equal(ask({ servedBy: 'f1' }, createState(snapshot), { want: 2 }).targets, [
    'f1',
    plain[0],
  ]);
});

test('served by: nobody, and one whom the snapshot has not, change nothing', () => {
  assert.equal(ask({}, createState(snapshot), { wishes: undefined }).targets, plain);
  for (const servedBy of [noRow, 99, Number.NaN])
    assert.equal(
      ask({}, createState(snapshot), { wishes: { servedBy, clusterMax: 0, siteMax: 0 } }).targets,
      plain,
    );
});

test('served by: shedding moves it at a share of 1 alone, its own or of its link', () => {
  const state = createState(snapshot);
  const shed = (shedShare: number) => setAppliance(state, row('f1'), { healthy: true, shedShare });
  shed(0.9999);
  setLink(state, findRow(snapshot, 'link', 'lf'), 0.9999);
  assert.is(ask({ servedBy: 'f1' }, state).targets[0], 'f1');
  shed(1);
  assert.not.ok(ask({ servedBy: 'f1' }, state).targets.includes('f1'));
  shed(0);
  setLink(state, findRow(snapshot, 'link', 'lf'), 1);
  assert.not.ok(ask({ servedBy: 'f1' }, state).targets.includes('f1'));
});

test('served by: one that is ill, down or without the file has gone away', () => {
  const state = createState(snapshot);
  const word = state.appliance[row('f1')] ?? 0;
  state.appliance[row('f1')] = word & ~healthyBit;
  assert.equal(ask({ servedBy: 'f1' }, state).targets, plain.slice(0, 5));
  state.appliance[row('f1')] = word & ~upBit;
  assert.equal(ask({ servedBy: 'f1' }, state).targets, plain.slice(0, 5));
  const unknown = ask({ servedBy: 'f1' }, createState(snapshot), { file: noRow });
  assert.equal(unknown, { targets: [], passed: 'CCC', reason: 'none' });
});

test('served by: where all are ill, who serves still comes first among them', () => {
  const state = createState(snapshot);
  for (const id of plain) setAppliance(state, row(id), { healthy: false, shedShare: 1 });
  const { targets, reason } = ask({ servedBy: 'f1' }, state);
  assert.is(reason, 'fail-open');
  assert.equal(targets, ['f1', ...plain.slice(0, 5)]);
});

test('served by: who alone is not shed is ranked, and its candidate is not passed over', () => {
  const state = createState(snapshot);
  for (const id of plain)
    setAppliance(state, row(id), { healthy: true, shedShare: id === 'f1' ? 0.99999 : 1 });
  assert.equal(ask({ servedBy: 'f1' }, state), { targets: ['f1'], passed: 'LL', reason: 'ranked' });
});

const clustersOf = (targets: readonly string[]) =>
  [...new Set(targets.map((id) => id[0]))].sort().join('');

test('spread: no cluster and no site gets more than its limit, and later ranks fill up', () => {
  assert.equal(plain.slice(-1), ['f1']);
  const byCluster = ask({ cluster: 1 }).targets;
  assert.is(byCluster.length, 3);
  assert.is(clustersOf(byCluster), 'abf');
  const bySite = ask({ site: 1 }).targets;
  assert.equal(bySite, [plain[0], 'f1']);
  assert.equal(ask({ site: 2, cluster: 1 }).targets, byCluster);
  assert.equal(ask({ site: 16, cluster: 16 }).targets, plain);
});

test('spread: each is the best of those whom the limits leave', () => {
  const [first] = plain;
  const others = plain.filter((id) => id[0] !== first?.[0]);
  assert.equal(ask({ cluster: 1 }).targets.slice(0, 2), [first, others[0]]);
});

test('spread: who serves already counts for its cluster', () => {
  const { targets } = ask({ servedBy: 'a2', cluster: 1 });
  assert.is(targets[0], 'a2');
  assert.is(clustersOf(targets), 'abf');
  assert.is(targets.length, 3);
});

test('needs: M and P are never opened, F gives way like health', () => {
  const state = createState(snapshot);
  const near = plain.filter((id) => id !== 'f1');
  for (const id of near) setFitness(state, row(id), words, { territories: ['FR'], families: [6] });
  const needs = (asked: Parameters<typeof needBitsOf>[1]) => ({
    needBits: needBitsOf(words, asked),
    wishes: undefined,
  });
  assert.equal(ask({}, state, needs({ territory: 'DE' })).targets, ['f1']);
  assert.is(ask({}, state, needs({ territory: 'DE' })).passed, 'MM');
  assert.equal(ask({}, state, needs({ territory: 'FR' })).targets, plain);
  assert.is(ask({}, state, needs({ territory: 'IT' })).passed, 'MM', 'a word that nobody lists');
  assert.equal(ask({}, state, needs({ family: 6 })).targets, plain);
  assert.is(ask({}, state, needs({ family: 4 })).passed, 'FF');
  assert.equal(ask({}, state, needs({})).targets, plain);
  setFitness(state, row('f1'), words, { families: [], capabilities: [] });
  const open = ask({}, state, needs({ family: 4 }));
  assert.equal([open.reason, open.targets], ['fail-open', plain]);
  const none = ask({}, state, needs({ family: 4, territory: 'DE', capabilities: ['h3'] }));
  assert.equal(none, { targets: [], passed: 'MMP', reason: 'none' });
});

test.run();
