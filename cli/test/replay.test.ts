// Does replay say whether records come out again, and what the loss of sites would do?
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compileSnapshot } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type TinySite, tinyWorld } from './support/tiny-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-replay-'));
const bin = resolve('cli/bin/fairlead.js');
const at = (name: string) => join(folder, name);
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** Two sites in the network, one exchange behind them; links as wide as given. */
const near = { kind: 'embedded', appliances: 2, capacityBps: 1e9, linkBps: 2e9, hops: 1 } as const;
const sites: readonly TinySite[] = [
  { ...near, id: 'e1' },
  { ...near, id: 'e2' },
  { ...near, id: 'x1', kind: 'ix', hops: 2, capacityBps: 2e9, linkBps: 1.5e9 },
];

function build(name: string, of: readonly TinySite[], sequence = 0): string {
  const { snapshot } = compileSnapshot(tinyWorld({ sites: of, members: 100 }), { sequence });
  writeFileSync(at(name), snapshot.bytes);
  return at(name);
}

const base = build('base.snapshot', sites);
const requests = Array.from({ length: 200 }, (_, k) =>
  JSON.stringify({ client: '11.1.2.3', file: `f${k % 80}`, session: `s${k}` }),
).join('\n');

function fairlead(words: readonly string[], input = '') {
  const { FORCE_COLOR: _, ...env } = process.env;
  const options = { encoding: 'utf8', input, env, maxBuffer: 1 << 26 } as const;
  const done = spawnSync(process.execPath, [bin, ...words], options);
  return { code: done.status, out: done.stdout, err: done.stderr };
}

function record(name: string, ...words: string[]): string {
  const { code, err } = fairlead(['decide', base, '--record', at(name), ...words], requests);
  assert.is(code, 0, err);
  return at(name);
}

const records = record('base.records');
const files = at('files.csv');
writeFileSync(
  files,
  `file,bitrate_bps\n${Array.from({ length: 80 }, (_, k) => `f${k},10000000`).join('\n')}\n`,
);

function replayed(...words: string[]) {
  const { code, out, err } = fairlead(['replay', base, records, ...words, '--json']);
  assert.is(code, 0, err);
  return JSON.parse(out);
}

test('replay: records come out again on their snapshot and state, and exit code 0 says so', () => {
  const { code, out } = fairlead(['replay', base, records]);
  assert.equal(
    [code, out],
    [0, '200 of 200 records replayed bit for bit\nNo session would begin elsewhere\n'],
  );
  const state = at('state.csv');
  writeFileSync(state, 'kind,id,healthy,shed_share\nappliance,e1-a0,false,\nlink,e2-l,,0.5\n');
  const ill = record('ill.records', '--state', state);
  assert.is(fairlead(['replay', base, ill, '--state', state]).code, 0);
});

test('replay: records made under a panic share come out under it, and say what it moved', () => {
  const state = at('panic.csv');
  const ill = ['e1-a0', 'e1-a1', 'e2-a2', 'x1-a4', 'x1-a5'].map((id) => `appliance,${id},false,`);
  writeFileSync(state, `kind,id,healthy,shed_share\n${ill.join('\n')}\n`);
  const panicked = record('panic.records', '--state', state, '--panic-share', '0.3');
  const words = ['replay', base, panicked, '--state', state];
  const again = fairlead(words);
  assert.equal(
    [again.code, again.out],
    [0, '200 of 200 records replayed bit for bit\nNo session would begin elsewhere\n'],
  );
  assert.is(JSON.parse(fairlead([...words, '--panic-share', '0.3', '--json']).out).same, 200);
  const calm = JSON.parse(fairlead([...words, '--panic-share', '0', '--json']).out);
  assert.equal([calm.panicShare, calm.broken, calm.replayed], [0, 0, 200]);
  const moves = calm.moves.map(
    ({ cause, turn, from, to }: { [key: string]: string }) => `${cause} ${turn} ${from}>${to}`,
  );
  assert.equal(moves.sort(), ['H lost e1>e2', 'H lost e2>e2']);
  // Three of four equal appliances at rank 0 are given in panic alone.
  assert.ok(Math.abs(calm.moved.decisions - 150) < 25, `${calm.moved.decisions} moved`);
  const plain = record('plain.records', '--state', state);
  const on = fairlead(['replay', base, plain, '--state', state, '--panic-share', '0.3', '--json']);
  assert.is(JSON.parse(on.out).moved.decisions, calm.moved.decisions, 'the same, the other way');
});

test('replay: would the loss of every near site overload the exchange? Sums by hand say yes', () => {
  const words = ['--without-kind', 'embedded', '--files', files, '--window-minutes', '60'];
  const found = replayed(...words);
  assert.equal(found.gone, ['e1', 'e2']);
  assert.equal([found.replayed, found.moved.decisions, found.broken], [200, 200, 0]);
  // 200 sessions of an hour at 10 Mbps: 4.5 GB each.
  assert.is(found.moved.bytes, 200 * 4.5e9);
  assert.equal(
    found.causes.map(({ cause, turn }: { [key: string]: string }) => `${cause} ${turn}`),
    ['D lost'],
  );
  assert.equal(
    found.moves.map(({ from, to }: { [key: string]: string }) => `${from}>${to}`).sort(),
    ['e1>x1', 'e2>x1'],
  );
  const [site] = found.sites.rows;
  assert.equal([site.id, site.addedBps, site.capacityBps, site.afterShare], ['x1', 2e9, 4e9, 0.5]);
  const [link] = found.links.rows;
  assert.equal([link.id, link.beforeShare], ['x1-l', 0]);
  assert.ok(Math.abs(link.afterShare - 2 / 1.5) < 1e-12);
  assert.equal([found.sites.newlyOver, found.links.newlyOver], [0, 1]);
  assert.equal(found.ranks, [
    { rank: 0, beforeBps: 2e9, afterBps: 0 },
    { rank: 1, beforeBps: 0, afterBps: 2e9 },
  ]);
  assert.equal(replayed(...words.slice(2), '--without-nearest').links, found.links);
  const { out } = fairlead(['replay', base, records, ...words]);
  assert.match(out, /Would pass their capacity by it: 1 link \(x\d+-\S+\)\n/);
});

test('replay: half the window is twice the load, and a sampled record stands for many', () => {
  const words = ['--without-site', 'e1,e2'];
  const load = (...more: string[]) => replayed(...words, ...more).sites.rows[0].addedBps;
  const all = 200 * 5e6;
  assert.is(load(), all);
  assert.is(load('--session-minutes', '60', '--window-minutes', '30'), 2 * all);
  assert.is(load('--sampled', '100'), 100 * all);
  assert.is(load('--bitrate', '1000000'), all / 5);
});

test('replay --against: another snapshot moves what its routes move, and carries the belief', () => {
  const [e1, e2, x1] = sites as [TinySite, TinySite, TinySite];
  const swapped = build('swapped.snapshot', [{ ...e1, hops: 3 }, e2, x1], 1);
  const { moved, moves, same } = replayed('--against', swapped);
  assert.ok(moved.decisions > 50 && moved.decisions + same <= 200);
  for (const move of moves) assert.equal([move.from, move.to, move.cause], ['e1', 'e2', 'network']);
  const state = at('ill.csv');
  writeFileSync(
    state,
    'kind,id,healthy,shed_share\nappliance,e2-a2,false,\nappliance,e2-a3,false,\n',
  );
  const ill = record('ill2.records', '--state', state);
  const words = ['replay', base, ill, '--state', state, '--against', swapped, '--json'];
  const carried = JSON.parse(fairlead(words).out);
  assert.equal(
    carried.moves.map(({ to }: { to: string }) => to),
    ['x1'],
  );
  const well = JSON.parse(fairlead([...words, '--against-state', at('none.csv')]).out || '{}');
  assert.match(String(well.error?.message), /none\.csv/);
});

test('replay: a record that does not come out is named with its number and byte, exit code 1', () => {
  const bytes = readFileSync(records);
  bytes.writeInt32LE(bytes.readInt32LE(64 * 7 + 52) ^ 1, 64 * 7 + 52);
  bytes.writeUInt32LE(0xfffffff0, 64 * 9 + 32);
  writeFileSync(at('wrong.records'), bytes);
  const { code, out } = fairlead(['replay', base, at('wrong.records')]);
  assert.is(code, 1);
  assert.match(out, /^2 of 200 records did not replay\n/);
  assert.match(out, /record 8: at byte 448: the snapshot and state decide something else/);
  assert.match(out, /record 10: at byte 576: names a vantage or file/);
  const { problems, broken } = JSON.parse(
    fairlead(['replay', base, at('wrong.records'), '--json']).out,
  );
  assert.is(broken, 2);
  assert.equal(
    problems.map(({ code: kind, path }: { [key: string]: string }) => `${kind} ${path}`),
    ['differs record 8', 'bad-row record 10'],
  );
});

test('replay: what is no record, cut off, or of another snapshot is refused by place', () => {
  const bytes = readFileSync(records);
  const refused = (name: string, content: Uint8Array, ...words: string[]) => {
    writeFileSync(at(name), content);
    const { code, out, err } = fairlead(['replay', base, at(name), ...words]);
    assert.equal([code, out], [2, ''], name);
    return err;
  };
  assert.match(refused('cut', bytes.subarray(0, 100)), /record 2: expected 64 bytes at byte 64/);
  assert.match(refused('zero', new Uint8Array(128)), /record 1: at byte 0: no record of this/);
  const other = build('other.snapshot', sites, 7);
  const { code, err } = fairlead(['replay', other, records]);
  assert.is(code, 2);
  assert.match(err, /record 1: at byte 0: of another snapshot/);
  assert.match(err, /and 180 more problems/);
  const mixed = Buffer.concat([bytes.subarray(0, 640), new Uint8Array(64)]);
  assert.match(refused('mixed', mixed), /record 11: at byte 640: no record/);
  const skipped = fairlead(['replay', base, at('mixed'), '--skip-foreign', '--json']);
  assert.is(skipped.code, 0, skipped.err);
  assert.equal([JSON.parse(skipped.out).replayed, JSON.parse(skipped.out).foreign], [10, 1]);
  writeFileSync(at('none'), new Uint8Array(128));
  for (const more of [[], ['--without-nearest'], ['--json']]) {
    const none = fairlead(['replay', base, at('none'), '--skip-foreign', ...more]);
    assert.is(none.code, 2, 'of nothing nobody can tell whether it moves');
    assert.match(none.err, /every record is of another snapshot or state, so nothing is left/);
  }
});

test('replay: names the nearest site for an unknown one, and a wrong table by its line', () => {
  const site = fairlead(['replay', base, records, '--without-site', 'x12']);
  assert.is(site.code, 2);
  assert.match(site.err, /no site "x12".*did you mean "x1"/);
  const gone = ['--without-kind', 'embedded'];
  writeFileSync(at('bad.csv'), 'file,bitrate_bps\nf0,1e6\nf1,fast\n');
  const table = fairlead(['replay', base, records, ...gone, '--files', at('bad.csv')]);
  // What sessions weigh means nothing where none can move.
  const idle = fairlead(['replay', base, records, '--files', at('bad.csv')]);
  assert.is(idle.code, 2);
  assert.match(idle.err, '--files needs one of --against, ');
  assert.is(table.code, 2);
  assert.match(
    table.err,
    /bad\.csv:3:4: files\.bitrate_bps: expected 1 to 1e12 bits per second, found "fast"/,
  );
});

test('replay: random bytes never end it otherwise than with a refusal or a finding', () => {
  let state = 12345;
  const next = () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state;
  };
  const bytes = readFileSync(records);
  for (let round = 0; round < 4; round++) {
    const damaged = Uint8Array.from(bytes);
    for (let k = 0; k < 40; k++) damaged[next() % damaged.length] = next() & 255;
    writeFileSync(at('damaged'), damaged);
    const words = ['replay', base, at('damaged'), '--without-nearest', '--skip-foreign', '--json'];
    const { code, err } = fairlead(words);
    assert.ok(code === 0 || code === 1, `${code}: ${err}`);
  }
});

test('replay: says its findings in 50 lines at most, however much moves', () => {
  const many = Array.from({ length: 60 }, (_, k): TinySite => ({ ...near, id: `e${k}` }));
  const wide = build('wide.snapshot', [...many, ...sites.slice(2)]);
  const wideRecords = at('wide.records');
  const asked = Array.from({ length: 3000 }, (_, k) =>
    JSON.stringify({ client: '11.1.2.3', file: `f${k % 80}`, session: `w${k}` }),
  );
  fairlead(['decide', wide, '--record', wideRecords], asked.join('\n'));
  const gone = many.slice(0, 50).map(({ id }) => id);
  const words = ['replay', wide, wideRecords, '--without-site', gone.join(',')];
  const { code, out, err } = fairlead(words);
  assert.is(code, 0, err);
  const count = out.split('\n').length - 1;
  assert.ok(count > 25 && count <= 50, `${count} lines`);
});

test.run();
