// What happens to a caller that mixes things up? It is told, at the door, with a code.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  addressText,
  compileSnapshot,
  createAnswer,
  createBatch,
  createDecision,
  createInstance,
  createNames,
  createState,
  decide,
  decideAt,
  type IdTable,
  noRow,
  openSnapshot,
  pathwaysOf,
  pathwayTable,
  prefixText,
  prepare,
  readId,
  readRequest,
  type Snapshot,
  setAppliance,
  setLink,
  shedUnits,
  shortenedText,
  steerText,
  step,
} from '../index.ts';
import { codeOf } from './support/code-of.ts';
import { cell } from './support/oracle-basics.ts';
import { randomCase } from './support/random-world.ts';
import { worldOf } from './support/small-world.ts';

const lines = {
  sites: ['isp embedded 52 5', 'ams ix 52.4 4.9'],
  clusters: ['c-isp isp', 'c-ams ams'],
  appliances: ['isp-1 c-isp', 'ams-1 c-ams', 'ams-2 c-ams'],
  links: ['l-isp isp embedded', 'l-ams ams pni'],
  routes: ['c-isp 20.1.0.0/16 64500 l-isp', 'c-ams 20.1.0.0/16 64501,64500 l-ams'],
  manifests: ['c-isp film', 'c-ams film', 'c-ams other'],
};
const built = (change = {}) => compileSnapshot(worldOf({ ...lines, ...change })).snapshot;
const snapshot = built();
const smaller = built({ appliances: ['isp-1 c-isp', 'ams-1 c-ams'] });
const ask = { client: '20.1.2.3', file: 'film', session: 's' };
const requestOf = (of: Snapshot) => {
  const { request } = readRequest(of, ask);
  if (!request) throw new Error('the example asks well');
  return request;
};

test('a row that is none is told by every door that takes one', () => {
  const state = createState(snapshot);
  for (const table of ['site', 'cluster', 'appliance', 'link', 'file'] as readonly IdTable[])
    assert.is(
      codeOf(() => readId(snapshot, table, noRow)),
      'no-row',
    );
  const well = { healthy: true, shedShare: 0 };
  for (const row of [3, noRow, 'isp-1' as never]) {
    assert.is(
      codeOf(() => setAppliance(state, row, well)),
      'no-row',
    );
    assert.is(
      codeOf(() => setLink(state, row, 0.5)),
      'no-row',
    );
  }
  assert.equal(state, createState(snapshot));
});

test('a word that openSnapshot does not know is no other word', () => {
  const check = 'row' as 'rows';
  assert.is(
    codeOf(() => openSnapshot(snapshot.bytes, { check })),
    'bad-check',
  );
});

test('what is no address has no text', () => {
  const words = new Uint32Array(4);
  for (const write of [
    addressText,
    shortenedText,
    (f: number, w: Uint32Array) => prefixText(f, w, 8),
  ])
    for (const family of [0, 5, Number.NaN])
      assert.is(
        codeOf(() => write(family, words)),
        'bad-family',
      );
});

test('a share that is set is the share that is shed, whoever sets it', () => {
  const state = createState(snapshot);
  setAppliance(state, 1, { healthy: true, shedShare: 0.167 });
  setLink(state, 1, 0.167);
  assert.is(cell(state.link, 1), shedUnits(0.167));
  assert.is(cell(state.appliance, 1) & 0x1ffff, Math.floor(0.167 * 65536 + 0.5));
});

/** Codes of deciding with one thing of another snapshot, in a room that checks. */
function mixed(own: Snapshot, other: Snapshot): string[] {
  const out = createDecision(own, { check: true });
  const request = requestOf(own);
  const state = createState(own, { check: true });
  assert.is(
    codeOf(() => decide(own, state, request, out)),
    '',
  );
  const room = createDecision(other, { check: true });
  return [
    codeOf(() => decide(own, state, request, room)),
    codeOf(() => decide(own, createState(other, { check: true }), request, out)),
    codeOf(() => decide(other, state, request, out)),
  ];
}

test('with check, a room, a state or a snapshot that is of another one is told', () => {
  const foreign = ['other-snapshot', 'other-snapshot', 'other-snapshot'];
  assert.equal(mixed(snapshot, smaller), foreign);
  assert.equal(mixed(snapshot, built()), foreign, 'of the same size as well');
  const out = createDecision(snapshot, { check: true });
  const request = requestOf(snapshot);
  const state = createState(snapshot);
  const asked = (change: object) =>
    codeOf(() => decide(snapshot, state, { ...request, ...change }, out));
  assert.is(asked({ vantage: snapshot.vantageCount }), 'no-row');
  assert.is(asked({ vantage: Number.NaN }), 'no-row');
  assert.is(asked({ file: snapshot.fileCount }), 'no-row');
  assert.is(asked({ file: request.file === 0 ? 1 : 0 }), 'other-snapshot', 'a row of elsewhere');
  assert.is(asked({ file: noRow }), '');
});

test('with check, a room of another world is told every time, 400 pairs of random worlds', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const mine = compileSnapshot(randomCase(seed).world).snapshot;
    const state = createState(mine);
    const request = { vantage: 0, file: noRow, fileHash: 1, sessionHash: 2, want: 5 };
    for (let other = 21; other <= 40; other++) {
      const theirs = compileSnapshot(randomCase(other).world).snapshot;
      const out = createDecision(theirs, { check: true });
      assert.is(
        codeOf(() => decide(mine, state, request, out)),
        'other-snapshot',
      );
    }
  }
});

test('with check, a batch is asked about its own snapshot and for what was prepared', () => {
  const batch = createBatch(snapshot);
  const row = Uint32Array.of(0);
  const requests = { family: Uint8Array.of(4), words: new Uint32Array(4), file: row };
  prepare({ ...requests, sessionHash: row }, 0, 1, 5, batch);
  const state = createState(snapshot);
  const at = (k: number, of: Snapshot) =>
    codeOf(() => decideAt(batch, state, k, createDecision(of, { check: true })));
  assert.equal(
    [at(0, snapshot), at(1, snapshot), at(0, smaller)],
    ['', 'no-row', 'other-snapshot'],
  );
});

test('names, tables and rooms of another snapshot are refused where they are put together', () => {
  const tableOf = (of: Snapshot) => {
    const { table } = pathwayTable(of, { host: '{appliance}.example' });
    if (!table) throw new Error('the example has good hosts');
    return table;
  };
  const names = createNames(smaller);
  assert.is(
    codeOf(() => createAnswer(snapshot, { names })),
    'other-snapshot',
  );
  assert.is(
    codeOf(() => createAnswer(snapshot, { table: tableOf(smaller) })),
    'other-snapshot',
  );
  const room = createAnswer(smaller);
  const ground = { snapshot, state: createState(snapshot) };
  assert.is(
    codeOf(() => steerText(ground, ask, room)),
    'other-snapshot',
  );
  const out = createDecision(snapshot, { check: true });
  decide(snapshot, createState(snapshot), requestOf(snapshot), out);
  assert.is(
    codeOf(() => pathwaysOf(tableOf(smaller), out)),
    'other-snapshot',
  );
  assert.is(
    codeOf(() => pathwaysOf(tableOf(snapshot), out)),
    '',
  );
  const bare = createDecision(snapshot);
  decide(snapshot, createState(snapshot), { ...requestOf(snapshot), want: 16 }, bare);
  assert.is(
    codeOf(() => pathwaysOf(tableOf(smaller), bare)),
    'other-snapshot',
    'a row too far',
  );
});

test('what refuses an update says why, and goes on as before', () => {
  const first = built();
  const instance = createInstance(first);
  const effects = step(instance, { kind: 'snapshot', atMs: 1, snapshot });
  const version = { epoch: snapshot.epoch, sequence: snapshot.sequence };
  assert.equal(effects, [{ kind: 'refused', what: 'snapshot', reason: 'version', version }]);
  assert.is(instance.snapshot, first);
});

test.run();
