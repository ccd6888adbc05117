// Is a generated world whole, and what steering accepts?
import type { World } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { assertWhole, small } from './support/small-country.ts';

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

test.run();
