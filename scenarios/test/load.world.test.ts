// Does a world survive being a folder, and is every mistake in one named at its place?
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { pathPool, prefixPool, type World } from '@fairlead/core';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readWorld, tableNames, type WorldRead, writeWorld } from '../index.ts';

const about = { madeBy: 'the test', seed: 7, spec: { size: 'tiny' }, sources: [] };

/** A hand-made world of two sites; every table has a row or two. */
const tables: { readonly [name: string]: string } = {
  sites:
    'site,kind,asn,country,city,lat,lon,timezone\n' +
    'fra,ix,0,DE,"Frankfurt, am ""Main""",50.11,8.68,Europe/Berlin\n' +
    'isp-1,embedded,64500,DE,Köln,50.94,6.96,Europe/Berlin\n',
  clusters: 'cluster,site,manifest\nfra-1,fra,\nisp-1-1,isp-1,shared\n',
  appliances:
    'appliance,cluster,model,capacity_bps,storage_bytes,state\n' +
    'a1,fra-1,flash,100e9,240000000000000,up\na2,isp-1-1,disk,36e9,360000000000000,draining\n',
  links:
    'link,site,kind,peer_asn,capacity_bps\n' +
    'fra-ix,fra,ix,,400e9\nisp-1-up,isp-1,embedded,64500,100e9\n',
  routes:
    'cluster,prefix,as_path,med,link,rpki\n' +
    'fra-1,203.0.112.0/23,64500 64501,10,fra-ix,valid\n' +
    'isp-1-1,2001:db8::/32,,0,isp-1-up,unknown\n',
  networks: 'asn,name,country,members\n64500,Rhein,DE,120000\n',
  metros:
    'metro,asn,country,city,lat,lon,timezone,members\n' +
    'm1,64500,DE,Köln,50.94,6.96,Europe/Berlin,120000\n',
  prefixes: 'prefix,asn,metro\n203.0.112.0/24,64500,m1\n',
  titles:
    'title,kind,language,region,released_day,runtime_h,weight\n' +
    't1,film,de,,,1.5,2\nt2,event,en,europe,20500,2,1\n',
  files: 'file,title,bytes,bitrate_bps\nf1,t1,3000000000,5e6\n',
  manifests: 'manifest,file,copies\nshared,f1,2\nfra-1,f1,1\n',
};

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-load-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Files = { readonly [file: string]: string | Uint8Array };

/** Reads the hand-made world with some files added or replaced, and some tables left out. */
async function readWith(files: Files, without: readonly string[] = []): Promise<WorldRead> {
  return inFolder(async (folder) => {
    for (const name of tableNames) {
      const file = `${name}.csv`;
      if (!without.includes(name) && files[file] === undefined)
        writeFileSync(join(folder, file), tables[name] as string);
    }
    for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
    return readWorld(folder);
  });
}

function worldIn(read: WorldRead): World {
  if ('world' in read) return read.world;
  throw new Error(JSON.stringify(read.problems, null, 1));
}

/** The problems as `file:line:column code text`. */
function problemsIn(read: WorldRead): string[] {
  if ('world' in read) throw new Error('the world was read without a problem');
  return read.problems.map(({ file, line, column, code, text }) => {
    const name = (file ?? '').split('/').pop();
    return `${name}:${line ?? ''}:${column ?? ''} ${code} ${text}`;
  });
}

function tableWith(name: string, from: string, to: string): string {
  const table = tables[name] as string;
  assert.ok(table.includes(from));
  return table.replace(from, to);
}

test('a hand-made world reads as its tables say', async () => {
  const world = worldIn(await readWith({}));
  assert.equal(world.sites.city, ['Frankfurt, am "Main"', 'Köln']);
  assert.equal(world.manifestId, ['fra-1', 'shared']);
  assert.equal([...world.clusters.manifest], [0, 1]);
  assert.equal([...world.links.peerAsn], [0, 64500]);
  assert.equal([...world.appliances.state], [0, 1]);
  assert.equal([...world.appliances.capacityBps], [100e9, 36e9]);
  assert.equal([...world.paths.asn], [64500, 64501]);
  assert.equal([...world.paths.start], [0, 2, 2]);
  assert.ok(Number.isNaN(world.titles.releasedDay[0]));
  assert.is(world.titles.releasedDay[1], 20500);
  assert.equal([...world.manifests.manifest], [1, 0]);
  assert.equal([...world.prefixes.length], [23, 32, 24]);
});

test('the manifest column may be absent: each cluster then holds its own', async () => {
  const read = await readWith({
    'clusters.csv': 'site,cluster\nfra,fra-1\nisp-1,isp-1-1\n',
    'manifests.csv': 'manifest,file,copies\nfra-1,f1,1\n',
  });
  assert.equal(worldIn(read).manifestId, ['fra-1', 'isp-1-1']);
});

test('BOM, CRLF, gzip, column order, unknown columns and empty lines change nothing', async () => {
  const plain = worldIn(await readWith({}));
  const shuffled = (tables.routes as string)
    .split('\n')
    .map((line) => (line === '' ? '' : `x,${line.split(',').reverse().join(',')}`))
    .join('\r\n');
  const read = await readWith(
    {
      'sites.csv': `\ufeff${(tables.sites as string).replaceAll('\n', '\r\n')}`,
      'links.csv.gz': gzipSync(tables.links as string),
      'routes.csv': `${shuffled}\r\n\r\n`.replace('x,rpki', 'note,rpki'),
      'titles.csv': (tables.titles as string).trimEnd(),
      'notes.txt': 'not a table',
    },
    ['links'],
  );
  assert.equal(flat(worldIn(read)), flat(plain));
});

test('a table may be empty but for its header', async () => {
  const world = worldIn(await readWith({ 'manifests.csv': 'manifest,file,copies\n' }));
  assert.is(world.manifests.count, 0);
});

/** All columns as plain lists, NaN as text: equal exactly when the worlds are. */
function flat(world: World): unknown {
  return JSON.parse(
    JSON.stringify(world, (_, value) => {
      if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array);
      return Number.isNaN(value) ? 'NaN' : value;
    }),
  );
}

// ---- Writing, then reading, gives the same world.

const id = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
  .filter((text) => !/[\p{Cc}\p{Cs}",]/u.test(text));
const free = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 8 }).filter((text) => !/\p{Cs}/u.test(text)),
  fc.constantFrom('', 'a,b', '"', 'two\r\nlines', ' x ', '\ufeff', '日本', '-'),
);
const asn = fc.integer({ min: 0, max: 0xffffffff });
const amount = fc.oneof(
  fc.double({ min: 0, max: 1e300, noNaN: true }).map((value) => value + 0),
  fc.integer({ min: 0, max: 2 ** 40 }),
);
const bytes = fc.maxSafeNat();
const place = { lat: degree(90), lon: degree(180), country: free, city: free, timezone: free };

function degree(max: number): fc.Arbitrary<number> {
  return fc.double({ min: -max, max, noNaN: true }).map((value) => value + 0);
}

function rows<T>(row: fc.Arbitrary<T>, maxLength = 6): fc.Arbitrary<T[]> {
  return fc.array(row, { maxLength });
}
function idRows<T extends object>(row: { [K in keyof T]: fc.Arbitrary<T[K]> }) {
  const one = fc.record({ id, ...row }) as unknown as fc.Arbitrary<T & { id: string }>;
  return fc.uniqueArray(one, { selector: (made) => made.id, maxLength: 6 });
}
const pick = fc.nat(1 << 20);
const prefix = fc.oneof(
  fc.tuple(fc.constant(4), fc.integer({ min: 0, max: 32 }), fc.tuple(asn)),
  fc.tuple(fc.constant(6), fc.integer({ min: 0, max: 128 }), fc.tuple(asn, asn, asn, asn)),
);
const drafts = fc.record({
  sites: idRows({ kind: fc.nat(1), asn, ...place }),
  clusters: idRows({ site: pick, manifest: fc.option(id) }),
  appliances: idRows({ cluster: pick, model: free, cap: amount, store: bytes, state: fc.nat(2) }),
  links: idRows({ site: pick, kind: fc.nat(3), asn, cap: amount }),
  routes: rows(
    fc.record({
      link: pick,
      cluster: pick,
      prefix,
      path: fc.array(fc.integer({ min: 1, max: 0xffffffff }), { maxLength: 5 }),
      med: asn,
      rpki: fc.nat(2),
    }),
    20,
  ),
  networks: fc.uniqueArray(fc.record({ asn, name: free, country: free, members: amount }), {
    selector: (network) => network.asn,
    maxLength: 5,
  }),
  metros: idRows({ asn, members: amount, ...place }),
  clients: rows(fc.record({ prefix, asn, metro: pick })),
  titles: idRows({
    kind: fc.nat(2),
    language: free,
    region: free,
    day: fc.option(fc.integer({ min: -1000, max: 30000 })),
    runtime: amount,
    weight: amount,
  }),
  files: idRows({ title: pick, size: bytes, rate: amount }),
  manifests: rows(
    fc.record({ manifest: pick, file: pick, copies: fc.integer({ min: 1, max: 0xffffffff }) }),
  ),
});
type Drafts = typeof drafts extends fc.Arbitrary<infer T> ? T : never;

const u8 = <T>(from: readonly T[], get: (row: T) => number) => Uint8Array.from(from, get);
const u32 = <T>(from: readonly T[], get: (row: T) => number) => Uint32Array.from(from, get);
const f64 = <T>(from: readonly T[], get: (row: T) => number) => Float64Array.from(from, get);

function masked(family: number, length: number, words: readonly number[]): number[] {
  return [0, 1, 2, 3].map((word) => {
    const kept = Math.min(Math.max(length - 32 * word, 0), 32);
    if (family === 4 && word > 0) return 0;
    return kept === 0 ? 0 : ((words[word] as number) & (0xffffffff << (32 - kept))) >>> 0;
  });
}

/** The drafts as a world: references point into their tables, tables without a target are empty. */
function build(draft: Drafts): World {
  const pools = { prefix: prefixPool(), path: pathPool() };
  const add = ([family, length, words]: readonly [number, number, readonly number[]]) =>
    pools.prefix.add(family, length, masked(family, length, words));
  const { sites, metros, titles, networks } = draft;
  const kept = <T>(from: readonly T[], target: readonly unknown[]) => (target.length ? from : []);
  const clusters = kept(draft.clusters, sites);
  const links = kept(draft.links, sites);
  const files = kept(draft.files, titles);
  const siteOf = (cluster: number) => (clusters[cluster]?.site ?? 0) % sites.length;
  const routes = draft.routes.flatMap((route) => {
    if (clusters.length === 0) return [];
    const cluster = route.cluster % clusters.length;
    const home = siteOf(cluster);
    const there = [...links.keys()].filter((k) => (links[k]?.site ?? 0) % sites.length === home);
    if (there.length === 0) return [];
    const link = there[route.link % there.length] as number;
    return [
      {
        ...route,
        cluster,
        link,
        row: add(route.prefix),
        path: pools.path.add(route.path, route.path.length),
      },
    ];
  });
  const seen = new Set<number>();
  const clients = kept(draft.clients, metros)
    .map((client) => ({ ...client, row: add(client.prefix) }))
    .filter(({ row }) => !seen.has(row) && seen.add(row));
  const manifestId: string[] = [];
  const manifest = u32(clusters, ({ id: own, manifest: other }) => {
    const name = other ?? own;
    if (!manifestId.includes(name)) manifestId.push(name);
    return manifestId.indexOf(name);
  });
  const pairs = new Set<string>();
  const held = kept(kept(draft.manifests, clusters), files)
    .map((row) => ({
      ...row,
      manifest: row.manifest % manifestId.length,
      file: row.file % files.length,
    }))
    .filter((row) => {
      const key = `${row.manifest} ${row.file}`;
      return !pairs.has(key) && pairs.add(key);
    });
  const appliances = kept(draft.appliances, clusters);
  const ids = (from: readonly { readonly id: string }[]) => from.map((row) => row.id);
  return {
    prefixes: pools.prefix.columns(),
    paths: pools.path.columns(),
    manifestId,
    sites: {
      count: sites.length,
      id: ids(sites),
      kind: u8(sites, (row) => row.kind),
      asn: u32(sites, (row) => row.asn),
      country: sites.map((row) => row.country),
      city: sites.map((row) => row.city),
      lat: f64(sites, (row) => row.lat),
      lon: f64(sites, (row) => row.lon),
      timezone: sites.map((row) => row.timezone),
    },
    clusters: {
      count: clusters.length,
      id: ids(clusters),
      site: u32(clusters, (row) => row.site % sites.length),
      manifest,
    },
    appliances: {
      count: appliances.length,
      id: ids(appliances),
      cluster: u32(appliances, (row) => row.cluster % clusters.length),
      model: appliances.map((row) => row.model),
      capacityBps: f64(appliances, (row) => row.cap),
      storageBytes: f64(appliances, (row) => row.store),
      state: u8(appliances, (row) => row.state),
    },
    links: {
      count: links.length,
      id: ids(links),
      site: u32(links, (row) => row.site % sites.length),
      kind: u8(links, (row) => row.kind),
      peerAsn: u32(links, (row) => row.asn),
      capacityBps: f64(links, (row) => row.cap),
    },
    routes: {
      count: routes.length,
      cluster: u32(routes, (row) => row.cluster),
      prefix: u32(routes, (row) => row.row),
      path: u32(routes, (row) => row.path),
      med: u32(routes, (row) => row.med),
      link: u32(routes, (row) => row.link),
      rpki: u8(routes, (row) => row.rpki),
    },
    networks: {
      count: networks.length,
      asn: u32(networks, (row) => row.asn),
      name: networks.map((row) => row.name),
      country: networks.map((row) => row.country),
      members: f64(networks, (row) => row.members),
    },
    metros: {
      count: metros.length,
      id: ids(metros),
      asn: u32(metros, (row) => row.asn),
      country: metros.map((row) => row.country),
      city: metros.map((row) => row.city),
      lat: f64(metros, (row) => row.lat),
      lon: f64(metros, (row) => row.lon),
      timezone: metros.map((row) => row.timezone),
      members: f64(metros, (row) => row.members),
    },
    clients: {
      count: clients.length,
      prefix: u32(clients, (row) => row.row),
      asn: u32(clients, (row) => row.asn),
      metro: u32(clients, (row) => row.metro % metros.length),
    },
    titles: {
      count: titles.length,
      id: ids(titles),
      kind: u8(titles, (row) => row.kind),
      language: titles.map((row) => row.language),
      region: titles.map((row) => row.region),
      releasedDay: f64(titles, (row) => row.day ?? Number.NaN),
      runtimeH: f64(titles, (row) => row.runtime),
      weight: f64(titles, (row) => row.weight),
    },
    files: {
      count: files.length,
      id: ids(files),
      title: u32(files, (row) => row.title % titles.length),
      sizeBytes: f64(files, (row) => row.size),
      bitrateBps: f64(files, (row) => row.rate),
    },
    manifests: {
      count: held.length,
      manifest: u32(held, (row) => row.manifest),
      file: u32(held, (row) => row.file),
      copies: u32(held, (row) => row.copies),
    },
  };
}

test('a world that was written reads back as the same world', async () => {
  await inFolder(async (folder) => {
    await fc.assert(
      fc.asyncProperty(drafts, async (draft) => {
        const world = build(draft);
        await writeWorld(world, folder, about);
        assert.equal(flat(worldIn(await readWorld(folder))), flat(world));
      }),
      { numRuns: 150, seed: 20261 },
    );
  });
});

test('the same world is written as the same bytes', async () => {
  const world = worldIn(await readWith({}));
  const write = () =>
    inFolder(async (folder) => {
      await writeWorld(world, folder, about);
      return ['world.json', ...tableNames.map((name) => `${name}.csv`)].map((file) =>
        readFileSync(join(folder, file), 'utf8'),
      );
    });
  assert.equal(await write(), await write());
});

test('a large table is gzipped and its digest is that of its CSV bytes', async () => {
  const prefixes = ['prefix,asn,metro'];
  for (let k = 0; k < 50_000; k++) prefixes.push(`20.${k >> 8}.${k & 255}.0/24,64500,m1`);
  const world = worldIn(await readWith({ 'prefixes.csv': prefixes.join('\n') }));
  await inFolder(async (folder) => {
    await writeWorld(world, folder, about);
    const text = gunzipSync(readFileSync(join(folder, 'prefixes.csv.gz'))).toString();
    assert.is(text, `${prefixes.join('\n')}\n`);
    const entry = JSON.parse(readFileSync(join(folder, 'world.json'), 'utf8')).tables.prefixes;
    assert.is(entry.file, 'prefixes.csv.gz');
    assert.is(entry.rows, 50_000);
    const { createHash } = await import('node:crypto');
    assert.is(entry.sha256, createHash('sha256').update(text).digest('hex'));
    assert.is(worldIn(await readWorld(folder)).clients.count, 50_000);
  });
});

// ---- Every mistake is named at its place.

const mistakes: readonly (readonly [string, Files, string])[] = [
  [
    'a dangling reference names the nearest id',
    { 'clusters.csv': tableWith('clusters', 'isp-1-1,isp-1,', 'isp-1-1,isp-l,') },
    'clusters.csv:3:9 dangling-reference "isp-l" is not in sites; did you mean "isp-1"?',
  ],
  [
    'a route needs a link of the site of its cluster',
    { 'routes.csv': tableWith('routes', '10,fra-ix', '10,isp-1-up') },
    'routes.csv:2:37 foreign-link "isp-1-up" is a link of site "isp-1"; ' +
      'cluster "fra-1" needs one of its site "fra", for example "fra-ix"',
  ],
  [
    'a manifest needs a cluster that holds it',
    { 'manifests.csv': tableWith('manifests', 'shared', 'sharde') },
    'manifests.csv:2:1 dangling-reference "sharde" is not in ' +
      'the manifests that clusters hold (clusters.manifest); did you mean "shared"?',
  ],
  [
    'an id is there once',
    { 'links.csv': tableWith('links', 'isp-1-up,', 'fra-ix,') },
    'links.csv:3:1 duplicate-id "fra-ix" is there already (row 1 of the table)',
  ],
  [
    'an AS number names one network',
    { 'networks.csv': `${tables.networks}064500,Twin,DE,1\n` },
    'networks.csv:3:1 duplicate-id this AS number is there already',
  ],
  [
    'a prefix has one metro',
    { 'prefixes.csv': `${tables.prefixes}203.0.112.0/24,1,m1\n` },
    'prefixes.csv:3:1 duplicate-id this prefix is there already',
  ],
  [
    'a manifest holds a file once',
    { 'manifests.csv': `${tables.manifests}shared,f1,3\n` },
    'manifests.csv:4:8 duplicate-id this file of this manifest is there already',
  ],
  [
    'a word is one of those of its column',
    { 'appliances.csv': tableWith('appliances', 'draining', 'drainig') },
    'appliances.csv:3:38 bad-word "drainig" is none of up, draining, down; ' +
      'did you mean "draining"?',
  ],
  [
    'a number is a number',
    { 'links.csv': tableWith('links', '400e9', '400G') },
    'links.csv:2:16 not-a-number "400G" is not a number from 0 to 1e+300',
  ],
  [
    'a latitude stays on Earth',
    { 'sites.csv': tableWith('sites', '50.94', '95.1') },
    'sites.csv:3:30 out-of-range "95.1" is not a number from -90 to 90',
  ],
  [
    'a copy is at least one',
    { 'manifests.csv': tableWith('manifests', 'f1,2', 'f1,0') },
    'manifests.csv:2:11 out-of-range "0" is not a whole number from 1 to 4294967295',
  ],
  [
    'a prefix has no host bits',
    { 'routes.csv': tableWith('routes', '203.0.112.0/23', '203.0.113.0/23') },
    'routes.csv:2:7 bad-prefix "203.0.113.0/23" has bits set behind its length',
  ],
  [
    'a prefix is not longer than its family',
    { 'prefixes.csv': tableWith('prefixes', '/24', '/33') },
    'prefixes.csv:2:1 bad-prefix "203.0.112.0/33" needs a length of 0 to 32 (IPv4) ' +
      'or 0 to 128 (IPv6) after a slash',
  ],
  [
    'an AS path is AS numbers with single spaces',
    { 'routes.csv': tableWith('routes', '64500 64501', '64500  64501') },
    'routes.csv:2:22 bad-path "64500  64501" is not up to 1023 AS numbers with single spaces between',
  ],
  [
    'an id has no comma',
    { 'titles.csv': tableWith('titles', 't2,', '"t,2",') },
    'titles.csv:3:1 bad-id "t,2": an id has no comma, quote or control character',
  ],
  [
    'an id has no control character',
    { 'titles.csv': tableWith('titles', 't2,', 't\u0085,') },
    'titles.csv:3:1 bad-id "t\u0085": an id has no comma, quote or control character',
  ],
  [
    'an id is not empty',
    { 'titles.csv': tableWith('titles', 't2,', ',') },
    'titles.csv:3:1 bad-id is empty; every row needs an id',
  ],
  [
    'text is UTF-8',
    { 'sites.csv': Buffer.from(tableWith('sites', 'Köln', 'K\u00f6ln'), 'latin1') },
    'sites.csv:3:25 bad-utf8 is not UTF-8',
  ],
  [
    'a column name is nearly right',
    { 'files.csv': tableWith('files', 'bitrate_bps', 'bitrate_bp') },
    'files.csv:1:1 missing-column there is no column "bitrate_bps"; did you mean "bitrate_bp"?',
  ],
  [
    'a column is there once',
    { 'files.csv': tableWith('files', 'file,title', 'file,file,title').replace('f1,', 'f1,f1,') },
    'files.csv:1:6 duplicate-column column "file" is there twice',
  ],
  [
    'a row has as many fields as the header',
    { 'files.csv': tableWith('files', ',5e6', '') },
    'files.csv:2:1 broken-csv 3 fields where the header has 4',
  ],
  [
    'a quote is closed',
    { 'sites.csv': tableWith('sites', 'Köln', '"Köln') },
    'sites.csv:3:25 broken-csv a quote that opens here is never closed',
  ],
  [
    'a quote stands at the ends of a field',
    { 'sites.csv': tableWith('sites', 'Köln', 'K"ln') },
    'sites.csv:3:26 broken-csv a quote inside a field that does not begin with one',
  ],
  [
    'nothing follows a closing quote',
    { 'sites.csv': tableWith('sites', 'Köln', '"K"ln') },
    'sites.csv:3:28 broken-csv text after a closing quote',
  ],
  [
    'a carriage return comes with a line feed',
    { 'sites.csv': tableWith('sites', 'Köln', 'K\rln') },
    'sites.csv:3:26 broken-csv a carriage return without a line feed',
  ],
  [
    'a header is there',
    { 'files.csv': '' },
    'files.csv:1:1 missing-header the table is empty; it needs a header: ' +
      'file,title,bytes,bitrate_bps',
  ],
];

for (const [title, files, expected] of mistakes)
  test(`a mistake is named at its place: ${title}`, async () => {
    const found = problemsIn(await readWith(files));
    assert.ok(found.includes(expected), `${expected}\nnot in\n${found.join('\n')}`);
  });

test('one broken row makes one problem, not one for each row that names it', async () => {
  const sites = tableWith('sites', 'isp-1,embedded', 'isp-1,embeded');
  assert.is(problemsIn(await readWith({ 'sites.csv': sites })).length, 1);
  const broken = tableWith('sites', 'Köln', 'K"ln');
  assert.is(problemsIn(await readWith({ 'sites.csv': broken })).length, 1);
});

test('lines inside quotes count, and columns count characters', async () => {
  const sites = `${tables.sites}x,ix,0,"a\nb","日本, 東京",95,0,UTC\n`;
  assert.equal(problemsIn(await readWith({ 'sites.csv': sites })), [
    'sites.csv:5:13 out-of-range "95" is not a number from -90 to 90',
  ]);
});

test('a missing table is named with the tables that are there and the nearest one', async () => {
  const [problem, ...others] = problemsIn(
    await readWith({ 'link.csv': tables.links as string }, ['links']),
  );
  assert.match(
    problem ?? '',
    /^links\.csv:: missing-table there is no links\.csv or links\.csv\.gz/,
  );
  assert.match(problem ?? '', /sites\.csv, titles\.csv; did you mean "link\.csv"\?$/);
  assert.equal(others, []);
});

test('a table that is there twice is refused', async () => {
  const read = await readWith({
    'links.csv.gz': gzipSync('x'),
    'links.csv': tables.links as string,
  });
  assert.match(
    problemsIn(read)[0] ?? '',
    /two-tables links\.csv and links\.csv\.gz are both there/,
  );
});

test('a folder that is not there is one problem', async () => {
  assert.match(problemsIn(await readWorld('/no/such/folder')).join(), /no-folder there is no such/);
});

test('problems of all tables are collected; twenty are kept and the rest is counted', async () => {
  const files = ['file,title,bytes,bitrate_bps'];
  for (let k = 0; k < 30; k++) files.push(`g${k},t1,-1,1`);
  const sites = tableWith('sites', 'fra,ix', 'fra,xi');
  const read = await readWith({ 'sites.csv': sites, 'files.csv': `${files.join('\n')}\n` });
  assert.is(problemsIn(read).length, 20);
  assert.match(problemsIn(read)[0] ?? '', /^sites\.csv:2:5 bad-word/);
  // 31 rows are wrong, and the two manifests name a file that is no longer there.
  assert.is('more' in read && read.more, 31 + 2 - 20);
});

test('a table that world.json did not see is a problem', async () => {
  const world = worldIn(await readWith({}));
  await inFolder(async (folder) => {
    await writeWorld(world, folder, about);
    const file = join(folder, 'titles.csv');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('1.5', '1.6'));
    assert.match(
      problemsIn(await readWorld(folder)).join(),
      /wrong-digest titles is not the table/,
    );
    writeFileSync(file, `${text}t3,film,en,,,1,1\n`);
    assert.match(problemsIn(await readWorld(folder)).join(), /wrong-row-count titles has 3 rows/);
    writeFileSync(file, text);
    writeFileSync(join(folder, 'world.json'), '{"format":"fairlead-world","version":2}');
    assert.match(problemsIn(await readWorld(folder)).join(), /wrong-version version "2"/);
    writeFileSync(join(folder, 'world.json'), '{');
    assert.match(problemsIn(await readWorld(folder)).join(), /broken-json/);
  });
});

// ---- Hostile files.

test('a gzip bomb is refused before it fills memory', async () => {
  const bomb = gzipSync(`${tables.files}${'\n'.repeat(64 * 2 ** 20)}`);
  const read = await readWith({ 'files.csv.gz': bomb }, ['files']);
  assert.match(
    problemsIn(read).join(),
    /files\.csv\.gz:\d+:1 unzips-too-far unzips to over 200 times/,
  );
});

test('a small table that zips well is no bomb', async () => {
  const rows = `${tables.files}${'\n'.repeat(2 ** 20)}`;
  worldIn(await readWith({ 'files.csv.gz': gzipSync(rows, { level: 9 }) }, ['files']));
});

test('gzip that is cut off or no gzip at all is a problem', async () => {
  const zipped = gzipSync(tables.files as string);
  const cut = await readWith({ 'files.csv.gz': zipped.subarray(0, 40) }, ['files']);
  assert.match(problemsIn(cut).join(), /files\.csv\.gz:\d+:1 broken-gzip/);
  const none = await readWith({ 'files.csv.gz': tables.files as string }, ['files']);
  assert.match(problemsIn(none).join(), /files\.csv\.gz:1:1 broken-gzip/);
});

test('a line beyond 1 MiB and a header beyond 256 columns are refused', async () => {
  const long = `${tables.sites}x,ix,0,"${'a'.repeat(2 ** 20)}`;
  assert.match(
    problemsIn(await readWith({ 'sites.csv': long })).join(),
    /sites\.csv:4:1 line-too-long/,
  );
  const wide = `${',x'.repeat(300)}\n`;
  assert.match(problemsIn(await readWith({ 'sites.csv': wide })).join(), /:1:\d+ too-many-columns/);
});

test('a table larger than the limit is refused', async () => {
  await inFolder(async (folder) => {
    await writeWorld(worldIn(await readWith({})), folder, about);
    const read = await readWorld(folder, { limits: { fileBytesMax: 50 } });
    assert.match(problemsIn(read)[0] ?? '', /file-too-large holds more than 50 bytes/);
  });
});

test('a folder in the place of a table is a problem', async () => {
  await inFolder(async (folder) => {
    await writeWorld(worldIn(await readWith({})), folder, about);
    rmSync(join(folder, 'links.csv'));
    mkdirSync(join(folder, 'links.csv'));
    assert.match(problemsIn(await readWorld(folder)).join(), /links\.csv:1:1 unreadable/);
  });
});

test.run();
