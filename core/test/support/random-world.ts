// Which small worlds are hardest to steer in? Ties on everything, empty clusters, odd ids.
import type { Appliances, Clusters, Links, Sites, World } from '../../world/world.ts';
import { createDice, type Dice } from './dice.ts';
import type { OracleState } from './oracle.ts';
import { cell, murmur, pair, rowsOf } from './oracle-basics.ts';
import { drawClients, drawPrefixes, type Prefix, prefixColumns } from './random-addresses.ts';
import { drawIds } from './random-ids.ts';

/** A world and what may be asked of it. */
export type RandomCase = {
  readonly world: World;
  readonly clients: readonly string[];
  readonly files: readonly string[];
  readonly sessions: readonly string[];
  readonly states: readonly OracleState[];
  readonly ranking: readonly string[];
};

const spots = [
  { lat: 0, lon: 0 },
  { lat: 0, lon: 180 },
  { lat: 0, lon: -180 },
  { lat: 90, lon: 0 },
  { lat: -90, lon: 77 },
  { lat: 52.37, lon: 4.9 },
  { lat: 52.372, lon: 4.9 },
  { lat: 52.38, lon: 4.9 },
  { lat: -33.87, lon: 151.21 },
  { lat: 33.87, lon: -28.79 },
];
const texts = (count: number) => Array<string>(count).fill('');

type Fleet = { sites: Sites; clusters: Clusters; appliances: Appliances; links: Links };

function drawSites(dice: Dice): Sites {
  const id = drawIds(dice, 1 + dice.below(6));
  const near = dice.chance(0.5) ? spots.slice(5, 7) : spots;
  const spotOf = id.map(() => dice.pick(near));
  return {
    count: id.length,
    id,
    kind: Uint8Array.from(id, () => dice.below(2)),
    asn: new Uint32Array(id.length),
    country: texts(id.length),
    city: texts(id.length),
    lat: Float64Array.from(spotOf, ({ lat }) => lat),
    lon: Float64Array.from(spotOf, ({ lon }) => lon),
    timezone: texts(id.length),
  };
}

function drawAppliances(dice: Dice, clusters: number): Appliances {
  const cluster: number[] = [];
  const sizes = dice.pick([
    [1, 2],
    [0, 1, 2, 3, 6],
    [2, 3],
    [0, 1],
    [4, 9, 20],
    [3, 4],
  ]);
  for (let each = 0; each < clusters; each++)
    for (let n = dice.pick(sizes); n > 0; n--)
      cluster.splice(dice.below(cluster.length + 1), 0, each);
  const capacities = dice.pick([[1e9], [1e9, 1e9, 2e9], [1, 1e9, 4e11, 1e15, 0.5], [1e11, 3e11]]);
  const conditions = dice.pick([[0], [0], [0, 0, 0, 1, 2], [0, 0, 0, 1, 2], [0, 1, 2], [1, 2]]);
  return {
    count: cluster.length,
    id: drawIds(dice, cluster.length),
    cluster: Uint32Array.from(cluster),
    model: texts(cluster.length),
    capacityBps: Float64Array.from(cluster, () => dice.pick(capacities)),
    storageBytes: new Float64Array(cluster.length).fill(1e13),
    state: Uint8Array.from(cluster, () => dice.pick(conditions)),
  };
}

function drawLinks(dice: Dice, sites: number): Links {
  const id = drawIds(dice, dice.chance(0.04) ? dice.below(3) : sites + dice.below(9));
  return {
    count: id.length,
    id,
    site: Uint32Array.from(id, (_, row) => (row < sites ? row : dice.below(sites))),
    kind: Uint8Array.from(id, () => dice.below(4)),
    peerAsn: new Uint32Array(id.length),
    capacityBps: new Float64Array(id.length).fill(1e10),
  };
}

/** A fleet and the names of its manifests, each that of a cluster; some clusters share one. */
function drawFleet(dice: Dice): Fleet & { manifestId: string[] } {
  const sites = drawSites(dice);
  const id = drawIds(dice, dice.chance(0.04) ? dice.below(2) : 2 + dice.below(10));
  const isShared = dice.chance(0.5);
  const owners = id.filter(() => !isShared || dice.chance(0.3));
  const manifestId = owners.length > 0 ? owners : id.slice(0, 1);
  const manifestOf = (cluster: string) => {
    const own = manifestId.indexOf(cluster);
    return own >= 0 ? own : dice.below(manifestId.length);
  };
  const clusters = {
    count: id.length,
    id,
    site: Uint32Array.from(id, () => dice.below(sites.count)),
    manifest: Uint32Array.from(id, manifestOf),
  };
  const appliances = drawAppliances(dice, id.length);
  return { manifestId, sites, clusters, appliances, links: drawLinks(dice, sites.count) };
}

function drawNetwork(dice: Dice, { clusters, links }: Fleet, prefixes: Prefix[]) {
  const hops = [[], [1], [1, 2], [2, 2], [1, 2, 2], [3, 3, 3], [7]].slice(dice.below(2));
  const meds = dice.pick([[0], [0, 1], [0, 100, 0xffffffff], [5, 5, 6]]);
  const rows: { cluster: number; link: number; prefix: number }[] = [];
  const favourites = prefixes.slice(0, 1 + dice.below(prefixes.length));
  const wanted = dice.pick([10, 40, 80]);
  for (let n = 0; n < wanted && clusters.count > 0; n++) {
    const cluster = dice.below(clusters.count);
    const site = cell(clusters.site, cluster);
    const near = rowsOf(links).filter((link) => cell(links.site, link) === site);
    if (near.length === 0) continue;
    const prefix = prefixes.indexOf(dice.pick(dice.chance(0.6) ? favourites : prefixes));
    rows.push({ cluster, link: dice.pick(near), prefix });
  }
  const starts = hops.map((_, n) => hops.slice(0, n).reduce((sum, path) => sum + path.length, 0));
  return {
    paths: {
      count: hops.length,
      start: Uint32Array.from([...starts, hops.flat().length]),
      asn: Uint32Array.from(hops.flat()),
    },
    routes: {
      count: rows.length,
      cluster: Uint32Array.from(rows, ({ cluster }) => cluster),
      prefix: Uint32Array.from(rows, ({ prefix }) => prefix),
      path: Uint32Array.from(rows, () => dice.below(hops.length)),
      med: Uint32Array.from(rows, () => dice.pick(meds)),
      link: Uint32Array.from(rows, ({ link }) => link),
      rpki: Uint8Array.from(rows, () => dice.pick([0, 0, 0, 2, 2, 2, 1])),
    },
  };
}

/** What manifests hold: most files once, few files in more copies than a cluster has appliances. */
function drawCatalogue(dice: Dice, manifests: number) {
  const id = drawIds(dice, dice.chance(0.03) ? 0 : 1 + dice.below(6));
  const copies = dice.pick([[1], [2, 3], [1, 2, 30, 1000]]);
  const share = dice.pick([0.6, 1, 1]);
  const held = rowsOf({ count: manifests * id.length }).filter(() => dice.chance(share));
  return {
    titles: {
      count: 1,
      id: ['title'],
      kind: new Uint8Array(1),
      language: texts(1),
      region: texts(1),
      releasedDay: new Float64Array(1),
      runtimeH: new Float64Array(1),
      weight: new Float64Array(1),
    },
    files: {
      count: id.length,
      id,
      title: new Uint32Array(id.length),
      sizeBytes: new Float64Array(id.length).fill(1e9),
      bitrateBps: new Float64Array(id.length).fill(5e6),
    },
    manifests: {
      count: held.length,
      manifest: Uint32Array.from(held, (row) => Math.floor(row / id.length)),
      file: Uint32Array.from(held, (row) => row % id.length),
      copies: Uint32Array.from(held, () => dice.pick(copies)),
    },
  };
}

/** Where some prefixes are; the metros stand where sites may stand. */
function drawMetros(dice: Dice, prefixes: readonly Prefix[]) {
  const id = drawIds(dice, 1 + dice.below(5));
  const spotOf = id.map(() => dice.pick(spots));
  const placed = rowsOf({ count: prefixes.length }).filter(() => dice.chance(0.6));
  return {
    metros: {
      count: id.length,
      id,
      asn: new Uint32Array(id.length),
      country: texts(id.length),
      city: texts(id.length),
      lat: Float64Array.from(spotOf, ({ lat }) => lat),
      lon: Float64Array.from(spotOf, ({ lon }) => lon),
      timezone: texts(id.length),
      members: new Float64Array(id.length),
    },
    clients: {
      count: placed.length,
      prefix: Uint32Array.from(placed),
      asn: new Uint32Array(placed.length),
      metro: Uint32Array.from(placed, () => dice.below(id.length)),
    },
  };
}

/** A share which just sheds, or just does not shed, one of the sessions. */
function edgeShare(dice: Dice, id: string, sessions: readonly string[]): number {
  const hash = pair(murmur(dice.pick(sessions)), murmur(id));
  return ((hash >>> 16) + dice.below(2)) / 65536;
}

function drawState(
  dice: Dice,
  { appliances, links }: Fleet,
  sessions: readonly string[],
): OracleState {
  const isOnEdge = dice.chance(0.4);
  const shares = dice.pick([[0], [0, 1, 0.5], [0.5], [0.5, 0.25, 1 / 65536, 0.99999], [1, 0]]);
  const sick = dice.pick([0, 0.2, 0.5, 0.9]);
  const named = dice.pick([0, 0.5, 1]);
  const share = (id: string) =>
    isOnEdge && dice.chance(0.5) ? edgeShare(dice, id, sessions) : dice.pick(shares);
  const believed = appliances.id
    .filter(() => dice.chance(named))
    .map((id) => [id, { healthy: !dice.chance(sick), share: share(id) }] as const);
  const crowded = links.id.filter(() => dice.chance(named)).map((id) => [id, share(id)] as const);
  return { appliance: new Map(believed), link: new Map(crowded) };
}

const rankings = [
  ['prefix-length', 'as-path', 'med', 'distance'],
  ['prefix-length', 'as-path', '-med', 'distance'],
  ['distance'],
  ['-prefix-length', '-as-path', '-distance'],
  ['med', 'as-path'],
];

/** The case of this seed, always the same. Half of them rank as published. */
export function randomCase(seed: number): RandomCase {
  const dice = createDice(seed);
  const { manifestId, ...fleet } = drawFleet(dice);
  const prefixes = drawPrefixes(dice, 3 + dice.below(15));
  const catalogue = drawCatalogue(dice, manifestId.length);
  const sessions = drawIds(dice, 12);
  const network = drawNetwork(dice, fleet, prefixes);
  const routed = [...network.routes.prefix].map((row) => cell(prefixes, row));
  const world = {
    prefixes: prefixColumns(prefixes),
    manifestId,
    ...fleet,
    ...network,
    networks: {
      count: 0,
      asn: new Uint32Array(0),
      name: [],
      country: [],
      members: new Float64Array(0),
    },
    ...drawMetros(dice, prefixes),
    ...catalogue,
  };
  return {
    world,
    clients: drawClients(dice, prefixes, routed),
    files: [...catalogue.files.id, ...catalogue.files.id, 'nobody has this'],
    sessions,
    states: [0, 1, 2, 3, 4].map(() => drawState(dice, fleet, sessions)),
    ranking: dice.chance(0.5) ? cell(rankings, 0) : dice.pick(rankings),
  };
}
