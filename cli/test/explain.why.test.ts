// Does fairlead explain say why a candidate comes before another, and explain what was recorded?
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { compileSnapshot, prefixPool, type World } from '@fairlead/core';
import { writeWorld } from '@fairlead/scenarios';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { tinyWorld } from './support/tiny-world.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-why-'));
const bin = resolve('cli/bin/fairlead.js');
const at = (name: string) => join(folder, name);
test.after(() => rmSync(folder, { recursive: true, force: true }));

function fairlead(words: readonly string[], input = '', cwd = '.') {
  const { FORCE_COLOR: _, ...env } = process.env;
  const done = spawnSync(process.execPath, [bin, ...words], { encoding: 'utf8', input, env, cwd });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const site = { kind: 'ix', appliances: 1, capacityBps: 1e10, linkBps: 1e11, hops: 2 } as const;
const sites = [
  { ...site, id: 'isp', kind: 'embedded', hops: 1 },
  { ...site, id: 'ams', hasTransit: true },
  { ...site, id: 'fra' },
  { ...site, id: 'par', med: 20 },
] as const;

/** Four sites over 11.1.0.0/16; par alone also over 11.1.2.0/28, which only a long prefix shows. */
function fourSites(): World {
  const world = tinyWorld({ sites, members: 100 });
  const prefixes = prefixPool();
  prefixes.add(4, 16, Uint32Array.of(0x0b010000, 0, 0, 0));
  const narrow = prefixes.add(4, 28, Uint32Array.of(0x0b010200, 0, 0, 0));
  const { routes } = world;
  return {
    ...world,
    prefixes: prefixes.columns(),
    routes: {
      count: routes.count + 1,
      cluster: Uint32Array.of(...routes.cluster, 3),
      prefix: Uint32Array.of(...routes.prefix, narrow),
      path: Uint32Array.of(...routes.path, routes.path[3] ?? 0),
      med: Uint32Array.of(...routes.med, 20),
      link: Uint32Array.of(...routes.link, 3),
      rpki: Uint8Array.of(...routes.rpki, 2),
    },
  };
}

const world = at('world');
const path = at('four.snapshot');
test.before(async () => {
  const three = tinyWorld({ sites: sites.slice(0, 3), members: 100 });
  for (const [name, made] of [
    ['world', fourSites()],
    ['other', three],
    [
      'transit',
      tinyWorld({ sites: sites.map((one) => ({ ...one, hasTransit: true })), members: 9 }),
    ],
  ] as const) {
    mkdirSync(at(name));
    await writeWorld(made, at(name), { madeBy: 'a test', sources: [] });
  }
  writeFileSync(path, compileSnapshot(fourSites()).snapshot.bytes);
});

const asked = ['--file', 'f0', '--session', 's1'];
const explained = (client: string, ...words: string[]) =>
  fairlead(['explain', path, '--client', client, ...asked, ...words]);
const why = (out: string) => out.slice(out.indexOf('Why in this order'));

test('fairlead explain --world: says of each candidate what put it before the next', () => {
  const { code, out, err } = explained('11.1.9.9', '--world', world);
  assert.equal([code, err], [0, '']);
  assert.is(
    why(out),
    `\
Why in this order: by prefix-length, as-path, med, distance; the first that differs decides
rank  cluster       prefix  prefix-length  as-path  med  distance  why there
   0  isp-c    11.1.0.0/16             16        1    0         0  before ams-c by as-path 1 < 2
   1  ams-c    11.1.0.0/16             16        2    0         0  equal to fra-c, shares rank 1
   1  fra-c    11.1.0.0/16             16        2    0         0  before par-c by med 0 < 20
   2  par-c    11.1.0.0/16             16        2   20         0  last
Kilometres are from the metro 64500-ams.
Within a shared rank a hash of file, session and appliance, weighted by capacity, decides.
`,
  );
});

test('fairlead explain --world: a prefix shows no more of a client than is shown of it', () => {
  const { out } = explained('11.1.2.7', '--world', world);
  const [, , first = ''] = why(out).split('\n');
  const row =
    '0  par-c    /28 in 11.1.2.0/24             28        2   20         0  before isp-c by';
  assert.is(first.trim(), `${row} prefix-length 28 > 16`);
  const whole = explained('11.1.2.7', '--world', world, '--full-address').out;
  assert.match(why(whole), / par-c {4}11\.1\.2\.0\/28 /);
});

test('fairlead explain --world --json: has routes, keys and what decided; without one, null', () => {
  const { order } = JSON.parse(explained('11.1.9.9', '--world', world, '--json').out);
  assert.equal(order.ranking, ['prefix-length', 'as-path', 'med', 'distance']);
  assert.is(order.metro, '64500-ams');
  assert.equal(order.candidates[2], {
    ...{ cluster: 'fra-c', link: 'fra-l', rank: 1, prefix: '11.1.0.0/16', prefixLength: 16 },
    ...{ asPathLength: 2, med: 0, distanceKm: 0, keys: [-16, 2, 0, 0] },
    before: { cluster: 'par-c', comparator: 'med', key: 0, nextKey: 20 },
  });
  assert.is(JSON.parse(explained('11.1.9.9', '--json').out).order, null);
});

test('fairlead explain --world: another world than that of the snapshot is refused', () => {
  const { code, out, err } = explained('11.1.9.9', '--world', at('other'));
  assert.equal([code, out], [2, '']);
  assert.match(
    err,
    /--world: .*other gives this client other candidates or another last resort than/,
  );
});

test('fairlead explain --world: of a last resort says how far its sites are, or that it is foreign', () => {
  const { code, out, err } = explained('99.1.2.3', '--world', world);
  assert.equal([code, err], [0, '']);
  const told = out.slice(out.indexOf('Why in this order'));
  assert.match(told, /^Why in this order: exchange sites with transit, the nearest first\n/);
  assert.match(told, /\n {3}1 {2}ams {3}ams-t {9}– {2}last\n/);
  assert.match(told, 'No metro is known for this client: it is equally far from all.');
  const foreign = explained('99.1.2.3', '--world', at('transit'));
  assert.equal([foreign.code, foreign.out], [2, '']);
  assert.match(foreign.err, /--world: .*other candidates or another last resort than/);
});

test('fairlead explain: says which words and appliances nobody knows', () => {
  const words = ['--served-by', 'isp-a9', '--capabilities', 'h3', '--territory', 'DE'];
  const { code, out } = explained('11.1.9.9', ...words);
  assert.is(code, 0);
  assert.match(out, /No appliance is isp-a9: nobody is kept; did you mean "isp-a0"\?/);
  assert.match(out, 'No appliance lists the capability h3; no appliance lists any');
  assert.match(out, 'No appliance lists the territory DE; no appliance lists any');
  const { unknown } = JSON.parse(explained('11.1.9.9', ...words, '--json').out);
  assert.is(unknown.length, 3);
});

const ill = () => {
  writeFileSync(at('ill.csv'), 'kind,id,healthy,shed_share\nappliance,isp-a0,false,\n');
  return at('ill.csv');
};

/** Two decisions recorded in that state; the second under a panic share. */
function recorded(): string {
  const request = (session: string) =>
    JSON.stringify({ client: '11.1.9.9', file: 'f0', session, want: 2 });
  const lines = [request('s1'), request('s2')].join('\n');
  const words = ['--state', ill(), '--record', at('day.records'), '--panic-share', '0.25'];
  const { code, err } = fairlead(['decide', path, ...words], lines);
  assert.is(code, 0, err);
  return at('day.records');
}

test('fairlead explain --as-of: a recorded decision is explained as it was taken', () => {
  const records = recorded();
  const words = ['--state', at('ill.csv'), '--world', world];
  const { code, out, err } = fairlead(['explain', path, '--as-of', `${records}:1`, ...words]);
  assert.equal([code, err], [0, '']);
  const now = explained('11.1.9.9', ...words, '--want', '2', '--panic-share', '0.25').out;
  const [head, ...rest] = out.split('\n');
  assert.match(head ?? '', /^Record 1 \(vantage 1; it keeps no address\), file f0, session #/);
  assert.equal(rest, now.split('\n').slice(1));
  const json = ['explain', path, '--as-of', `${records}:2`, ...words, '--json'];
  const document = JSON.parse(fairlead(json).out);
  assert.equal([document.record, document.want, document.panicShare], [2, 2, 0.25]);
  assert.equal(document.passedOver, [{ cluster: 'isp-c', rank: 0, label: 'H' }]);
  assert.is(document.order.candidates.length, 4);
});

test('fairlead explain --as-of: refuses what the record is not of, and says why', () => {
  const records = recorded();
  writeFileSync(at('other.snapshot'), compileSnapshot(fourSites(), { epoch: 1 }).snapshot.bytes);
  const bytes = readFileSync(records);
  bytes[52] = (bytes[52] ?? 0) ^ 1; // the outcome
  writeFileSync(at('damaged.records'), bytes);
  const say = (snapshot: string, place: string, ...words: string[]) => {
    const { code, out, err } = fairlead(['explain', snapshot, '--as-of', place, ...words]);
    assert.equal([code, out], [2, '']);
    return err;
  };
  const state = ['--state', at('ill.csv')];
  const other = at('other.snapshot');
  assert.match(say(other, `${records}:1`, ...state), /of another snapshot than the one given/);
  assert.match(say(path, `${records}:1`), /of another state than the one given with --state/);
  assert.match(say(path, `${at('damaged.records')}:1`, ...state), /decide something else/);
  assert.match(say(path, `${records}:3`, ...state), /has 2 records, so no record 3/);
  assert.match(say(path, records, ...state), /expected FILE:N/);
  assert.match(
    say(path, `${records}:1`, '--client', '11.1.9.9'),
    /--client and --as-of exclude one another/,
  );
  const { code, err } = fairlead(['explain', path, '--client', '11.1.9.9']);
  assert.is(code, 2);
  assert.match(err, /--file, --session: needed, unless --as-of names a record/);
});

/** The commands in the part of README that explains one decision, and what it says they print. */
function readmeExample() {
  const [, commands = '', printed = ''] =
    /## One decision explained\n[\s\S]*?\n\n((?: {4}npx .*\n)+)\n```text\n([\s\S]*?)```/.exec(
      readFileSync('README.md', 'utf8'),
    ) ?? [];
  const lines = commands.trim().split('\n');
  return { lines: lines.map((line) => line.trim().split(' ').slice(2)), printed };
}

test('README: the decision that it explains is printed by the commands above it', () => {
  const { lines, printed } = readmeExample();
  assert.is(lines.length, 3);
  let last = '';
  for (const words of lines) {
    const { code, out, err } = fairlead(words, '', folder);
    assert.is(code, 0, err);
    last = out;
  }
  // What stands between the head and the order, who holds the file, is left out there.
  const [head = ''] = last.split('\nCandidates\n');
  assert.is(printed, `${head}…\n\n${why(last)}`);
});

test('fairlead explain: names the nearest file for an unknown one', () => {
  const words = ['--client', '11.1.2.3', '--file', 'f0x', '--session', 's1'];
  const { out } = fairlead(['explain', path, ...words]);
  assert.match(out, /No manifest names the file f0x; did you mean "f0"\?\n/);
});

test('fairlead explain: refuses a want beyond 16', () => {
  const { code, err } = explained('11.1.2.3', '--want', '17');
  assert.is(code, 2);
  assert.match(err, /--want: expected a whole number, 1 to 16/);
});

test.run();
