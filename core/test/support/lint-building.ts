// How is a finding of the oracle put together out of routes?
import type { Finding } from '../../index.ts';
import type { World } from '../../world/world.ts';
import { reading, siblingsOf } from './lint-reading.ts';
import { byBytes, cell, rowsOf } from './oracle-basics.ts';

export type Amount = { v4: number; v6: number; members: number };
/** A finding with the names of all its prefixes. */
export type Expected = Pick<Finding, 'rule' | 'severity' | 'cause' | 'networks'> & {
  readonly sites: readonly string[];
  readonly clusters: readonly string[];
  readonly links: readonly string[];
  readonly prefixes: ReadonlySet<number>;
  readonly affected: Amount;
  readonly offsite: Amount;
};

export type Building = {
  -readonly [K in 'rule' | 'severity' | 'cause']: Finding[K];
} & {
  networks: number[];
  sites: Set<number>;
  clusters: Set<number>;
  links: Set<number>;
  prefixes: Set<number>;
  affected: Amount;
  offsite: Amount;
};

/** The findings of a world while they are put together. */
export function building(world: World, ownAsns: readonly number[]) {
  const read = reading(world, ownAsns);
  const { routes, clusters, sites, appliances } = world;
  const found = new Map<string, Building>();
  /** Buildings by the routes that belong to them. */
  const marked = new Map<number, Building[]>();
  const siteOf = (cluster: number) => cell(clusters.site, cluster);
  const bps = (list: readonly number[]) =>
    rowsOf(appliances)
      .filter((row) => list.includes(cell(appliances.cluster, row)))
      .reduce((sum, row) => sum + cell(appliances.capacityBps, row), 0);
  type Kind = Pick<Building, 'rule' | 'severity' | 'cause' | 'networks'>;
  const at = (key: string, kind: Kind): Building => {
    const none = () => ({ v4: 0, v6: 0, members: 0 });
    const sets = { sites: new Set<number>(), clusters: new Set<number>() };
    const known = found.get(`${kind.rule} ${key}`) ?? {
      ...{ ...kind, ...sets, links: new Set<number>(), prefixes: new Set<number>() },
      ...{ affected: none(), offsite: none() },
    };
    found.set(`${kind.rule} ${key}`, known);
    return known;
  };
  const addRoute = (to: Building, route: number) => {
    to.clusters.add(cell(routes.cluster, route));
    to.sites.add(siteOf(cell(routes.cluster, route)));
    to.links.add(cell(routes.link, route));
    to.prefixes.add(cell(routes.prefix, route));
  };
  return {
    ...read,
    found,
    marked,
    groups: siblingsOf(world),
    siteOf,
    isEmbedded: (cluster: number) => cell(sites.kind, siteOf(cluster)) === 0,
    shareOf: (some: readonly number[], of: readonly number[]) =>
      bps(of) > 0 ? bps(some) / bps(of) : some.length / of.length,
    at,
    addRoute,
    markRoute(to: Building, route: number) {
      addRoute(to, route);
      marked.set(route, [...(marked.get(route) ?? []), to]);
    },
  };
}

export type Search = ReturnType<typeof building>;

/** The finding of siblings that differ in a family. */
export function differing(search: Search, group: readonly number[], family: number): Building {
  const { world, good, spanAt, siteOf } = search;
  const hears = (cluster: number) =>
    good.some(
      (route) => cell(world.routes.cluster, route) === cluster && spanAt(route).family === family,
    );
  const cause = group.every(hears) ? 'prefixes' : `no-ipv${family}-session`;
  const ids = group.map((cluster) => cell(world.clusters.id, cluster)).sort(byBytes);
  const first = world.clusters.id.indexOf(cell(ids, 0));
  const asn = cell(world.sites.asn, siteOf(first));
  const kind = { rule: 'members-differ', severity: 'error', cause } as const;
  const to = search.at(`${ids} ${family}`, { ...kind, networks: [asn] });
  for (const cluster of group) to.sites.add(siteOf(cluster));
  return to;
}
