// What do the routes of a world say, read row by row as the contracts do? Slow and obvious.
import type { World } from '../../world/world.ts';
import { accepted, byBytes, cell, kmBetween, rowsOf, type Span, spanOf } from './oracle-basics.ts';

const bitsOf = (family: number) => (family === 4 ? 32 : 128);
export const contains = (outer: Span, inner: Span) =>
  outer.family === inner.family && outer.first <= inner.first && inner.last <= outer.last;

function spansOf({ prefixes }: World): Span[] {
  return rowsOf(prefixes).map((row) => {
    const family = cell(prefixes.family, row);
    const words = [prefixes.word0, prefixes.word1, prefixes.word2, prefixes.word3];
    const whole = words.reduce((sum, column) => sum * 4294967296n + BigInt(cell(column, row)), 0n);
    return spanOf(family, cell(prefixes.length, row), family === 4 ? whole >> 96n : whole);
  });
}

/** Pieces of the space that no prefix begins or ends within; outside of all prefixes none. */
export function regionsOf(spans: readonly Span[]): Span[] {
  return [4, 6].flatMap((family) => {
    const mine = spans.filter((span) => span.family === family);
    const cuts = [...new Set(mine.flatMap(({ first, last }) => [first, last + 1n]))];
    cuts.sort((a, b) => (a < b ? -1 : 1));
    const pieces = cuts.slice(0, -1).map((first, k) => {
      return { family, length: bitsOf(family), first, last: cell(cuts, k + 1) - 1n };
    });
    return pieces.filter((piece) => mine.some((span) => contains(span, piece)));
  });
}

/** Everything about routes that the rules speak of, looked up row by row. */
export function reading(world: World, ownAsns: readonly number[]) {
  const { routes, paths, links, clients } = world;
  const spans = spansOf(world);
  const pathOf = (route: number) => {
    const path = cell(routes.path, route);
    return [...paths.asn.slice(cell(paths.start, path), cell(paths.start, path + 1))];
  };
  const spanAt = (route: number) => cell(spans, cell(routes.prefix, route));
  const all = rowsOf(routes);
  const reasonOf = (route: number): string => {
    const span = spanAt(route);
    if (!accepted(span)) {
      const [low, high] = span.family === 4 ? [8, 31] : [19, 64];
      return span.length < low || span.length > high ? 'length' : 'special-use';
    }
    return cell(routes.rpki, route) === 1 ? 'rpki-invalid' : 'ok';
  };
  const peerOf = (route: number) =>
    cell(links.peerAsn, cell(routes.link, route)) ||
    (pathOf(route).find((asn) => !ownAsns.includes(asn)) ?? 0);
  /** The last row of the longest registered prefix around a piece. */
  const clientOf = (piece: Span): number | undefined =>
    rowsOf(clients)
      .filter((row) => contains(cell(spans, cell(clients.prefix, row)), piece))
      .sort(
        (a, b) =>
          cell(spans, cell(clients.prefix, b)).length -
            cell(spans, cell(clients.prefix, a)).length || b - a,
      )[0];
  const good = all.filter((route) => reasonOf(route) === 'ok');
  return { world, spans, pathOf, spanAt, all, good, reasonOf, peerOf, clientOf };
}

export type Reading = ReturnType<typeof reading>;

/** Members in a piece: each registered prefix spreads its part evenly. */
export function membersIn({ world, spans }: Reading, piece: Span): number {
  const { clients, metros } = world;
  const spanAt = (row: number) => cell(spans, cell(clients.prefix, row));
  const weightOf = (row: number) => {
    const { family, length } = spanAt(row);
    return family === 6 || length >= 24 ? 1 : length <= 16 ? 256 : 2 ** (24 - length);
  };
  let sum = 0;
  for (const row of rowsOf(clients)) {
    const span = spanAt(row);
    if (!contains(span, piece)) continue;
    const metro = cell(clients.metro, row);
    const fellows = rowsOf(clients).filter((other) => cell(clients.metro, other) === metro);
    const sameFamily = fellows.filter((other) => spanAt(other).family === span.family);
    const mixed = sameFamily.length < fellows.length;
    const familyShare = mixed ? (span.family === 6 ? 0.4 : 0.6) : 1;
    const weights = sameFamily.reduce((all, other) => all + weightOf(other), 0);
    const mine = (cell(metros.members, metro) * familyShare * weightOf(row)) / weights;
    const share = Number(piece.last - piece.first + 1n) / Number(span.last - span.first + 1n);
    sum += mine * share;
  }
  return sum;
}

export type Heard = {
  route: number;
  cluster: number;
  keys: number[];
  linkId: string;
  rank: number;
};

/** The candidates of a piece in order of rank. */
export function candidatesOf(read: Reading, piece: Span, client: number | undefined): Heard[] {
  const { world, pathOf, spanAt, good } = read;
  const { routes, links, clusters, sites, metros, clients } = world;
  const heard = good
    .filter((route) => contains(spanAt(route), piece))
    .map((route): Heard => {
      const cluster = cell(routes.cluster, route);
      const site = cell(clusters.site, cluster);
      const metro = client === undefined ? undefined : cell(clients.metro, client);
      const place = (at: typeof sites | typeof metros, row: number) => ({
        lat: cell(at.lat, row),
        lon: cell(at.lon, row),
      });
      const km = metro === undefined ? 0 : kmBetween(place(metros, metro), place(sites, site));
      const keys = [-spanAt(route).length, pathOf(route).length, cell(routes.med, route), km];
      return { route, cluster, keys, linkId: cell(links.id, cell(routes.link, route)), rank: 0 };
    });
  const gap = (a: Heard, b: Heard) =>
    a.keys.map((key, k) => key - cell(b.keys, k)).find((difference) => difference !== 0) ?? 0;
  heard.sort((a, b) => gap(a, b) || byBytes(a.linkId, b.linkId));
  const best = heard.filter((one, k) => heard.findIndex((o) => o.cluster === one.cluster) === k);
  const name = ({ cluster }: Heard) => cell(clusters.id, cluster);
  best.sort((a, b) => gap(a, b) || byBytes(name(a), name(b)));
  best.forEach((one, k) => {
    const prior = best[k - 1];
    one.rank = prior === undefined ? 0 : prior.rank + (gap(prior, one) === 0 ? 0 : 1);
  });
  return best;
}

/** Clusters in groups that should hear the same, grown until nothing joins. */
export function siblingsOf({ clusters, sites }: World): number[][] {
  const isFellow = (a: number, b: number) => {
    const [siteA, siteB] = [cell(clusters.site, a), cell(clusters.site, b)];
    if (siteA === siteB) return true;
    const same = [sites.kind, sites.asn, sites.lat, sites.lon].every(
      (column) => cell(column as ArrayLike<number>, siteA) === cell(column, siteB),
    );
    const isEmbedded = cell(sites.kind, siteA) === 0 && cell(sites.asn, siteA) !== 0;
    return same && isEmbedded && cell(clusters.manifest, a) === cell(clusters.manifest, b);
  };
  const left = new Set(rowsOf(clusters));
  const groups: number[][] = [];
  for (const start of left) {
    const group = [start];
    left.delete(start);
    for (const member of group)
      for (const other of left)
        if (isFellow(member, other)) {
          group.push(other);
          left.delete(other);
        }
    if (group.length > 1) groups.push(group);
  }
  return groups;
}
