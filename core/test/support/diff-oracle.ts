// What differs between two snapshots, client by client? Ids and sets of texts, nothing joined.
import { linkKinds, noRow, type Snapshot, siteKinds, vantageOf, type World } from '../../index.ts';
import { namesOf } from './agreement.ts';
import { byBytes, cell, rowsOf } from './oracle-basics.ts';

type Seat = { readonly id: string; readonly link: string; readonly rank: number };
type View = {
  readonly seats: readonly Seat[];
  readonly resort: readonly Seat[];
  /** Share of the load of each site at rank 0. */
  readonly sites: ReadonlyMap<string, number>;
};
export type Client = { readonly family: 4 | 6; readonly address: bigint };

export function wordsOf({ family, address }: Client): number[] {
  if (family === 4) return [Number(address), 0, 0, 0];
  return [96n, 64n, 32n, 0n].map((shift) => Number((address >> shift) & 0xffffffffn));
}

/** Reads what a client sees. */
function viewer(snapshot: Snapshot): (client: Client) => View {
  const names = namesOf(snapshot);
  const capacityOf = new Map<string, number>();
  for (const row of rowsOf({ count: snapshot.applianceCount })) {
    const cluster = cell(names.cluster, cell(snapshot.applianceCluster, row));
    const capacity = (capacityOf.get(cluster) ?? 0) + cell(snapshot.capacityBps, row);
    capacityOf.set(cluster, capacity);
  }
  const range = (start: Uint32Array, list: number) =>
    rowsOf({ count: cell(start, list + 1) - cell(start, list) }).map((k) => cell(start, list) + k);
  return (client) => {
    const vantage = vantageOf(snapshot, client.family, Uint32Array.from(wordsOf(client)));
    const seats = range(snapshot.listStart, cell(snapshot.vantageList, vantage)).map((at) => ({
      id: cell(names.cluster, cell(snapshot.listCluster, at)),
      link: cell(names.link, cell(snapshot.listLink, at)),
      rank: cell(snapshot.listRank, at),
    }));
    const resort = range(snapshot.resortStart, cell(snapshot.vantageResort, vantage)).map((at) => {
      const site = cell(snapshot.resortSite, at);
      const link = cell(snapshot.siteTransit, site);
      return {
        id: cell(names.site, site),
        link: link === noRow ? '' : cell(names.link, link),
        rank: cell(snapshot.resortRank, at),
      };
    });
    const first = seats.filter(({ rank }) => rank === 0);
    const total = first.reduce((sum, { id }) => sum + (capacityOf.get(id) ?? 0), 0);
    const sites = new Map<string, number>(first.length === 0 ? [['nowhere', 1]] : []);
    for (const { id } of first) {
      const row = names.cluster.indexOf(id);
      const site = cell(names.site, cell(snapshot.clusterSite, row));
      const share = total > 0 ? (capacityOf.get(id) ?? 0) / total : 1 / first.length;
      sites.set(site, (sites.get(site) ?? 0) + share);
    }
    return { seats, resort, sites };
  };
}

const textOf = (seats: readonly Seat[]) =>
  seats
    .map(({ id, link, rank }) => `${rank} ${id} ${link}`)
    .sort()
    .join();

/** `cause|from|to` where the sets differ, else nothing. */
function parted(cause: string, x: readonly string[], y: readonly string[]): string {
  const list = (from: readonly string[], without: readonly string[]) =>
    [...new Set(from.filter((id) => !without.includes(id)))].sort(byBytes).join();
  const [from, to] = [list(x, y), list(y, x)];
  return from === '' && to === '' ? '' : `${cause}|${from}|${to}`;
}

const ids = (seats: readonly Seat[]) => seats.map(({ id }) => id);
const at = (seats: readonly Seat[], rank: number) =>
  ids(seats.filter((seat) => seat.rank === rank));

function byRank(cause: string, x: readonly Seat[], y: readonly Seat[]): string {
  for (let rank = 0; rank < x.length; rank++) {
    const found = parted(cause, at(x, rank), at(y, rank));
    if (found !== '') return found;
  }
  return '';
}

function changeOf(x: View, y: View): string {
  if (textOf(x.seats) !== textOf(y.seats)) {
    if (y.seats.length === 0) return parted('lost', at(x.seats, 0), []);
    if (x.seats.length === 0) return parted('gained', [], at(y.seats, 0));
    const found =
      parted('first', at(x.seats, 0), at(y.seats, 0)) ||
      parted('candidates', ids(x.seats), ids(y.seats)) ||
      byRank('order', x.seats, y.seats);
    if (found !== '') return found;
    const pairs = (seats: readonly Seat[]) => seats.map(({ id, link }) => `${id} ${link}`);
    const links = (seats: readonly Seat[], other: readonly Seat[]) =>
      seats.filter((seat) => !pairs(other).includes(`${seat.id} ${seat.link}`));
    const list = (seats: readonly Seat[]) =>
      [...new Set(seats.map(({ link }) => link))].sort(byBytes).join();
    return `link|${list(links(x.seats, y.seats))}|${list(links(y.seats, x.seats))}`;
  }
  if (textOf(x.resort) === textOf(y.resort)) return '';
  const cause = x.seats.length === 0 ? 'resort-only' : 'resort';
  const found = parted(cause, ids(x.resort), ids(y.resort)) || byRank(cause, x.resort, y.resort);
  if (found !== '') return found;
  const others = x.resort.filter(
    ({ id, link }) => !y.resort.some((seat) => seat.id === id && seat.link === link),
  );
  const sites = ids(others).sort(byBytes).join();
  return `${cause}|${sites}|${sites}`;
}

/** What changes for a client (`cause|from|to`, or nothing), and how much of its load moves. */
export function comparison(a: Snapshot, b: Snapshot) {
  const [before, after] = [viewer(a), viewer(b)];
  return (client: Client) => {
    const [x, y] = [before(client), after(client)];
    let stays = 0;
    for (const [site, share] of x.sites) stays += Math.min(share, y.sites.get(site) ?? 0);
    const [was, is] = [x.seats.length > 0, y.seats.length > 0];
    return { change: changeOf(x, y), moved: 1 - stays, was, is };
  };
}

/** Every address at which a prefix of the worlds starts, or the space after one, ascending. */
export function edges(family: 4 | 6, ...worlds: readonly World[]): bigint[] {
  const bits = family === 4 ? 32 : 128;
  const found = new Set<bigint>([0n, 1n << BigInt(bits)]);
  for (const { prefixes } of worlds)
    for (const row of rowsOf(prefixes)) {
      if (prefixes.family[row] !== family) continue;
      const words = [prefixes.word0, prefixes.word1, prefixes.word2, prefixes.word3];
      const whole = words.reduce((sum, word) => (sum << 32n) + BigInt(cell(word, row)), 0n);
      const first = family === 4 ? whole >> 96n : whole;
      found.add(first).add(first + (1n << BigInt(bits - cell(prefixes.length, row))));
    }
  return [...found].sort((x, y) => (x < y ? -1 : Number(x > y)));
}

/** A line per row of a table, by id: what of it a difference may name. */
type Table = ReadonlyMap<string, string>;

const table = (id: readonly string[], line: (row: number) => string): Table =>
  new Map(id.map((name, row) => [name, line(row)]));

export function fleetTables({ sites, clusters, appliances, links, files }: World) {
  const siteOf = (site: Uint32Array, row: number) => cell(sites.id, cell(site, row));
  return {
    sites: table(sites.id, (row) => cell(siteKinds, cell(sites.kind, row))),
    clusters: table(clusters.id, (row) => siteOf(clusters.site, row)),
    appliances: table(appliances.id, (row) =>
      [
        cell(clusters.id, cell(appliances.cluster, row)),
        cell(appliances.state, row),
        cell(appliances.capacityBps, row),
      ].join(),
    ),
    links: table(links.id, (row) =>
      [
        siteOf(links.site, row),
        cell(linkKinds, cell(links.kind, row)),
        cell(links.capacityBps, row),
      ].join(),
    ),
    files: table(files.id, () => ''),
  };
}

export function tableChange(a: Table, b: Table) {
  const names = (from: Table, keep: (id: string) => boolean) =>
    [...from.keys()].filter(keep).sort(byBytes);
  return {
    added: names(b, (id) => !a.has(id)),
    removed: names(a, (id) => !b.has(id)),
    changed: names(a, (id) => b.has(id) && a.get(id) !== b.get(id)),
  };
}

/** Copies per file of what a cluster holds. */
export function holdings({ clusters, files, manifests }: World, cluster: string) {
  const held = new Map<string, number>();
  const row = clusters.id.indexOf(cluster);
  if (row < 0) return held;
  for (const entry of rowsOf(manifests))
    if (manifests.manifest[entry] === clusters.manifest[row])
      held.set(
        cell(files.id, cell(manifests.file, entry)),
        Math.min(255, cell(manifests.copies, entry)),
      );
  return held;
}
