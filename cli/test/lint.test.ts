// Does `world lint` say what is wrong with the routes of a world, in a page, and end as it must?
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sampleOf } from '../io/traffic-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-lint-'));
const bin = resolve('cli/bin/fairlead.js');

function fairlead(...words: string[]) {
  const env = { ...process.env, NO_COLOR: '1' };
  const done = spawnSync(process.execPath, [bin, ...words], {
    ...{ encoding: 'utf8', cwd: folder, env, maxBuffer: 1 << 26 },
  });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

/** A world of Ireland, of which nothing is withheld, filtered or without a second site. */
const tables = {
  'sites.csv': [
    'site,kind,asn,country,city,lat,lon,timezone',
    'dub1,embedded,64500,IE,Dublin,53.35,-6.26,Europe/Dublin',
    'dub2,ix,2906,IE,Dublin,53.35,-6.26,Europe/Dublin',
    'ork1,ix,2906,IE,Cork,51.9,-8.47,Europe/Dublin',
  ],
  'clusters.csv': ['cluster,site', 'dub1-c,dub1', 'dub2-c,dub2', 'ork1-c,ork1'],
  'appliances.csv': [
    'appliance,cluster,model,capacity_bps,storage_bytes,state',
    ...['dub1', 'dub2', 'ork1'].map((site) => `${site}-a,${site}-c,test,1e10,1e13,up`),
  ],
  'links.csv': [
    'link,site,kind,peer_asn,capacity_bps',
    'dub1-l,dub1,embedded,64500,1e11',
    'dub2-l,dub2,pni,64500,1e11',
    'ork1-l,ork1,ix,0,1e11',
  ],
  'networks.csv': ['asn,name,country,members', '64500,Eire Online,IE,1000'],
  'metros.csv': [
    'metro,asn,country,city,lat,lon,timezone,members',
    'dub,64500,IE,Dublin,53.35,-6.26,Europe/Dublin,1000',
  ],
  'prefixes.csv': ['prefix,asn,metro', '20.0.0.0/16,64500,dub'],
  'titles.csv': ['title,kind,language,region,released_day,runtime_h,weight', 't,film,en,,,2,1'],
  'files.csv': ['file,title,bytes,bitrate_bps', 'f,t,1e9,5e6'],
  'manifests.csv': ['manifest,file,copies', 'dub1-c,f,1', 'dub2-c,f,1', 'ork1-c,f,1'],
};
const routes = [
  'cluster,prefix,as_path,med,link,rpki',
  'dub1-c,20.0.0.0/16,64500,0,dub1-l,valid',
  'dub2-c,20.0.0.0/16,2906 64500,0,dub2-l,valid',
  'ork1-c,20.0.0.0/16,2906 64500,0,ork1-l,valid',
];

/** Writes a world with these routes more, and returns its folder. */
function write(...more: string[]): string {
  const name = mkdtempSync(join(folder, 'world-'));
  for (const [table, rows] of Object.entries({ ...tables, 'routes.csv': [...routes, ...more] }))
    writeFileSync(join(name, table), `${rows.join('\n')}\n`);
  return name;
}

const clean = write();
const quarter = write('dub2-c,20.0.64.0/18,2906 64500,0,dub2-l,valid');
const leak = write(
  ...Array.from(
    { length: 12 },
    (_, k) => `ork1-c,20.0.${k}.0/24,2906 64666 64500,0,ork1-l,unknown`,
  ),
  'ork1-c,60.0.0.0/16,2906 64666,0,ork1-l,unknown',
);
const early = write('ork1-c,60.0.0.0/16,2906 64666,0,ork1-l,unknown');

test('world lint: 0 and no finding for routes in order', () => {
  const { code, out } = fairlead('world', 'lint', clean);
  assert.is(code, 0);
  assert.match(out, /: 0 errors, 0 warnings, 0 notices\n/);
  const json = fairlead('world', 'lint', clean, '--json');
  assert.is(json.code, 0);
  const { findings, counts, total } = JSON.parse(json.out);
  assert.equal([findings, counts], [[], { error: 0, warning: 0, notice: 0 }]);
  assert.is(total.sampleWeight, 1000);
});

test('world lint: 1 for a more-specific that takes a quarter of a network offsite', () => {
  const { code, out } = fairlead('world', 'lint', quarter);
  assert.is(code, 1);
  assert.match(out, /: 1 error, 0 warnings, 0 notices\n/);
  assert.match(
    out,
    /embedded-beaten +error +prefix-length +AS64500 Eire Online +dub1 +dub2-l +1 +20\.0\.64\.0\/18 +25\.000 % +25\.000 %\n/,
  );
  const { findings, rules } = JSON.parse(fairlead('world', 'lint', quarter, '--json').out);
  assert.is(findings.length, 1);
  assert.equal([findings[0].affectedShare, findings[0].offsiteShare], [0.25, 0.25]);
  assert.equal(rules[0], {
    ...{ rule: 'embedded-beaten', findings: 1, prefixes: 1 },
    ...{ affectedShare: 0.25, offsiteShare: 0.25 },
  });
});

test('world lint: what is tolerated is no failure, and is told all the same', () => {
  const { code, out } = fairlead('world', 'lint', quarter, '--tolerate', '0.25');
  assert.is(code, 0);
  assert.match(out, /: 1 error/);
  assert.is(fairlead('world', 'lint', quarter, '--tolerate', '0.24').code, 1);
});

test('world lint: a leak is known by the world before', () => {
  assert.match(fairlead('world', 'lint', leak).out, /leak-sudden .* needs --before\n/);
  const { findings } = JSON.parse(fairlead('world', 'lint', leak, '--before', early, '--json').out);
  const [sudden] = findings.filter(({ rule }: { rule: string }) => rule === 'leak-sudden');
  assert.equal(
    [sudden.severity, sudden.cause, sudden.networks, sudden.prefixCount],
    [...['error', 'sudden', [64666, 64500], 12]],
  );
});

test('world lint: own AS numbers are ours to say', () => {
  const peers = (...words: string[]) =>
    JSON.parse(fairlead('world', 'lint', leak, '--before', early, '--json', ...words).out)
      .findings.filter(({ rule }: { rule: string }) => rule === 'leak-sudden')
      .map(({ networks }: { networks: number[] }) => networks[0]);
  assert.equal(peers('--own-asns', '2906,64666'), [], 'then the next in the path is the owner');
  assert.equal(peers('--own-asns', '1'), [2906]);
});

test('world lint: 2 for a folder that is not a world, and for words that mean nothing', () => {
  assert.is(fairlead('world', 'lint', join(folder, 'nowhere')).code, 2);
  assert.is(fairlead('world', 'lint', clean, '--before', join(folder, 'nowhere')).code, 2);
  assert.is(fairlead('world', 'lint', clean, '--tolerate', '2').code, 2);
  assert.is(fairlead('world', 'lint', clean, '--tolerate', 'all').code, 2);
  assert.is(fairlead('world', 'lint', clean, '--own-asns', '12,x').code, 2);
});

test('world lint: a generated world fits in 50 lines, and says what was withheld on purpose', () => {
  const world = join(folder, 'small');
  assert.is(fairlead('world', 'generate', '--size', 'small', '--seed', '1', '-o', world).code, 0);
  const { code, out } = fairlead('world', 'lint', world);
  assert.is(code, 1);
  assert.ok(out.split('\n').length <= 51, out);
  const document = JSON.parse(fairlead('world', 'lint', world, '--json').out);
  const names = new Set(document.findings.map(({ rule }: { rule: string }) => rule));
  assert.equal([...names].sort(), ['embedded-beaten', 'filtered', 'no-alternate']);
  const [, ...metros] = readFileSync(join(world, 'metros.csv'), 'utf8').trim().split('\n');
  const members = metros.reduce((sum, line) => sum + Number(line.split(',').at(-1)), 0);
  assert.ok(Math.abs(document.total.sampleWeight / members - 1) < 1e-9);
});

/** Writes a table of traffic, and returns its path. */
function trafficTable(...lines: string[]): string {
  const path = join(mkdtempSync(join(folder, 'traffic-')), 'day.csv');
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

test('world lint --traffic: bytes sent offsite are those of the table, by hand', () => {
  // The /18 has a quarter of the /16, a /24 of its own, and half of a /17: 100 + 50 + 100.
  const rows = ['20.0.0.0/16,400', '20.0.64.0/24,50', '20.0.0.0/17,200', '99.0.0.0/24,350'];
  const table = trafficTable('prefix,bytes', ...rows);
  const { code, out } = fairlead('world', 'lint', quarter, '--traffic', table);
  assert.is(code, 1);
  assert.match(out, /\nTraffic: 650 B by .*day\.csv; 35\.000 % of the table is in no prefix/);
  assert.match(out, / 20\.0\.64\.0\/18 +38\.462 % +38\.462 % +250 B\n/);
  const json = fairlead('world', 'lint', quarter, '--traffic', table, '--json').out;
  const { findings, traffic } = JSON.parse(json);
  assert.equal([traffic.bytes, traffic.worldBytes], [1000, 650]);
  assert.equal(
    findings.map(({ affectedBytes, offsiteBytes }: { [key: string]: number }) => [
      affectedBytes,
      offsiteBytes,
    ]),
    [[250, 250]],
  );
});

test('world lint --traffic: who moved no byte fails nobody, and other columns are passed over', () => {
  const table = trafficTable('day,bytes,prefix', 'mon,1e3,20.0.200.7', 'tue,0,20.0.64.0/24', '');
  const { code, out } = fairlead('world', 'lint', quarter, '--traffic', table);
  assert.is(code, 0);
  assert.match(out, /20\.0\.64\.0\/18 +0\.000 % +0\.000 % +0 B\n/);
});

test('world lint --traffic: a wrong table is told by line and by what was expected', () => {
  const refused = (...lines: string[]) => {
    const table = trafficTable(...lines);
    const { code, err } = fairlead('world', 'lint', clean, '--traffic', table);
    assert.is(code, 2);
    return err.replaceAll(table, 'day.csv');
  };
  const heads = refused('prefx,bytes');
  assert.match(
    heads,
    /day\.csv:1:1: traffic\.prefix: there is no column "prefix"; did you mean "prefx"\?/,
  );
  const told = refused('prefix,bytes', '20.0.0.0/16,1', '20.0.9.77/16,1', 'x,many', '20.0.0.0/33,');
  assert.match(
    told,
    /day\.csv:3:\d+: traffic\.prefix: expected a prefix without bits after its length/,
  );
  assert.match(told, /day\.csv:4:\d+: traffic\.prefix: expected a prefix or an address such as/);
  assert.match(told, /day\.csv:4:\d+: traffic\.bytes: expected 0 to 1e18 bytes, found "many"/);
  assert.match(told, /day\.csv:5:\d+: traffic\.prefix: expected a length of 0 to 32/);
  assert.match(told, /day\.csv:5:\d+: traffic\.bytes: .* found ""/);
  assert.not.match(told, /20\.0\.9\.77/, 'it may be a client');
  assert.match(refused('prefix,bytes', '99.0.0.0/8,5'), /expected bytes in prefixes of the world/);
  for (const bytes of ['-1', '1e300', '1e19'])
    assert.match(
      refused('prefix,bytes', `20.0.0.0/16,${bytes}`),
      new RegExp(`day\\.csv:2:\\d+: traffic\\.bytes: .* found "${bytes}"`),
    );
});

/** Prefixes in the 256 addresses that one family has here: first and length behind the network. */
type Part = { first: number; bits: number; bytes: number };

test('sampleOf: each address of a row counts in the longest prefix of the world around it, or not', () => {
  let draw = 1;
  const below = (limit: number) => {
    draw = (draw * 48_271) % 2_147_483_647;
    return draw % limit;
  };
  const parts = (count: number) =>
    Array.from({ length: count }, (): Part => {
      const bits = below(9);
      return { first: below(1 << bits) * (1 << (8 - bits)), bits, bytes: 2 ** 40 * below(9) };
    });
  const sizeOf = ({ bits }: Part) => 1 << (8 - bits);
  for (let round = 0; round < 200; round++) {
    const isV4 = round % 2 === 0;
    const [family, base] = isV4 ? [4, 24] : [6, 120];
    const [inWorld, rows] = [parts(below(20)), parts(1 + below(9))];
    const longest = (address: number): number => {
      const around = inWorld.filter((part) => (address ^ part.first) < sizeOf(part));
      return Math.max(-1, ...around.map(({ bits }) => bits));
    };
    const expected = new Map<string, number>();
    const given = new Map<string, number>();
    const add = (sums: Map<string, number>, address: number, bytes: number) => {
      const bits = longest(address);
      const key = bits < 0 ? 'outside' : `${address & ~((1 << (8 - bits)) - 1)}/${bits}`;
      if (bytes > 0 && (bits >= 0 || sums === given)) sums.set(key, (sums.get(key) ?? 0) + bytes);
    };
    for (const row of rows)
      for (let k = 0; k < sizeOf(row); k++) add(expected, row.first + k, row.bytes / sizeOf(row));
    const wordsOf = (low: number) =>
      isV4 ? [0x14000000 + low, 0, 0, 0] : [0x2a000000, 5, 0xffffffff, 0xabcdef00 + low];
    const column = (word: number) =>
      Uint32Array.from(inWorld, ({ first }) => wordsOf(first)[word] ?? 0);
    const [word0, word1, word2, word3] = [column(0), column(1), column(2), column(3)];
    const length = Uint8Array.from(inWorld, ({ bits }) => base + bits);
    const columns = { word0, word1, word2, word3, length };
    const count = inWorld.length;
    const prefixes = { count, family: new Uint8Array(count).fill(family), ...columns };
    const traffic = rows.map(({ first, bits, bytes }) => {
      return { family, words: wordsOf(first), length: base + bits, bytes };
    });
    const sample = sampleOf(traffic, { prefixes });
    for (let row = 0; row < sample.count; row++) {
      assert.is(sample.family[row], family);
      add(given, (sample.words[4 * row + (isV4 ? 0 : 3)] ?? 0) & 255, sample.weight[row] ?? 0);
    }
    assert.equal([...given].sort(), [...expected].sort(), `round ${round}`);
  }
});

test('world lint: help has examples', () => {
  const { code, out } = fairlead('world', 'lint', '--help');
  assert.is(code, 0);
  assert.match(out, 'fairlead world lint out/small --before out/world');
});

test.after(() => rmSync(folder, { recursive: true }));
test.run();
