// Do a snapshot and the routes beside it go on as the compiler that wrote them would have?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readClient } from '../ask/read-client.ts';
import { compileSnapshot } from '../compile/compile.ts';
import type { Change } from '../delta/changes.ts';
import { type Compiler, createCompiler } from '../delta/compiler.ts';
import { resumeCompiler } from '../delta/resume.ts';
import { encodeRoutes } from '../routes/encode-routes.ts';
import { readRoutes } from '../routes/read-routes.ts';
import { openSnapshot } from '../snapshot/codec.ts';
import { readId } from '../snapshot/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { commitChanges, snapshotOf } from './support/commit-changes.ts';
import { createDice } from './support/dice.ts';
import { followInterrupted, restarted } from './support/interrupted-sequence.ts';
import { cell } from './support/oracle-basics.ts';
import { assertSameBytes } from './support/same-content.ts';
import { type Lines, worldOf } from './support/small-world.ts';
import { sectionRows, sign } from './support/snapshot-damage.ts';

const lines: Lines = {
  sites: ['oslo ix 59.9 10.7', 'rome ix 41.9 12.5', 'isp embedded 41.9 12.5'],
  clusters: ['co oslo all', 'cr rome all', 'ci isp own'],
  appliances: ['o1 co', 'r1 cr 2e9', 'i1 ci', 'i2 ci 1e9 draining'],
  links: ['lo oslo transit', 'lr rome transit', 'lx rome ix', 'li isp embedded'],
  routes: [
    'ci 20.1.0.0/16 1 li',
    'co 20.0.0.0/8 1,2 lo',
    'cr 20.0.0.0/8 1,2,3 lr 7',
    'cr 20.0.0.0/8 1,2 lx',
    'co 10.0.0.0/8 1 lo',
    'cr 20.2.0.0/16 1 lx 0 invalid',
    'co 2a00::/19 1 lo',
  ],
  manifests: ['all film', 'all other 2', 'own other'],
  metros: ['south 40 13', 'north 60 11'],
  clients: ['20.1.0.0/17 south', '2a00::/32 north'],
};
const world = worldOf(lines);
const name = { fleet: 'f', epoch: 1, sequence: 7 };

/** `cluster link rank` of each candidate of a client. */
function candidatesOf(snapshot: Snapshot, address: string): string[] {
  const { client, problems } = readClient(snapshot, address);
  if (problems) throw new Error(problems[0]?.text);
  const list = snapshot.vantageList[client.vantage] ?? 0;
  const rows = [...snapshot.listCluster.keys()].slice(
    snapshot.listStart[list],
    snapshot.listStart[list + 1],
  );
  return rows.map((row) => {
    const cluster = readId(snapshot, 'cluster', cell(snapshot.listCluster, row));
    const link = readId(snapshot, 'link', cell(snapshot.listLink, row));
    return `${cluster} ${link} ${snapshot.listRank[row]}`;
  });
}

function resumed(snapshot: Snapshot, routes: Uint8Array): Compiler {
  const { compiler, problems } = resumeCompiler(snapshot, routes);
  if (problems) throw new Error(JSON.stringify(problems[0]));
  return compiler;
}

test('resumeCompiler: goes on from a compiled snapshot, and knows what lost until now', () => {
  const { snapshot, routes } = compileSnapshot(world, name);
  const compiler = resumed(snapshot, encodeRoutes(snapshot, world));
  const begun = compiler.snapshot();
  assert.equal([begun.fleet, begun.epoch, begun.sequence], ['f', 1, 7]);
  assert.is(begun.contentDigest.join(), snapshot.contentDigest.join());
  assertSameBytes(compiler.compact().bytes, snapshot.bytes);
  assert.equal(compiler.routes(), routes);
  assert.equal(candidatesOf(begun, '20.1.9.9'), ['ci li 0', 'cr lx 1', 'co lo 2']);
  const next = commitChanges(compiler, [
    { kind: 'withdraw', cluster: 'ci', prefix: '20.1.0.0/16' },
    { kind: 'withdraw', cluster: 'cr', prefix: '20.0.0.0/8', link: 'lx' },
  ]);
  // The route of cr over lr has been there all along, and was longer by a hop.
  assert.equal(candidatesOf(next, '20.1.9.9'), ['co lo 0', 'cr lr 1']);
  assert.is(next.sequence, 8);
});

const changes: readonly Change[] = [
  { kind: 'announce', cluster: 'ci', prefix: '20.3.0.0/16', link: 'li', asPathLength: 1, med: 0 },
  { kind: 'appliance', appliance: 'i2', state: 'up', capacityBps: 3e9 },
  { kind: 'link', link: 'lx', capacityBps: 5e9, withdrawsRoutes: true },
];

test('resumeCompiler: has states, capacities and routes of the last batch, and weights', () => {
  const holderWeight = (appliance: number) => 1 + appliance / 3;
  const compiler = createCompiler(world, { ...name, holderWeight, ranking: ['-distance', 'med'] });
  commitChanges(compiler, changes);
  const again = restarted(compiler);
  assert.is(again.snapshot().sequence, 8);
  assert.equal([...again.snapshot().capacityBps], [1e9, 3e9, 1e9, 2e9]);
  assert.equal([...again.snapshot().applianceState], [0, 0, 0, 0]);
  assert.equal([...again.snapshot().inverseWeight], [...compiler.snapshot().inverseWeight]);
  const back: readonly Change[] = [
    { kind: 'announce', cluster: 'cr', prefix: '20.0.0.0/8', link: 'lx', asPathLength: 1, med: 0 },
    { kind: 'appliance', appliance: 'o1', capacityBps: 0 },
  ];
  const [expected, found] = [compiler, again].map((one) => commitChanges(one, back));
  assert.is(found?.contentDigest.join(), expected?.contentDigest.join());
  assertSameBytes(again.compact().bytes, compiler.compact().bytes);
  assertSameBytes(again.compactRoutes(), compiler.compactRoutes());
});

test('resumeCompiler: goes back to what is retained after it, under a newer version', () => {
  const compiler = restarted(createCompiler(world, name));
  const begun = compiler.snapshot();
  const digest = begun.contentDigest.join();
  compiler.retain(begun);
  const refused = compiler.propose(changes, { epoch: 1, sequence: 7 });
  assert.is(refused.verdict === 'refused' && refused.reason, 'version');
  assert.is.not(commitChanges(compiler, changes).contentDigest.join(), digest);
  const back = snapshotOf(compiler.revert(begun));
  assert.equal([back.sequence, back.contentDigest.join()], [9, digest]);
  compiler.commit(back);
  assertSameBytes(restarted(compiler).compactRoutes(), compiler.compactRoutes());
});

test('resumeCompiler: 25 sequences, stopped at random, go on as if they never were', () => {
  let count = 0;
  for (let seed = 1; seed <= 25; seed++) {
    try {
      count += followInterrupted(seed);
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).stack}`);
    }
  }
  assert.ok(count > 60, `${count} times resumed`);
});

test('compactRoutes: knows nothing of an open proposal, nor of one that was aborted', () => {
  const compiler = createCompiler(world, name);
  const before = compiler.compactRoutes();
  const proposed = snapshotOf(compiler.propose(changes));
  assertSameBytes(compiler.compactRoutes(), before);
  compiler.abort(proposed);
  assertSameBytes(compiler.compactRoutes(), before);
  commitChanges(compiler, []);
  const { snapshot } = compileSnapshot(world, { ...name, sequence: 9 });
  assertSameBytes(compiler.compactRoutes(), encodeRoutes(snapshot, world));
});

test('readRoutes: the world of the last batch, its paths as long as they were heard', () => {
  const compiler = createCompiler(world, name);
  commitChanges(compiler, changes);
  const { kept, problems } = readRoutes(compiler.compact(), compiler.compactRoutes());
  if (problems) throw new Error(JSON.stringify(problems[0]));
  const { routes, paths, clusters, links, prefixes } = kept.world;
  const told = [...routes.cluster.keys()].map((row) => {
    const path = cell(routes.path, row);
    const prefix = cell(routes.prefix, row);
    const place = `${cell(prefixes.word0, prefix).toString(16)}/${cell(prefixes.length, prefix)}`;
    const hops = cell(paths.start, path + 1) - cell(paths.start, path);
    const cluster = cell(clusters.id, cell(routes.cluster, row));
    const link = cell(links.id, cell(routes.link, row));
    return `${cluster} ${link} ${place} ${hops} ${cell(routes.med, row)} ${cell(routes.rpki, row)}`;
  });
  assert.equal(told, [
    'co lo a000000/8 1 0 0',
    'co lo 14000000/8 2 0 0',
    'cr lr 14000000/8 3 7 0',
    'ci li 14010000/16 1 0 0',
    'ci li 14030000/16 1 0 2',
    'co lo 2a000000/19 1 0 0',
  ]);
  assert.equal(kept.world.metros.id, ['north', 'south']);
  assert.equal(kept.ranking, ['prefix-length', 'as-path', 'med', 'distance']);
});

/** What is wrong with these routes of `snapshot`; fails where two doors disagree. */
function problemsIn(snapshot: Snapshot, routes: Uint8Array): string[] {
  const [read, compiled] = [readRoutes(snapshot, routes), resumeCompiler(snapshot, routes)];
  if (read.problems) assert.equal(compiled.problems, read.problems);
  return (compiled.problems ?? []).map(({ code, path, text }) => `${code} ${path}: ${text}`);
}

/** The only problem there is. */
function problemIn(snapshot: Snapshot, routes: Uint8Array): string {
  const told = problemsIn(snapshot, routes);
  assert.is(told.length, 1, told.join());
  return told.join();
}

test('routes: those of another fleet, version or content are refused, and say of which', () => {
  const { snapshot } = compileSnapshot(world, name);
  const routes = encodeRoutes(snapshot, world);
  const other = (change: object) => compileSnapshot(world, { ...name, ...change }).snapshot;
  assert.equal(problemsIn(other({ fleet: 'g' }), routes), [
    'other-snapshot byte 72: are those of fleet "f", and the snapshot is of "g"',
  ]);
  assert.equal(problemsIn(other({ sequence: 8 }), routes), [
    'other-snapshot byte 32: are those of version (1, 7), and the snapshot is (1, 8)',
  ]);
  assert.match(problemIn(other({ ranking: ['-med'] }), routes), /^other-snapshot byte 48: /);
  assert.match(problemIn(snapshot, snapshot.bytes), /^not-a-routes-file byte 0: /);
  const foreign = encodeRoutes(snapshot, world, ['-med']);
  assert.match(problemIn(snapshot, foreign), /^other-snapshot byte 48: .* compile to another/);
});

test('routes: every cut and every damaged byte of a file is told', () => {
  const { snapshot } = compileSnapshot(world, name);
  const sound = encodeRoutes(snapshot, world);
  const dice = createDice(11);
  assert.equal(problemsIn(snapshot, sound), []);
  for (let length = 0; length < sound.length; length++) problemIn(snapshot, sound.slice(0, length));
  for (let at = 0; at < sound.length; at++) {
    const damaged = sound.slice();
    damaged[at] = cell(damaged, at) ^ (1 << dice.below(8));
    problemIn(snapshot, damaged);
  }
});

const hostile = [0, 1, 3, 40, 255, 1024, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

test('routes: words that somebody changed on purpose and signed are told, or compile', () => {
  const { snapshot } = compileSnapshot(world, name);
  const sound = encodeRoutes(snapshot, world);
  const dice = createDice(12);
  let opened = 0;
  for (let turn = 0; turn < 1500; turn++) {
    const damaged = sound.slice();
    const at = 4 * (8 + dice.below(sound.length / 4 - 8));
    new DataView(damaged.buffer).setUint32(at, dice.pick(hostile), true);
    sign(damaged);
    const { compiler } = resumeCompiler(snapshot, damaged);
    if (compiler === undefined) continue;
    opened++;
    // What opens has the same content, and goes on without throwing.
    assert.is(compiler.snapshot().contentDigest.join(), snapshot.contentDigest.join());
    commitChanges(compiler, changes);
    assert.is(readRoutes(snapshot, damaged).problems, undefined);
  }
  assert.ok(opened > 100, `${opened} opened`); // zeros between sections, and what nothing reads
});

type Write = (view: DataView, at: number) => void;
const word =
  (value: number): Write =>
  (view, at) =>
    view.setUint32(at, value, true);

/** What is written into a section at an offset, where that is told (a later byte), and how. */
const unsound: readonly (readonly [string, number, Write, number, string])[] = [
  ['siteLat', 8, (view, at) => view.setFloat64(at, 91, true), 0, 'row 1: 91 is none that'],
  ['metroTextStart', 4, word(99), 4, 'row 2: 10 is less than the row before'],
  ['prefix4', 4, word(0x0a000001), 0, 'row 1: has bits behind its length'],
  ['prefix4', 8, word(0), 0, 'row 2: must be above the one before'],
  ['prefixHeard', 0, word(77), 0, 'row 0: 77 is none that'],
  ['prefixPlace', 4, word(0x80000002), 0, 'row 1: 2147483650 is none that'],
  ['heardStart', 0, word(1), 0, 'row 0: must be 0'],
  ['heardLink', 4, word(9), 0, 'row 1: 9 is none that'],
  ['heardLink', 4, word(0), 0, 'row 1: is not a link of the site of its cluster'],
  ['heardPathLength', 0, (view, at) => view.setUint16(at, 1024, true), 0, 'row 0: 1024 is'],
];

test('routes: what a row says that is none is told at its byte', () => {
  const { snapshot } = compileSnapshot(world, name);
  const sound = encodeRoutes(snapshot, world);
  const offsetOf = new Map(sectionRows(sound).map((row) => [row.name, row.offset]));
  const told = (section: string, row: number, write: Write) => {
    const copy = sound.slice();
    write(new DataView(copy.buffer), (offsetOf.get(section) ?? 0) + row);
    sign(copy);
    return problemIn(snapshot, copy);
  };
  for (const [section, row, write, later, text] of unsound) {
    const at = (offsetOf.get(section) ?? 0) + row + later;
    const problem = told(section, row, write);
    assert.ok(problem.startsWith(`bad-section byte ${at}: ${section}, ${text}`), problem);
  }
  const comma: Write = (view, at) => view.setUint8(at, 44);
  assert.match(told('metroText', 0, comma), /metroTextStart, row 0: is not an id/);
  const ranked = told('ranking', 0, (view, at) => view.setUint8(at, 0x71));
  assert.match(ranked, /^unknown-comparator ranking: "qrefix-length" is not a comparator; did you/);
});

test('routes: belong to a snapshot that was copied out of a compiler like to a compact one', () => {
  const compiler = createCompiler(world, name);
  commitChanges(compiler, changes);
  const copied = openSnapshot(compiler.copy(compiler.snapshot()).bytes);
  if (copied.problems) throw new Error(JSON.stringify(copied.problems[0]));
  const again = resumed(copied.snapshot, compiler.compactRoutes());
  assertSameBytes(again.compact().bytes, compiler.compact().bytes);
});

test.run();
