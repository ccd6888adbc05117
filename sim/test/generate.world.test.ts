// Is a generated world whole, the same every time, and steady when a country joins?
import { compareUtf8, type World } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { furnishWorld } from '../generate/furnish.ts';
import { generateWorld } from '../generate/generate-world.ts';
import type { CountryRow, Place } from '../generate/rows.ts';

const noRow = 0xffffffff;

const countries: CountryRow[] = [
  { code: 'BE', name: 'Belgium', continent: 'EU', languages: ['nl', 'fr', 'de'] },
  { code: 'GR', name: 'Greece', continent: 'EU', languages: ['el'] },
  { code: 'IE', name: 'Ireland', continent: 'EU', languages: ['ga', 'en'] },
  { code: 'NL', name: 'Netherlands', continent: 'EU', languages: ['nl'] },
];

const capitals = [
  {
    name: 'Brussels',
    country: 'BE',
    lat: 50.85,
    lon: 4.35,
    timezone: 'Europe/Brussels',
    of: 10.2e6,
  },
  { name: 'Athens', country: 'GR', lat: 37.98, lon: 23.73, timezone: 'Europe/Athens', of: 8.6e6 },
  { name: 'Dublin', country: 'IE', lat: 53.33, lon: -6.25, timezone: 'Europe/Dublin', of: 3.4e6 },
  {
    name: '\'s, "Town" é',
    country: 'NL',
    lat: 52.4,
    lon: 4.9,
    timezone: 'Europe/Amsterdam',
    of: 16e6,
  },
];

/** Forty towns a country, sizes falling as 1 / rank, on a spiral round the capital. */
const places: Place[] = capitals.flatMap(({ of, ...capital }) =>
  Array.from({ length: 40 }, (_, k) => ({
    ...capital,
    name:
      k === 0 ? capital.name : `${capital.name.slice(0, 4)} ${String.fromCharCode(65 + (k % 20))}`,
    lat: capital.lat + Math.sin(k) * k * 0.02,
    lon: capital.lon + Math.cos(k) * k * 0.03,
    population: Math.round(of / 4.28 / (k + 1)),
  })),
);

const small = generateWorld({ size: 'small', seed: 1 }, places, countries);

/** FNV-1a over all columns of a world, tables and columns in the order in which they stand. */
function fingerprint(world: World): number {
  let hash = 0x811c9dc5;
  const add = (byte: number): void => {
    hash = Math.imul(hash ^ byte, 0x01000193);
  };
  const addAll = (value: unknown): void => {
    if (typeof value === 'string') for (let k = 0; k < value.length; k++) add(value.charCodeAt(k));
    else if (typeof value === 'number') add(value);
    else if (ArrayBuffer.isView(value))
      for (const byte of new Uint8Array(value.buffer, value.byteOffset, value.byteLength))
        add(byte);
    else if (Array.isArray(value)) for (const text of value) addAll(text);
    else if (value !== null && typeof value === 'object')
      for (const part of Object.values(value)) addAll(part);
  };
  addAll(world);
  return hash >>> 0;
}

function assertRows(column: Uint32Array, count: number, text: string): void {
  for (const row of column) assert.ok(row < count, `${text}: row ${row} of ${count}`);
}

function assertWhole(world: World): void {
  const { sites, clusters, appliances, links, routes, clients, files, manifests } = world;
  assertRows(clusters.site, sites.count, 'clusters.site');
  assertRows(clusters.manifest, world.manifestId.length, 'clusters.manifest');
  assertRows(appliances.cluster, clusters.count, 'appliances.cluster');
  assertRows(links.site, sites.count, 'links.site');
  assertRows(routes.cluster, clusters.count, 'routes.cluster');
  assertRows(routes.prefix, world.prefixes.count, 'routes.prefix');
  assertRows(routes.path, world.paths.count, 'routes.path');
  assertRows(routes.link, links.count, 'routes.link');
  assertRows(clients.prefix, world.prefixes.count, 'clients.prefix');
  assertRows(clients.metro, world.metros.count, 'clients.metro');
  assertRows(files.title, world.titles.count, 'files.title');
  assertRows(manifests.manifest, world.manifestId.length, 'manifests.manifest');
  assertRows(manifests.file, files.count, 'manifests.file');
  for (let row = 0; row < routes.count; row++) {
    const site = clusters.site[routes.cluster[row] ?? noRow];
    assert.is(links.site[routes.link[row] ?? noRow], site, 'a link of the cluster’s site');
    assert.is.not(links.kind[routes.link[row] ?? noRow], 3, 'transit carries no routes');
  }
  for (const ids of [sites.id, clusters.id, appliances.id, links.id, world.titles.id, files.id]) {
    for (let row = 1; row < ids.length; row++)
      assert.ok(compareUtf8(ids[row - 1] ?? '', ids[row] ?? '') < 0, `sorted: ${ids[row]}`);
  }
  assert.is(new Set(world.metros.id).size, world.metros.count, 'metro ids are unique');
  const names = [world.networks.name, world.metros.city, sites.city, world.metros.id];
  for (const name of [...names.flat(), ...sites.id, ...world.manifestId])
    assert.not.match(name, /[\p{Cc},"]/u);
}

test('every reference of a small world exists, ids are sorted, unique and plain', () => {
  assertWhole(small);
});

test('a small world has the size that it promises', () => {
  const members = small.networks.members.reduce((a, b) => a + b, 0);
  assert.ok(members > 1.2e6 && members < 2e6, `${members} members`);
  assert.is(
    members,
    small.metros.members.reduce((a, b) => a + b, 0),
    'metros hold all members',
  );
  const isIx = [...small.sites.kind].filter((kind) => kind === 1).length;
  assert.ok(isIx >= 3 && isIx <= 6, `${isIx} sites at exchanges`);
  assert.ok(small.sites.count > isIx, 'there are embedded sites');
  assert.is(small.titles.count, 400);
  assert.ok(small.networks.count > 20 && small.networks.count < 200, `${small.networks.count}`);
});

/** Accepted IPv4 and IPv6 space as the contracts state it, by text. */
function isAccepted(world: World, row: number): boolean {
  const { family, length, word0, word1 } = world.prefixes;
  const bits = length[row] ?? 0;
  const first = word0[row] ?? 0;
  if (family[row] === 6)
    return (
      bits >= 19 && bits <= 64 && first >>> 29 === 1 && first !== 0x20010db8 && word1.length > 0
    );
  const special = [
    '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24',
    '192.0.2.0/24 192.168.0.0/16 198.18.0.0/15 198.51.100.0/24 203.0.113.0/24',
    '224.0.0.0/4 240.0.0.0/4',
  ];
  const last = first + 2 ** (32 - bits) - 1;
  const isSpecial = special
    .join(' ')
    .split(' ')
    .some((text) => {
      const [address = '', size = ''] = text.split('/');
      const from = address.split('.').reduce((value, part) => value * 256 + Number(part), 0);
      return first < from + 2 ** (32 - Number(size)) && from <= last;
    });
  return bits >= 8 && bits <= 31 && !isSpecial;
}

test('every prefix is one that steering accepts, without host bits', () => {
  const { prefixes } = small;
  for (let row = 0; row < prefixes.count; row++) {
    assert.ok(isAccepted(small, row), `row ${row}`);
    const bits = prefixes.length[row] ?? 0;
    const words = [prefixes.word0, prefixes.word1, prefixes.word2, prefixes.word3];
    const text = words.map((word) => (word[row] ?? 0).toString(2).padStart(32, '0')).join('');
    assert.not.match(text.slice(bits), /1/);
  }
});

test('prefixes of networks are disjoint, and a third lies in another of its own', () => {
  const { prefixes, clients } = small;
  const rows = Array.from(clients.prefix, (prefix, row) => ({
    from: prefixes.word0[prefix] ?? 0,
    to: (prefixes.word0[prefix] ?? 0) + 2 ** (32 - (prefixes.length[prefix] ?? 0)),
    family: prefixes.family[prefix],
    asn: clients.asn[row],
  })).filter((row) => row.family === 4);
  let nested = 0;
  let open: typeof rows = [];
  for (const row of rows) {
    open = open.filter((outer) => outer.to > row.from);
    for (const outer of open)
      assert.is(outer.asn, row.asn, 'covered by a prefix of its own network');
    if (open.length > 0) nested++;
    open.push(row);
  }
  const share = nested / rows.length;
  assert.ok(share > 0.25 && share < 0.45, `nested share ${share}, RouteViews 2008: .34`);
});

test('every metro has a prefix, and every network is heard at an exchange', () => {
  const { clients, routes, paths, links } = small;
  assert.is(new Set(clients.metro).size, small.metros.count);
  const heard = new Set<number>();
  for (let row = 0; row < routes.count; row++) {
    if (links.kind[routes.link[row] ?? 0] === 0) continue;
    const end = paths.start[(routes.path[row] ?? 0) + 1] ?? 0;
    heard.add(paths.asn[end - 1] ?? 0);
  }
  for (const asn of small.networks.asn) assert.ok(heard.has(asn), `AS${asn}`);
});

test('embedded comes before private, and private before public peering at the same site', () => {
  const { routes, links, paths, clusters } = small;
  const keyOf = (row: number): number => {
    const path = routes.path[row] ?? 0;
    const hops = (paths.start[path + 1] ?? 0) - (paths.start[path] ?? 0);
    return hops * 1000 + (routes.med[row] ?? 0);
  };
  const best = new Map<string, number[]>();
  for (let row = 0; row < routes.count; row++) {
    const kind = links.kind[routes.link[row] ?? 0] ?? 3;
    const site = kind === 0 ? 'all' : clusters.site[routes.cluster[row] ?? 0];
    const key = `${routes.prefix[row]}/${site}`;
    const list = best.get(key) ?? [];
    list[kind] = Math.min(list[kind] ?? Number.POSITIVE_INFINITY, keyOf(row));
    best.set(key, list);
  }
  let compared = 0;
  for (const [key, [embedded, pni, ix]] of best) {
    if (pni !== undefined && ix !== undefined) {
      compared++;
      assert.ok(pni < ix, key);
    }
    if (embedded !== undefined) assert.ok(embedded < 2000, key);
  }
  assert.ok(compared > 0, 'some network peers both ways at one site');
});

test('manifests fit the storage of the clusters that hold them', () => {
  const { manifests, clusters, appliances, files } = small;
  const held = new Float64Array(clusters.count);
  const machines = new Uint32Array(clusters.count);
  const storage = new Float64Array(clusters.count);
  for (let row = 0; row < appliances.count; row++) {
    const cluster = appliances.cluster[row] ?? 0;
    machines[cluster] = (machines[cluster] ?? 0) + 1;
    storage[cluster] = (storage[cluster] ?? 0) + (appliances.storageBytes[row] ?? 0);
  }
  for (let cluster = 0; cluster < clusters.count; cluster++)
    for (let row = 0; row < manifests.count; row++) {
      if (manifests.manifest[row] !== clusters.manifest[cluster]) continue;
      const copies = Math.min(manifests.copies[row] ?? 1, machines[cluster] ?? 1);
      held[cluster] =
        (held[cluster] ?? 0) + copies * (files.sizeBytes[manifests.file[row] ?? 0] ?? 0);
    }
  for (let cluster = 0; cluster < clusters.count; cluster++) {
    const share = (held[cluster] ?? 0) / (storage[cluster] ?? 1);
    assert.ok(share > 0.5 && share <= 0.95, `${clusters.id[cluster]} is full to ${share}`);
  }
});

test('the same seed gives the same bytes, another seed others', () => {
  const again = generateWorld({ size: 'small', seed: 1 }, [...places].reverse(), countries);
  assert.is(fingerprint(again), fingerprint(small));
  const other = generateWorld({ size: 'small', seed: 2 }, places, countries);
  assertWhole(other);
  assert.is.not(fingerprint(other), fingerprint(small));
});

test('a country that joins changes no network, metro or embedded site of the others', () => {
  const codes = ['BE', 'GR', 'IE', 'NL'];
  const larger = generateWorld({ size: 'small', seed: 1, countries: codes }, places, countries);
  const networksOf = ({ networks }: World): string[] =>
    Array.from(networks.asn, (asn, row) => `${asn} ${networks.name[row]} ${networks.members[row]}`);
  const metrosOf = ({ metros }: World): string[] =>
    metros.id.map((id, row) => `${id} ${metros.members[row]}`);
  const sitesOf = ({ sites }: World): string[] =>
    sites.id.filter((_, row) => sites.kind[row] === 0);
  for (const list of [networksOf, metrosOf, sitesOf]) {
    const all = new Set(list(larger));
    for (const text of list(small)) assert.ok(all.has(text), text);
    assert.ok(all.size > list(small).length, 'Belgium has joined');
  }
});

test('members can be asked for, and are divided as before', () => {
  const spec = { size: 'country', seed: 3, countries: ['NL'], members: 500_000 } as const;
  const world = generateWorld(spec, places, countries);
  assertWhole(world);
  const members = world.networks.members.reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(members - 500_000) < 200, `${members}`);
});

test('real networks, prefixes and exchanges can be furnished, foreign ones included', () => {
  const word0 = Uint32Array.of(0x0b000000, 0x0b000000, 0x0b000100, 0x0c000000, 0x0d000000);
  const zeros = new Uint32Array(5);
  const world = furnishWorld({
    size: 'small',
    seed: 1,
    places,
    countries,
    networks: {
      count: 3,
      asn: Uint32Array.of(10, 20, 30),
      name: ['ten', 'twenty', 'thirty'],
      country: ['NL', 'IE', 'ZZ'],
      members: Float64Array.of(90_000, 4_000, 0),
    },
    announced: {
      prefixes: {
        count: 5,
        family: Uint8Array.of(4, 4, 4, 4, 4),
        length: Uint8Array.of(16, 16, 24, 8, 16),
        word0,
        word1: zeros,
        word2: zeros,
        word3: zeros,
      },
      asn: Uint32Array.of(20, 10, 10, 99, 30),
    },
    exchanges: [
      { country: 'NL', lat: 52.3, lon: 4.9, asns: [10, 20, 2906] },
      { country: 'IE', lat: 53.3, lon: -6.2, asns: [20] },
    ],
  });
  assertWhole(world);
  assert.is(world.clients.count, 3, 'one row per prefix, none of AS 99');
  assert.equal([...world.clients.asn], [10, 10, 30]);
  assert.is([...world.sites.kind].filter((kind) => kind === 1).length, 1);
});

test.run();
