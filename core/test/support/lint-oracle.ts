// What is wrong with the routes of a world? Region by region of the address space, as documented.
import type { World } from '../../world/world.ts';
import {
  type Amount,
  type Building,
  building,
  differing,
  type Expected,
  type Search,
} from './lint-building.ts';
import {
  candidatesOf,
  contains,
  type Heard,
  membersIn,
  reading,
  regionsOf,
} from './lint-reading.ts';
import { byBytes, cell, rowsOf, type Span } from './oracle-basics.ts';

/** What is filtered, of another origin, or unregistered: each route by itself. */
function judgeRoute(search: Search, route: number): void {
  const { world, spans, spanAt, reasonOf, peerOf, pathOf, clientOf, at } = search;
  const { clients, networks } = world;
  const [reason, peer, span] = [reasonOf(route), peerOf(route), spanAt(route)];
  if (reason !== 'ok') {
    const isHost = search.isEmbedded(cell(world.routes.cluster, route));
    const severity = isHost ? 'warning' : 'notice';
    const kind = { rule: 'filtered', severity, cause: reason } as const;
    search.markRoute(at(`${reason} ${peer} ${severity}`, { ...kind, networks: [peer] }), route);
    return;
  }
  const client = clientOf(span);
  const origin = pathOf(route).at(-1) ?? 0;
  const owner = client === undefined ? 0 : cell(clients.asn, client);
  const severity = 'warning';
  if (client !== undefined && origin !== 0 && origin !== owner) {
    const own = cell(spans, cell(clients.prefix, client)).length;
    const cause = span.length > own ? 'more-specific' : 'same-prefix';
    const kind = { rule: 'leak-origin', severity, cause } as const;
    search.markRoute(
      at(`${origin} ${owner} ${cause}`, { ...kind, networks: [origin, owner] }),
      route,
    );
  }
  const isRegistered = rowsOf(clients).some((row) =>
    contains(span, cell(spans, cell(clients.prefix, row))),
  );
  const unknown = { rule: 'unregistered', severity } as const;
  if (client === undefined && !isRegistered)
    search.addRoute(at(`${origin}`, { ...unknown, cause: 'no-prefix', networks: [origin] }), route);
  if (client !== undefined && !networks.asn.includes(owner)) {
    const kind = { ...unknown, cause: 'no-network', networks: [origin, owner] };
    search.addRoute(at(`${origin} ${owner}`, kind), route);
  }
}

/** Whether a route passes a private peer that announces shorter prefixes only. */
function judgePath(search: Search, route: number): void {
  const { world, spanAt, peerOf, pathOf, good } = search;
  const { links, routes } = world;
  const [peer, span] = [peerOf(route), spanAt(route)];
  for (const other of new Set(pathOf(route))) {
    if (other === peer) continue;
    const own = good.filter((each) => {
      const link = cell(routes.link, each);
      const isOwn = cell(links.kind, link) === 1 && cell(links.peerAsn, link) === other;
      return isOwn && other !== 0 && contains(spanAt(each), span);
    });
    if (own.length === 0 || own.some((each) => spanAt(each).length === span.length)) continue;
    const cause = 'more-specific';
    const kind = { rule: 'leak-path', severity: 'warning', cause } as const;
    search.markRoute(search.at(`${peer} ${other}`, { ...kind, networks: [peer, other] }), route);
  }
}

/** New more-specifics of others' space, against the world before. */
function judgeNews(search: Search, before: World, ownAsns: readonly number[]): void {
  const { world, good, spanAt, peerOf } = search;
  const old = reading(before, ownAsns);
  const linkOf = (of: World, route: number) => cell(of.links.id, cell(of.routes.link, route));
  const owners = new Map<Building, Map<number, Set<number>>>();
  const had = new Map<Building, number>();
  for (const route of good) {
    const [span, peer, link] = [spanAt(route), peerOf(route), linkOf(world, route)];
    const client = old.clientOf(span);
    if (client === undefined || !before.links.id.includes(link)) continue;
    const owner = cell(before.clients.asn, client);
    if (owner === peer) continue;
    const around = old.good.filter((each) => contains(old.spanAt(each), span));
    if (!around.some((each) => old.spanAt(each).length < span.length)) continue;
    const earlier = old.good.filter(
      (each) => linkOf(before, each) === link && old.peerOf(each) === peer,
    );
    const isSame = (each: number) =>
      around.includes(each) && old.spanAt(each).length === span.length;
    if (earlier.some(isSame)) continue;
    const cause = earlier.length > 0 ? 'sudden' : 'new-peer';
    const kind = { rule: 'leak-sudden', severity: 'notice', cause } as const;
    const to = search.at(`${link} ${peer}`, { ...kind, networks: [peer] });
    search.markRoute(to, route);
    had.set(to, new Set(earlier.map((each) => cell(before.routes.prefix, each))).size);
    const mine = owners.get(to) ?? new Map<number, Set<number>>();
    owners.set(to, mine);
    mine.set(owner, (mine.get(owner) ?? new Set()).add(cell(world.routes.prefix, route)));
  }
  for (const [to, mine] of owners) {
    const earlier = had.get(to) ?? 0;
    if (to.prefixes.size >= 10 && to.prefixes.size >= earlier / 10)
      to.severity = earlier > 0 ? 'error' : 'warning';
    const sorted = [...mine].sort((a, b) => b[1].size - a[1].size || a[0] - b[0]);
    to.networks.push(...sorted.slice(0, 9).map(([asn]) => asn));
  }
}

/** Siblings of which some hear a prefix, prefix by prefix. */
function judgeSiblings(search: Search): void {
  const { world, spans, good, groups } = search;
  const { routes } = world;
  for (const prefix of spans.keys())
    for (const group of groups) {
      const hear = (cluster: number) =>
        good.some(
          (route) =>
            cell(routes.prefix, route) === prefix && cell(routes.cluster, route) === cluster,
        );
      const deaf = group.filter((cluster) => !hear(cluster));
      if (deaf.length === 0 || deaf.length === group.length) continue;
      const to = differing(search, group, cell(spans, prefix).family);
      to.prefixes.add(prefix);
      for (const cluster of deaf) to.clusters.add(cluster);
    }
}

/** A region: who is there, what they see, and whether an embedded site loses them. */
function regionOf(search: Search, piece: Span) {
  const { spans, good, world, clientOf, isEmbedded } = search;
  const client = clientOf(piece);
  const size = Number(piece.last - piece.first + 1n);
  const amount = {
    v4: piece.family === 4 ? size : 0,
    v6: piece.family === 6 ? size / 2 ** 80 : 0,
    members: membersIn(search, piece),
  };
  const candidates = candidatesOf(search, piece, client);
  const embedded = candidates.find(({ cluster }) => isEmbedded(cluster));
  const inner = [...spans.keys()]
    .filter((prefix) => contains(cell(spans, prefix), piece))
    .sort((a, b) => cell(spans, b).length - cell(spans, a).length)[0] as number;
  return {
    ...{ piece, client, candidates, embedded, inner },
    first: candidates.filter(({ rank }) => rank === 0),
    isBeaten: embedded !== undefined && embedded.rank > 0,
    isRouted: good.some((route) => cell(world.routes.prefix, route) === inner),
    add(out: Amount, share = 1) {
      out.v4 += amount.v4 * share;
      out.v6 += amount.v6 * share;
      out.members += amount.members * share;
    },
    lengthOf(cluster: number) {
      const own = candidates.find((candidate) => candidate.cluster === cluster);
      return own === undefined ? -1 : -cell(own.keys, 0);
    },
  };
}

type Region = ReturnType<typeof regionOf>;

function judgeBeaten(search: Search, region: Region): void {
  const { world, spans, siteOf } = search;
  const { embedded, first, inner, isBeaten, isRouted } = region;
  if (embedded === undefined || !isBeaten) return;
  const winner = first[0] as Heard;
  const lost = embedded.keys.findIndex((key, k) => key !== winner.keys[k]);
  const cause = cell(['prefix-length', 'as-path', 'med', 'distance'], lost);
  const site = siteOf(embedded.cluster);
  const asn = cell(world.sites.asn, site);
  const severity = lost === 0 ? 'error' : 'warning';
  const kind = { rule: 'embedded-beaten', severity, cause } as const;
  const to = search.at(`${asn} ${cause}`, { ...kind, networks: [asn] });
  to.sites.add(site);
  for (const { cluster, route } of first) {
    to.clusters.add(cluster);
    to.links.add(cell(world.routes.link, route));
  }
  if (isRouted && -cell(winner.keys, 0) === cell(spans, inner).length) to.prefixes.add(inner);
  region.add(to.affected);
  region.add(to.offsite);
}

function judgeAlone(search: Search, { candidates, client, inner, isRouted, add }: Region): void {
  const { world, siteOf } = search;
  const near = new Set(candidates.map(({ cluster }) => siteOf(cluster)));
  if (near.size !== 1) return;
  const [site = 0] = near;
  const asn = client === undefined ? 0 : cell(world.clients.asn, client);
  const cause = cell(world.sites.kind, site) === 0 ? 'embedded-only' : 'ix-only';
  const kind = { rule: 'no-alternate', severity: 'warning', cause } as const;
  const to = search.at(`${asn} ${site}`, { ...kind, networks: [asn] });
  to.sites.add(site);
  for (const { cluster, route } of candidates) {
    to.clusters.add(cluster);
    to.links.add(cell(world.routes.link, route));
  }
  if (isRouted) to.prefixes.add(inner);
  add(to.affected);
}

function measureSiblings(search: Search, { piece, first, lengthOf, add }: Region): void {
  for (const group of search.groups) {
    const longest = Math.max(...group.map(lengthOf));
    const deaf = group.filter((cluster) => lengthOf(cluster) < longest);
    if (deaf.length === 0) continue;
    const to = differing(search, group, piece.family);
    add(to.affected);
    if (first.some(({ cluster }) => group.includes(cluster)))
      add(to.offsite, search.shareOf(deaf, group));
  }
}

/** Who would use what was filtered, and who follows what is marked. */
function measureMarked(search: Search, region: Region): void {
  const { first, add, lengthOf } = region;
  const { world, marked, spanAt, pathOf, isEmbedded } = search;
  const { routes } = world;
  const once = new Map<Building, Set<string | number>>();
  const isFirst = (to: Building, what: string | number) => {
    const done = once.get(to) ?? new Set();
    once.set(to, done);
    return !done.has(what) && done.add(what);
  };
  for (const [route, buildings] of marked) {
    if (!contains(spanAt(route), region.piece)) continue;
    const cluster = cell(routes.cluster, route);
    const { length } = spanAt(route);
    const isTaken = first.some((one) => {
      const same = (column: ArrayLike<number>) => cell(column, route) === cell(column, one.route);
      const isSame = [routes.cluster, routes.prefix, routes.med, routes.link].every(same);
      return isSame && pathOf(route).length === cell(one.keys, 1);
    });
    for (const to of buildings) {
      if (to.rule === 'filtered') {
        if (lengthOf(cluster) >= length) continue;
        if (isFirst(to, 'affected')) add(to.affected);
        if (first.some((one) => isEmbedded(one.cluster)) || !isEmbedded(cluster)) continue;
        if (first.some((one) => lengthOf(one.cluster) > length)) continue;
        if (isFirst(to, 'offsite')) add(to.offsite);
      } else if (isTaken && isFirst(to, cluster)) {
        const share = search.shareOf(
          [cluster],
          first.map((one) => one.cluster),
        );
        add(to.affected, share);
        if (region.isBeaten) add(to.offsite, share);
      }
    }
  }
}

/** All that lint must find, its lists in byte order. */
export function expectedFindings(
  world: World,
  ownAsns: readonly number[],
  before?: World,
): Expected[] {
  const search = building(world, ownAsns);
  for (const route of search.all) judgeRoute(search, route);
  for (const route of search.good) judgePath(search, route);
  if (before) judgeNews(search, before, ownAsns);
  judgeSiblings(search);
  for (const piece of regionsOf(search.spans)) {
    const region = regionOf(search, piece);
    judgeBeaten(search, region);
    judgeAlone(search, region);
    measureSiblings(search, region);
    measureMarked(search, region);
    for (const to of search.found.values())
      if (to.rule === 'unregistered' && to.prefixes.has(region.inner)) region.add(to.affected);
  }
  const ids = (rows: ReadonlySet<number>, id: readonly string[]) =>
    [...rows].map((row) => cell(id, row)).sort(byBytes);
  return [...search.found.values()].map((each) => ({
    ...each,
    sites: ids(each.sites, world.sites.id),
    clusters: ids(each.clusters, world.clusters.id),
    links: ids(each.links, world.links.id),
  }));
}
