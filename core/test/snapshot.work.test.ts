// Is the work of one decision bounded by whatever lets a snapshot in: bytes, worlds and changes?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fleetColumns, orderFleet } from '../compile/fleet-columns.ts';
import { seenIn } from '../compile/seen.ts';
import { writeHolders } from '../holders/content.ts';
import { clusterWork, stepsOf, workExcess, workMax } from '../holders/work.ts';
import {
  checkCompile,
  compileWorld,
  createCompiler,
  createDecision,
  openSnapshot,
  pair,
  type Snapshot,
} from '../index.ts';
import { defaultRanking, resolveRanking } from '../rank/ranking.ts';
import { encodeSnapshot } from '../snapshot/codec.ts';
import { type Lines, worldOf } from './support/small-world.ts';

const rows = (count: number) => Array.from({ length: count }, (_, row) => row);

/** Clusters of `size` boxes that all hold a file so often; `heard` of them hear one prefix. */
function linesOf(clusters: number, size: number, copies: number, heard: number): Lines {
  return {
    sites: rows(clusters).map((row) => `s${row} embedded`),
    clusters: rows(clusters).map((row) => `c${row} s${row} all`),
    appliances: rows(clusters).flatMap((row) => rows(size).map((k) => `a${row}-${k} c${row}`)),
    links: rows(clusters).map((row) => `l${row} s${row} embedded`),
    routes: rows(heard).map((row) => `c${row} 20.0.0.0/8 1 l${row}`),
    manifests: [`all film ${copies}`],
  };
}

/** Bytes of a world that nobody has checked, as a hostile writer makes them. */
function unchecked(lines: Lines): Snapshot {
  const world = worldOf(lines);
  const order = orderFleet(world);
  const fleet = fleetColumns(world, order);
  const { ranking = [] } = resolveRanking(defaultRanking);
  const { columns } = seenIn(world, order, fleet, ranking);
  return encodeSnapshot({ ...fleet, ...columns }, { fleet: '', epoch: 0, sequence: 0 });
}

/** Three copies on ten boxes are 32 steps: the limit of a list is 128 of such clusters. */
const most = workMax.list / stepsOf(10, 3, false);
const within = linesOf(most, 10, 3, most);
const beyond = linesOf(most + 1, 10, 3, most + 1);

test('work: a list at the limit opens, one cluster more is refused at its byte', () => {
  assert.is(most, 128);
  assert.is(openSnapshot(unchecked(within).bytes).problems, undefined);
  const snapshot = unchecked(beyond);
  const [problem, ...more] = openSnapshot(snapshot.bytes).problems ?? [];
  assert.equal(more, []);
  const text = '4,128 steps for the appliances of its candidates, at most 4,096';
  assert.match(problem?.text ?? '', `listStart, row 1: ${text}`);
  const at = snapshot.listStart.byteOffset - snapshot.bytes.byteOffset + 4;
  assert.equal([problem?.code, problem?.path], ['bad-section', `byte ${at}`]);
});

test('work: a world says the same before it is compiled, and a compiler before it proposes', () => {
  assert.equal(checkCompile(worldOf(within)), []);
  const [found] = checkCompile(worldOf(beyond));
  assert.equal([found?.code, found?.path], ['too-much-work', 'routes']);
  assert.equal(compileWorld(worldOf(beyond)).problems, [found]);
  assert.throws(() => createCompiler(worldOf(beyond)), /4,128 steps for the candidates/);
  const compiler = createCompiler(worldOf({ ...beyond, routes: within.routes }));
  const change = { kind: 'announce', cluster: `c${most}`, prefix: '20.0.0.0/8' } as const;
  const verdict = compiler.propose([{ ...change, link: `l${most}`, asPathLength: 1, med: 0 }]);
  assert.is(verdict.verdict === 'refused' && verdict.reason, 'bad-change');
  assert.is(verdict.verdict === 'refused' && verdict.problems?.[0]?.code, 'too-much-work');
  assert.is(compiler.proposal(), undefined);
  assert.is(compiler.propose([]).verdict, 'proposed', 'what went before it has not happened');
});

test('work: who hears a prefix and those around it is counted once', () => {
  const inner = within.routes.map((line) => line.replace('20.0.0.0/8', '20.1.0.0/16'));
  const nested = { ...within, routes: [...within.routes, ...inner] };
  assert.equal(checkCompile(worldOf(nested)), []);
});

test('work: a last resort is bounded too, and twenty thousand boxes of a cluster are', () => {
  const lines = linesOf(400, 10, 3, 1);
  const transit: Lines = {
    ...lines,
    sites: lines.sites.map((line) => line.replace('embedded', 'ix')),
    links: [...lines.links, ...rows(400).map((row) => `t${row} s${row} transit`)],
  };
  const [problem] = openSnapshot(unchecked(transit).bytes).problems ?? [];
  assert.match(problem?.text ?? '', 'resortStart, row 0: 12,800 steps');
  assert.is(checkCompile(worldOf(transit))[0]?.path, 'sites');
  const large = linesOf(1, 20_000, 200, 1);
  assert.match(openSnapshot(unchecked(large).bytes).problems?.[0]?.text ?? '', 'listStart, row 1');
  assert.is(checkCompile(worldOf(large))[0]?.code, 'too-much-work');
});

test('work: what is counted is what a decision looks at, whatever the copies', () => {
  for (const copies of [1, 3, 4, 30, 255]) {
    const snapshot = unchecked(linesOf(3, 40, Math.min(copies, 254), 3));
    const work = clusterWork(snapshot);
    assert.equal([...work], Array(3).fill(stepsOf(40, Math.min(copies, 254), false)));
    assert.equal(workExcess(snapshot), { list: undefined, resort: undefined });
    const { scratch } = createDecision(snapshot);
    assert.ok(scratch.rows.length <= 48 + 40);
  }
});

/** Holders by sorting all, the obvious way. */
function sorted(snapshot: Snapshot, fileHash: number, copies: number): number[] {
  const keyOf = (row: number) => pair(fileHash, snapshot.applianceHash[row] ?? 0);
  return rows(snapshot.applianceCount)
    .sort((a, b) => keyOf(b) - keyOf(a) || a - b)
    .slice(0, copies);
}

test('writeHolders: many copies are the same holders in the same order as few', () => {
  const snapshot = unchecked(linesOf(1, 300, 1, 1));
  const { scratch } = createDecision(snapshot);
  for (let key = 0; key < 300; key++) {
    const fileHash = pair(key, 5);
    const copies = 1 + (pair(key, 9) % 254);
    const { inverseWeight } = snapshot;
    const isWeighted = key % 2 === 1;
    const weights = isWeighted ? new Float64Array(300).fill(1) : inverseWeight;
    const columns = { ...snapshot, inverseWeight: weights };
    const count = writeHolders(columns, 0, fileHash, copies, scratch, 0);
    const wanted = sorted(snapshot, fileHash, copies);
    assert.equal([...scratch.rows.subarray(0, count)], wanted, `key ${key}, ${copies} copies`);
  }
});

test.run();
