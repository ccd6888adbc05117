// Does a snapshot file go on by changes, to the same bytes as a world that has them?
import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { World } from '@fairlead/core';
import { writeWorld } from '@fairlead/scenarios';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { tinyWorld } from './support/tiny-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-update-'));
const bin = resolve('cli/bin/fairlead.js');
test.after(() => rmSync(folder, { recursive: true, force: true }));

function fairlead(...words: string[]) {
  const env = { ...process.env, NO_COLOR: '1' };
  const done = spawnSync(process.execPath, [bin, ...words], { encoding: 'utf8', cwd: folder, env });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

function answer(...words: string[]) {
  const { code, out, err } = fairlead(...words, '--json');
  assert.is(code, 0, err);
  return JSON.parse(out);
}

const bytesOf = (name: string) => readFileSync(join(folder, name)).toString('base64');
const lines = (name: string, ...rows: unknown[]): string => {
  const text = rows.map((row) => (typeof row === 'string' ? row : JSON.stringify(row)));
  writeFileSync(join(folder, name), `${text.join('\n')}\n`);
  return name;
};

const site = { kind: 'ix', appliances: 2, capacityBps: 1e10, linkBps: 1e11 } as const;
const world = tinyWorld({
  members: 100,
  sites: [
    { ...site, id: 'far', hops: 3 },
    { ...site, id: 'mid', hops: 2, med: 5 },
    { ...site, id: 'near', hops: 1, hasTransit: true },
  ],
});

/** The same world after the changes that the tests tell. */
function changedWorld(): World {
  const { appliances, links, routes, paths } = world;
  const keep = [...routes.cluster.keys()].filter((row) => routes.cluster[row] !== 2);
  const of = (column: Uint32Array) => Uint32Array.from(keep, (row) => column[row] ?? 0);
  const far = keep.findIndex((row) => routes.cluster[row] === 0);
  const [med, state] = [of(routes.med), appliances.state.slice()];
  med[far] = 9;
  state[2] = 2;
  return {
    ...world,
    paths,
    appliances: { ...appliances, state },
    links: { ...links, capacityBps: links.capacityBps.map((bps, row) => (row === 0 ? 7e9 : bps)) },
    routes: {
      count: keep.length,
      ...{ cluster: of(routes.cluster), prefix: of(routes.prefix), path: of(routes.path), med },
      link: of(routes.link),
      rpki: Uint8Array.from(keep, (row) => routes.rpki[row] ?? 0),
    },
  };
}

const changes = [
  { kind: 'withdraw', cluster: 'near-c', prefix: '11.1.0.0/16' },
  '',
  [
    {
      kind: 'announce',
      cluster: 'far-c',
      prefix: '11.1.0.0/16',
      link: 'far-l',
      asPathLength: 3,
      med: 9,
    },
    { kind: 'appliance', appliance: 'mid-a2', state: 'down' },
  ],
  { kind: 'link', link: 'far-l', capacityBps: 7e9 },
];

test.before(async () => {
  for (const [name, made] of [
    ['world', world],
    ['changed', changedWorld()],
  ] as const) {
    mkdirSync(join(folder, name));
    await writeWorld(made, join(folder, name), { madeBy: 'a test', sources: [] });
  }
  const built = fairlead('snapshot', 'build', 'world', '-o', 's.snapshot', '--routes');
  assert.is(built.code, 0, built.err);
});

test('snapshot update: gives the files that a build of the changed world gives', () => {
  const file = lines('day.jsonl', ...changes);
  const told = answer('snapshot', 'update', 's.snapshot', '--changes', file, '-o', 'next.snapshot');
  assert.equal(
    [told.snapshot, told.sequence, told.changes, told.routes.ok],
    ['next.snapshot', 1, 4, 2],
  );
  const version = ['--sequence', '1', '--routes'];
  answer('snapshot', 'build', 'changed', '-o', 'fresh.snapshot', ...version);
  assert.is(bytesOf('next.snapshot'), bytesOf('fresh.snapshot'));
  assert.is(bytesOf('next.snapshot.routes'), bytesOf('fresh.snapshot.routes'));
});

test('snapshot update: line by line in place it comes to the same, at a version of its own', () => {
  for (const end of ['', '.routes'])
    copyFileSync(join(folder, `s.snapshot${end}`), join(folder, `o.snapshot${end}`));
  const single = changes.flat().filter((change) => change !== '');
  single.forEach((change, k) => {
    const file = lines('one.jsonl', change);
    const version = ['--epoch', '2', '--sequence', `${k}`];
    answer('snapshot', 'update', 'o.snapshot', '--changes', file, '-o', 'o.snapshot', ...version);
  });
  const version = ['--epoch', '2', '--sequence', '3', '--routes'];
  answer('snapshot', 'build', 'changed', '-o', 'fresh.snapshot', ...version);
  assert.is(bytesOf('o.snapshot'), bytesOf('fresh.snapshot'));
  assert.is(bytesOf('o.snapshot.routes'), bytesOf('fresh.snapshot.routes'));
});

function refused(file: string, ...words: string[]): string {
  const before = readdirSync(folder).length;
  const { code, err } = fairlead(
    ...['snapshot', 'update', 's.snapshot', '--changes', file, '-o', 'no.snapshot'],
    ...words,
  );
  assert.is(code, 2, err);
  assert.is(readdirSync(folder).length, before, 'nothing is written');
  return err;
}

test('snapshot update: tells all that is wrong with file, line and the nearest name', () => {
  const file = lines(
    'wrong.jsonl',
    { kind: 'withdraw', cluster: 'near-c', prefix: '11.1.0.0/16' },
    '{"kind":"withdraw",}',
    { kind: 'withdrew', cluster: 'near-c', prefix: '11.1.0.0/16' },
    {
      kind: 'announce',
      cluster: 'neer-c',
      prefix: '11.1.0.0/16',
      link: 'near-l',
      asPathLength: 1,
      med: 0,
    },
    [
      { kind: 'appliance', appliance: 'mid-a2', state: 'dowm' },
      { kind: 'link', link: 'far-l', capacity: 7e9 },
    ],
    { kind: 'withdraw', cluster: 'near-c', prefix: '11.1.0.1/16' },
    '17',
  );
  const told = refused(file)
    .split('\n')
    .slice(1)
    .filter((line) => line !== '');
  const expected = [
    /^wrong\.jsonl:2:\d+: expected a change such as /,
    /^wrong\.jsonl:3: kind: "withdrew" is none of announce, .*did you mean "withdraw"\?$/,
    /^wrong\.jsonl:4: cluster: no cluster is named "neer-c"; did you mean "near-c"\?$/,
    /^wrong\.jsonl:5: state: no state is named "dowm"; did you mean "down"\?$/,
    /^wrong\.jsonl:5: capacity: a change "link" has .*not "capacity"; did you mean "capacityBps"\?$/,
    /^wrong\.jsonl:6: prefix: the prefix has bits set behind its length$/,
    /^wrong\.jsonl:7:1: expected a change such as /,
  ];
  assert.is(told.length, expected.length, told.join('\n'));
  expected.forEach((text, k) => {
    assert.match(told[k] ?? '', text);
  });
});

test('snapshot update: repeats no address that stands where a prefix belongs', () => {
  const told = refused(
    lines('client.jsonl', { kind: 'withdraw', cluster: 'far-c', prefix: '11.1.2.3' }),
  );
  assert.match(told, /client\.jsonl:1: prefix: the prefix begins with no IPv4 or IPv6 address/);
  assert.not.match(told, /11\.1\.2/);
});

test('snapshot update: a version that is not newer is refused', () => {
  const file = lines('none.jsonl');
  assert.match(refused(file, '--sequence', '0'), /version \(0, 0\) is not newer than \(0, 0\)/);
});

test('snapshot update: without its routes, with damaged or older ones, says so', () => {
  const file = lines('none.jsonl');
  const update = (name: string) =>
    fairlead('snapshot', 'update', name, '--changes', file, '-o', 'no.snapshot');
  answer('snapshot', 'build', 'world', '-o', 'alone.snapshot');
  assert.match(update('alone.snapshot').err, /has no routes beside it, .*--routes" writes them/);
  copyFileSync(join(folder, 's.snapshot.routes'), join(folder, 'alone.snapshot.routes'));
  answer('snapshot', 'build', 'world', '-o', 'alone.snapshot', '--sequence', '3');
  const stale = update('alone.snapshot');
  assert.is(stale.code, 2);
  assert.match(stale.err, /alone\.snapshot\.routes: byte 32: are those of version \(0, 0\)/);
  const bytes = readFileSync(join(folder, 's.snapshot.routes'));
  writeFileSync(join(folder, 'alone.snapshot.routes'), bytes.subarray(0, bytes.length - 8));
  assert.match(update('alone.snapshot').err, /the file is cut off: it has [\d,]+ of [\d,]+ bytes/);
  assert.not(existsSync(join(folder, 'no.snapshot')));
});

test('snapshot build --routes: where one file cannot be written the other is not either', () => {
  mkdirSync(join(folder, 'held.snapshot.routes'));
  const before = readFileSync(join(folder, 's.snapshot'));
  writeFileSync(join(folder, 'held.snapshot'), before);
  const { code, err } = fairlead('snapshot', 'build', 'world', '-o', 'held.snapshot', '--routes');
  assert.is(code, 2);
  assert.match(err, /held\.snapshot\.routes is a folder, not a file/);
  assert.ok(readFileSync(join(folder, 'held.snapshot')).equals(before));
});

const asked = ['--client', '11.1.2.3', '--file', 'f0', '--session', 's1'];
const why = (out: string) => out.slice(out.indexOf('Why in this order'));

test('explain: under another ranking it says which comparator put whom before whom', () => {
  const ranking = ['--ranking=-as-path,med'];
  answer('snapshot', 'build', 'world', '-o', 'r.snapshot', '--routes', ...ranking);
  const kept = fairlead('explain', 'r.snapshot', '--routes', ...asked);
  assert.is(kept.code, 0, kept.err);
  const told = why(kept.out);
  assert.match(told, /^Why in this order: by -as-path, med; the first that differs decides\n/);
  assert.match(told, / 0 +far-c .* before mid-c by -as-path 3 > 2\n/);
  assert.match(told, / 1 +mid-c .* before near-c by -as-path 2 > 1\n/);
  assert.is(
    why(fairlead('explain', 'r.snapshot', '--world', 'world', ...ranking, ...asked).out),
    told,
  );
  const other = fairlead('explain', 'r.snapshot', '--world', 'world', ...asked);
  assert.is(other.code, 2);
  assert.match(other.err, /or it was compiled with another --ranking/);
});

test('explain --routes: follows an update, whose ranking is that of the build', () => {
  const file = lines('far.jsonl', { kind: 'link', link: 'far-l', withdrawsRoutes: true });
  answer('snapshot', 'update', 'r.snapshot', '--changes', file, '-o', 'r2.snapshot');
  const { out } = fairlead('explain', 'r2.snapshot', '--routes', ...asked);
  assert.match(why(out), / 0 +mid-c .* before near-c by -as-path 2 > 1\n +1 +near-c .* last\n/);
});

test('--ranking: a name that is none is told with the nearest, and the names there are', () => {
  const { code, err } = fairlead('snapshot', 'build', 'world', '-o', 'x', '--ranking', 'distence');
  assert.is(code, 2);
  assert.match(err, /--ranking: expected names of prefix-length, .*did you mean "distance"\?/);
});

test.run();
