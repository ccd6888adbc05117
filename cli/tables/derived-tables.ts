// Which tables can be worked out from a world, to be held against public figures?
import { linkKinds, siteKinds, type World } from '@fairlead/core';
import { loadPlaces } from '@fairlead/scenarios';
import { usersOf } from '@fairlead/sim';
import {
  connectTimes,
  countryTop10,
  demandHour,
  rtt,
  titleHours,
  top10,
} from './modelled-tables.ts';
import type { RowTable } from './row-table.ts';
import { prefixLengthsOf } from './world-summary.ts';

const byNumber = (a: readonly number[], b: readonly number[]) =>
  (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0);

/** Client prefixes by family and length. */
function prefixLengths(world: World): RowTable {
  const rows = prefixLengthsOf(world).map((row) => [row.family, row.length, row.prefixes]);
  return { columns: ['family', 'length', 'prefixes'], rows };
}

/** Internet users of each network, as its members and the model of members per user say. */
async function ispUsers({ networks }: World): Promise<RowTable> {
  const { countries } = await loadPlaces();
  const users = usersOf(networks, countries);
  const rows = Array.from(users, (amount, row) => [
    networks.country[row] ?? '',
    networks.asn[row] ?? 0,
    Math.round(amount),
  ]);
  return { columns: ['country', 'asn', 'users'], rows };
}

/** Distinct neighbours of each AS over all paths of the routes. */
function asDegree({ paths }: World): RowTable {
  const neighbours = new Map<number, Set<number>>();
  const add = (a: number, b: number) => {
    const found = neighbours.get(a) ?? new Set();
    neighbours.set(a, found.add(b));
  };
  for (let path = 0; path < paths.count; path++) {
    const end = paths.start[path + 1] ?? 0;
    for (let hop = (paths.start[path] ?? 0) + 1; hop < end; hop++) {
      const [left = 0, right = 0] = [paths.asn[hop - 1], paths.asn[hop]];
      if (left === right) continue; // prepended
      add(left, right);
      add(right, left);
    }
  }
  const rows = [...neighbours].map(([asn, found]) => [asn, found.size]).sort(byNumber);
  return { columns: ['asn', 'degree'], rows };
}

/** The AS that each exchange site hears routes from over its port or private peering. */
function ixMembers({ sites, clusters, links, routes, paths }: World): RowTable {
  const heard = new Set<number>();
  const pairs: [number, number][] = [];
  for (let route = 0; route < routes.count; route++) {
    const site = clusters.site[routes.cluster[route] ?? 0] ?? 0;
    const kind = linkKinds[links.kind[routes.link[route] ?? 0] ?? 0];
    if (siteKinds[sites.kind[site] ?? 0] !== 'ix' || (kind !== 'ix' && kind !== 'pni')) continue;
    const path = routes.path[route] ?? 0;
    const hops = paths.asn.subarray(paths.start[path], paths.start[path + 1]);
    // A path may begin with the AS of the site itself.
    const asn = hops.find((hop) => hop !== sites.asn[site]);
    if (asn === undefined) continue;
    const key = site * 0x100000000 + asn;
    if (heard.has(key)) continue;
    heard.add(key);
    pairs.push([site, asn]);
  }
  const rows = pairs.sort(byNumber).map(([site, asn]) => [sites.id[site] ?? '', asn]);
  return { columns: ['ix', 'asn'], rows };
}

/** What each derived table is made by. */
export const derivedTables: ReadonlyMap<string, (world: World) => RowTable | Promise<RowTable>> =
  new Map<string, (world: World) => RowTable | Promise<RowTable>>([
    ['prefix-lengths', prefixLengths],
    ['isp-users', ispUsers],
    ['as-degree', asDegree],
    ['ix-members', ixMembers],
    ['title-hours', titleHours],
    ['top10', top10],
    ['country-top10', countryTop10],
    ['demand-hour', demandHour],
    ['rtt', rtt],
    ['connect-times', connectTimes],
  ]);
