// Is every contradiction of a sound world told, once a kind, and nothing of a world without any?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkWorld, oddRows, type World } from '../index.ts';
import { worldOf } from './support/small-world.ts';

const plain = worldOf({
  sites: ['isp embedded', 'fra ix'],
  clusters: ['c1 isp', 'c2 fra'],
  appliances: ['a1 c1', 'a2 c2'],
  links: ['l1 isp embedded', 'l2 fra pni', 'l3 fra transit'],
  routes: ['c1 11.1.0.0/16 7 l1', 'c2 11.1.0.0/16 7 l2', 'c2 11.1.0.0/16 8,7 l3'],
  manifests: ['c1 f1', 'c2 f1'],
  metros: ['m1 50 8', 'm2 50 8'],
  clients: ['11.1.0.0/16 m1', '11.2.0.0/16 m2'],
});
const asns = (...numbers: number[]) => Uint32Array.from(numbers);

/** The same without a contradiction: AS7 in Germany is where the site and all clients are. */
const world: World = {
  ...plain,
  networks: {
    count: 1,
    asn: asns(7),
    name: ['isp'],
    country: ['DE'],
    members: Float64Array.of(9),
  },
  sites: { ...plain.sites, asn: asns(7, 0) },
  links: { ...plain.links, peerAsn: asns(0, 7, 0) },
  metros: { ...plain.metros, asn: asns(7, 7), country: ['DE', 'DE'] },
  clients: { ...plain.clients, asn: asns(7, 7) },
};
const { sites, links, metros, clients, routes, networks, manifests, clusters } = world;
const [cluster, link] = [routes.cluster.slice(), routes.link.slice()];
[cluster[1], link[1]] = [1, 2];

const cases: readonly (readonly [Partial<World>, string])[] = [
  [{}, ''],
  [
    { clients: { ...clients, asn: asns(7, 9) } },
    'other-asn clients[1].asn: clients of AS9 are in metro "m2" of AS7 (1)',
  ],
  [
    { metros: { ...metros, country: ['FR', 'FR'] } },
    'other-country metros[0].country: metro "m1" is in FR, its network AS7 in DE (2)',
  ],
  [{ metros: { ...metros, country: ['', 'DE'] } }, ''],
  [
    { metros: { ...metros, asn: asns(7, 9) }, clients: { ...clients, asn: asns(7, 9) } },
    'unknown-asn metros[1].asn: metro "m2" is of AS9, which no network is (1)',
  ],
  [
    { sites: { ...sites, asn: asns(0, 0) } },
    'unknown-asn sites[0].asn: embedded site "isp" has no AS number (1)',
  ],
  [
    { sites: { ...sites, asn: asns(9, 0) } },
    'unknown-asn sites[0].asn: embedded site "isp" is of AS9, which no network is (1)',
  ],
  [
    { links: { ...links, peerAsn: asns(0, 9, 9) } },
    'unknown-asn links[1].peerAsn: pni link "l2" is of AS9, which no network is (1)',
  ],
  [
    { links: { ...links, kind: Uint8Array.of(3, 1, 3) } },
    'other-kind links[0].kind: transit link "l1" is at embedded site "isp" (1)',
  ],
  [
    { links: { ...links, kind: Uint8Array.of(0, 1, 0) } },
    'other-kind links[2].kind: embedded link "l3" is at ix site "fra" (1)',
  ],
  [
    { routes: { ...routes, cluster, link } },
    'route-again routes[2].link: a prefix that "c2" over "l3" has a route for already (1)',
  ],
  [
    { manifests: { ...manifests, manifest: manifests.manifest.map(() => 0) } },
    'no-files clusters[1].manifest: cluster "c2" holds manifest "c2" of 0 files (1)',
  ],
  [{ networks: { ...networks, count: 0, asn: asns() } }, 'no-rows networks: has no rows (1)'],
];

test('oddRows: what contradicts itself is told once a kind, with its first row, and accepted', () => {
  for (const [change, wanted] of cases) {
    const told = oddRows({ ...world, ...change }).map(
      ({ code, path, text, count }) => `${code} ${path}: ${text} (${count})`,
    );
    assert.is(told.filter((line) => !line.startsWith('no-rows titles')).join('\n'), wanted);
  }
  assert.equal(checkWorld(world), []);
  assert.is(clusters.count, 2);
});

test('oddRows: each table that a world needs is told where it has no rows', () => {
  const none = worldOf({
    ...{ sites: [], clusters: [], appliances: [], links: [], routes: [], manifests: [] },
  });
  const tables = oddRows(none).map(({ code, path }) => `${code} ${path}`);
  const names = 'sites clusters appliances links routes networks metros clients titles files';
  assert.equal(
    tables,
    `${names} manifests`.split(' ').map((name) => `no-rows ${name}`),
  );
});

test.run();
