// Do texts in give the texts out that the contract says, and garbage nothing at all?
import { isIP } from 'node:net';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Ask,
  batchMax,
  batchModuleBytes,
  compileSnapshot,
  createAnswer,
  createBatch,
  createDecision,
  createState,
  decideAt,
  findRow,
  noRow,
  parseAddress,
  pathwayTable,
  prepare,
  readClient,
  readRequest,
  steerText,
  vantageOf,
} from '../index.ts';
import { printAskGrowth } from './support/ask-growth.ts';
import { leavesNothing } from './support/heap-growth.ts';
import { createOracle } from './support/oracle.ts';
import { cell } from './support/oracle-basics.ts';
import { randomCase } from './support/random-world.ts';
import { worldOf } from './support/small-world.ts';

const { snapshot } = compileSnapshot(
  worldOf({
    sites: ['isp embedded 52 5', 'ams ix 52.4 4.9'],
    clusters: ['c-isp isp', 'c-ams ams'],
    appliances: ['isp-1 c-isp', 'ams-1 c-ams'],
    links: ['l-isp isp embedded', 'l-ams ams pni'],
    routes: ['c-isp 20.1.0.0/16 64500 l-isp', 'c-ams 2400::/20 64501 l-ams'],
    manifests: ['c-isp film', 'c-ams film'],
  }),
);

/** None of these is an address, whatever was asked before. */
const garbage = [
  ...['', ' ', 'not an address', '1.2.3.4.5', '300.1.1.1', '01.2.3.4', '20.1.2', '20.1.2.3 '],
  ...[
    '2400::1%eth0',
    '2400:::1',
    '2400::1::',
    ':',
    '[2400::1]',
    '2400::1/64',
    '１.2.3.4',
    '20.1.2.ü',
  ],
  ...['2400::12345', '1:2:3:4:5:6:7', '1:2:3:4:5:6:7:8:9', '::ffff:300.1.1.1', '2'.repeat(1000)],
];

test('garbage never gets the answer of the client before', () => {
  const ground = { snapshot, state: createState(snapshot) };
  const out = createAnswer(snapshot);
  const words = new Uint32Array(4);
  for (const text of garbage) {
    assert.is(isIP(text) === 0 || text.includes('%'), true, text);
    assert.is(parseAddress('2400::1', words), 6);
    assert.is(parseAddress(text, words), 0, text);
    assert.is(words.join(), '0,0,0,0', text);
    words.set([0x24000000, 0, 0, 1]);
    assert.is(vantageOf(snapshot, 0, words), 0, 'of no family: nobody knows where');
    const { problems, client } = readClient(snapshot, text);
    assert.equal([problems?.map(({ code }) => code), client], [['bad-address'], undefined]);
    const ask = { client: '2400::1', file: 'film', session: 's' };
    assert.equal(steerText(ground, ask, out), []);
    assert.is(cell(out.appliance, 0), 'ams-1');
    const [problem] = steerText(ground, { ...ask, client: text }, out);
    assert.is(problem?.code, 'bad-address');
    assert.is(out.count, 0);
    assert.not.ok(text.length > 2 && problem?.text.includes(text), 'the text is not repeated');
  }
});

test('readClient: reads both families, and IPv4 inside IPv6 as IPv4', () => {
  const read = (text: string) => {
    const { client } = readClient(snapshot, text);
    return client && `${client.family} ${[...client.words].map((word) => word.toString(16))}`;
  };
  assert.is(read('20.1.2.3'), '4 14010203,0,0,0');
  assert.is(read('::ffff:20.1.2.3'), '4 14010203,0,0,0');
  assert.is(read('2400:A::1:2'), '6 2400000a,0,0,10002');
  const vantage = readClient(snapshot, '20.1.2.3').client?.vantage;
  assert.is(vantage, vantageOf(snapshot, 4, Uint32Array.of(0x14010203)));
});

test('readRequest: says all that is wrong, and an unknown file is no row and no problem', () => {
  const codes = (ask: object) => {
    const whole = { client: '20.1.2.3', file: 'film', session: 's', ...ask };
    return (readRequest(snapshot, whole as Ask).problems ?? []).map(({ code, path }) => [
      code,
      path,
    ]);
  };
  assert.equal(codes({}), []);
  assert.equal(codes({ client: '20.1', file: '', session: 7, want: 2.5 }), [
    ['bad-address', 'client'],
    ['bad-file', 'file'],
    ['bad-session', 'session'],
    ['bad-want', 'want'],
  ]);
  for (const want of [0, 17, -1, Number.NaN]) assert.equal(codes({ want }), [['bad-want', 'want']]);
  assert.equal(codes({ client: undefined }), [['bad-address', 'client']]);
  const ask = { client: '20.1.2.3', file: 'unheard of', session: 's' };
  assert.is(readRequest(snapshot, ask).request?.file, noRow);
});

test('readRequest: reads who serves, needs and limits, and says what is wrong with them', () => {
  const plain = { client: '20.1.2.3', file: 'film', session: 's' };
  const words = { capabilities: ['h3'], territories: ['DE'], asksFamily: true };
  const read = (ask: object, options = {}) => readRequest(snapshot, { ...plain, ...ask }, options);
  const row = findRow(snapshot, 'appliance', 'ams-1');
  const { request } = read({ servedBy: 'ams-1', spread: { site: 1 } });
  assert.equal(request?.wishes, { servedBy: row, clusterMax: 0, siteMax: 1 });
  assert.equal(
    read({ servedBy: 'long gone' }).request,
    read({}).request,
    'gone: nothing is wished',
  );
  const needs = { capabilities: ['h3'], territory: 'DE' };
  // Bits 18: IPv4, 22: the first capability, 27: the first territory; 26 and 31: any other word.
  assert.is(read(needs, { words }).request?.needBits, (1 << 18) | (1 << 22) | (1 << 27));
  assert.is(read(needs).request?.needBits, (1 << 26) | (1 << 31));
  assert.is(read({}).request?.needBits, undefined);
  const out = createAnswer(snapshot, { hasScope: true });
  const basis = { snapshot, state: createState(snapshot) };
  for (const [change, code] of [
    [{ servedBy: 7 }, 'bad-served-by'],
    [{ capabilities: 'h3' }, 'bad-capabilities'],
    [{ capabilities: [''] }, 'bad-capabilities'],
    [{ territory: '' }, 'bad-territory'],
    [{ spread: {} }, 'bad-spread'],
    [{ spread: { rack: 1 } }, 'bad-spread'],
    [{ spread: { site: 17 } }, 'bad-spread'],
    [{ spread: null }, 'bad-spread'],
  ] as const) {
    assert.equal(
      read(change).problems?.map((problem) => problem.code),
      [code],
    );
    const problems = steerText(basis, { ...plain, ...(change as object) }, out);
    assert.equal([problems.map((problem) => problem.code), out.count, out.scope], [[code], 0, -1]);
  }
});

test('steerText: wishes and scope are those of decide, and the next ask has none of them', () => {
  const both = worldOf({
    sites: ['isp embedded 52 5', 'ams ix 52.4 4.9'],
    clusters: ['c-isp isp', 'c-ams ams'],
    appliances: ['isp-1 c-isp', 'ams-1 c-ams'],
    links: ['l-isp isp embedded', 'l-ams ams pni'],
    routes: ['c-isp 20.1.0.0/16 64500 l-isp', 'c-ams 20.1.0.0/16 1,2 l-ams'],
    manifests: ['c-isp film', 'c-ams film'],
  });
  const ground = compileSnapshot(both).snapshot;
  const basis = { snapshot: ground, state: createState(ground) };
  const out = createAnswer(ground, { hasScope: true, readsEmbedded: true });
  const ask = { client: '20.1.2.3', file: 'film', session: 's' };
  const told = (change: object) => {
    assert.equal(steerText(basis, { ...ask, ...change }, out), []);
    return [...out.appliance.slice(0, out.count), out.scope].join(' ');
  };
  assert.is(told({}), 'isp-1 ams-1 16');
  assert.is(told({ servedBy: 'ams-1' }), 'ams-1 isp-1 16');
  assert.equal(out.request, readRequest(ground, { ...ask, servedBy: 'ams-1' }).request);
  assert.is(told({}), 'isp-1 ams-1 16');
  assert.is(told({ client: '::ffff:20.1.2.3' }), 'isp-1 ams-1 112');
  assert.is(told({ client: '2002:1401:203::1' }), 'isp-1 ams-1 32');
  assert.is(told({ client: '64:ff9b::20.1.2.3' }), 'isp-1 ams-1 112');
});

/** Where `steerText` and the oracle part for the clients of a random world; '' nowhere. */
function quarrel(seed: number): string {
  const { world, clients, files, sessions } = randomCase(seed);
  const built = compileSnapshot(world).snapshot;
  const oracle = createOracle(world);
  const { table } = pathwayTable(built, { host: '{appliance}.cdn.example' });
  const ground = { snapshot: built, state: createState(built) };
  const out = createAnswer(built, table ? { table } : {});
  for (let n = 0; n < 60; n++) {
    const client = cell(clients, n % clients.length);
    const file = cell(files, (n * 7) % files.length);
    const request = {
      client,
      file,
      session: cell(sessions, n % sessions.length),
      want: 1 + (n % 9),
    };
    const expected = oracle({ appliance: new Map(), link: new Map() }, request);
    const problems = steerText(ground, request, out);
    const ids = expected.targets.map(({ appliance }) => appliance).join();
    const told = out.appliance.slice(0, out.count).join();
    if (problems.length > 0 || told !== ids) return `seed ${seed} ${client}: ${told}, not ${ids}`;
    const hosts = out.host.slice(0, out.count).map((host) => host.toUpperCase());
    const expectedHosts = expected.targets.map(({ appliance }) => `${appliance}.cdn.example`);
    if (table && hosts.join() !== expectedHosts.join().toUpperCase())
      return `seed ${seed}: ${hosts}`;
  }
  return '';
}

test('steerText: the ids and hosts of the targets are those of the oracle, 40 worlds', () => {
  for (let seed = 1; seed <= 40; seed++) assert.is(quarrel(seed), '');
});

test('a batch takes what is no address for nobody knows where, as vantageOf does', () => {
  const words = new Uint32Array(batchMax * 4).fill(0x24000000);
  const family = Uint8Array.from({ length: batchMax }, (_, k) => [0, 4, 6, 9][k & 3] ?? 0);
  const columns = { file: new Uint32Array(batchMax), sessionHash: new Uint32Array(batchMax) };
  const batch = createBatch(snapshot);
  const out = createDecision(snapshot);
  prepare({ family, words, ...columns }, 0, batchMax, 1, batch);
  for (let k = 0; k < batchMax; k++) {
    decideAt(batch, createState(snapshot), k, out);
    const own = vantageOf(snapshot, cell(family, k), words.subarray(k * 4, k * 4 + 4));
    assert.is(out.vantage, own);
    assert.is(own === 0, (k & 3) !== 2);
  }
});

/** What core may be given of WebAssembly: its types are of no library that tests know. */
type Wasm = { Module: new (bytes: Uint8Array) => object };

test('createBatch: where modules may not be compiled, one that was compiled before is taken', () => {
  const wasm = (globalThis as unknown as { WebAssembly: Wasm }).WebAssembly;
  const { Module } = wasm;
  const module = new Module(batchModuleBytes());
  wasm.Module = function refuse() {
    throw new Error('not while code runs');
  } as unknown as Wasm['Module'];
  try {
    assert.is(createBatch(snapshot).lanes, 1);
    assert.is(createBatch(snapshot, { module }).lanes, 4);
  } finally {
    wasm.Module = Module;
  }
  assert.is(createBatch(snapshot).lanes, 4);
});

test('steerText: a million answers leave less than a byte each on the heap, and no garbage', () => {
  leavesNothing('ask-growth.js', printAskGrowth.name);
});

test.run();
