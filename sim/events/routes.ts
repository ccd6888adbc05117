// Which routes does a world have, as announcements, and what may become of them?
import { encodeUtf8, noRow, prefixText, readPrefix, rpkiStates, type World } from '@fairlead/core';
import type { Announcement, EventGround, NetworkChange, Target } from './event.ts';

/** What tells one route from another: a cluster hears a prefix over a link once. */
export const routeKey = ({
  cluster,
  prefix,
  link,
}: Pick<Announcement, 'cluster' | 'prefix' | 'link'>): string => `${cluster}\n${prefix}\n${link}`;

/** A row of the prefixes of a world as text. */
function textOf({ prefixes }: World, row: number): string {
  const { word0, word1, word2, word3, family, length } = prefixes;
  const words = [word0[row], word1[row], word2[row], word3[row]];
  return prefixText(family[row], words, length[row]);
}

/** The announcement of a row of `world.routes`. */
function announcementOf(world: World, route: number): Announcement {
  const { routes, paths, clusters, links } = world;
  const path = routes.path[route];
  return {
    kind: 'announce',
    cluster: clusters.id[routes.cluster[route]],
    prefix: textOf(world, routes.prefix[route]),
    asPathLength: paths.start[path + 1] - paths.start[path],
    med: routes.med[route],
    link: links.id[routes.link[route]],
    rpki: rpkiStates[routes.rpki[route]],
  };
}

/** Rows of the links and clusters of the world that targets are, or have at their sites. */
function rowsAt({ links, clusters, sites }: World, targets: readonly Target[]) {
  const [over, of] = [new Set<number>(), new Set<number>()];
  for (const { table, id } of targets) {
    if (table === 'link') over.add(links.id.indexOf(id));
    if (table === 'cluster') of.add(clusters.id.indexOf(id));
    const site = table === 'site' ? sites.id.indexOf(id) : noRow;
    clusters.site.forEach((its, cluster) => {
      if (its === site) of.add(cluster);
    });
  }
  return { over, of };
}

/** The routes that the world has over links, of clusters, or at sites. O(routes of the world). */
export function routesOf(world: World, targets: readonly Target[]): Announcement[] {
  const { routes } = world;
  const { over, of } = rowsAt(world, targets);
  const found: Announcement[] = [];
  for (let route = 0; route < routes.count; route++)
    if (over.has(routes.link[route]) || of.has(routes.cluster[route]))
      found.push(announcementOf(world, route));
  return found;
}

/** A route that is heard, and how the world has it; absent: by events alone. */
export type EventRoute = Pick<Announcement, 'prefix' | 'link'> & {
  readonly key: string;
  readonly own?: Announcement;
};

/** All that is heard over links, of clusters, or at sites: of the world, then by events alone. */
export function heardAt(
  { world, announced = [] }: EventGround,
  targets: readonly Target[],
): EventRoute[] {
  const found = new Map<string, EventRoute>();
  for (const own of routesOf(world, targets))
    found.set(routeKey(own), { key: routeKey(own), prefix: own.prefix, link: own.link, own });
  if (announced.length === 0) return [...found.values()];
  const { over, of } = rowsAt(world, targets);
  const links = new Set([...over].map((row) => world.links.id[row]));
  const clusters = new Set([...of].map((row) => world.clusters.id[row]));
  for (const { cluster, prefix, link } of announced) {
    const key = routeKey({ cluster, prefix, link });
    const isMeant = links.has(link) || clusters.has(cluster);
    if (isMeant && !found.has(key)) found.set(key, { key, prefix, link });
  }
  return [...found.values()];
}

/** A route that is not heard while the event lasts. */
export function withdrawn({ key, own }: EventRoute): NetworkChange {
  return { of: 'route', key, becomes: 'withdrawn', ...(own && { own }) };
}

/** Prefixes as they were written, and for a number those of the clients of that network. */
export function prefixesOf(world: World, written: readonly string[]): ReadonlySet<string> {
  const { clients } = world;
  const found = new Set<string>();
  for (const one of written) {
    if (!/^\d+$/.test(one)) {
      const words = wordsOf(one);
      if (words !== undefined) found.add(prefixText(words[4], words, words[5]));
      continue;
    }
    clients.asn.forEach((asn, row) => {
      if (asn === Number(one)) found.add(textOf(world, clients.prefix[row]));
    });
  }
  return found;
}

/** Whether it is the text of a prefix, or the number of a network that has clients. */
export function isPrefixOrNetwork({ clients }: Pick<World, 'clients'>, written: string): boolean {
  if (/^\d+$/.test(written)) return clients.asn.includes(Number(written));
  return wordsOf(written) !== undefined;
}

/** Words, length, family of a prefix text; undefined: it is none. */
function wordsOf(written: string): Uint32Array | undefined {
  const out = new Uint32Array(6);
  const bytes = encodeUtf8(written);
  return readPrefix(bytes, 0, bytes.length, out) === 'ok' ? out : undefined;
}

/** The parts of a prefix after it was halved so many times, as far as it can be. */
export function halvesOf(prefix: string, times: number): string[] {
  const out = wordsOf(prefix);
  if (out === undefined) return [];
  const [family, length] = [out[4], out[5]];
  if (times === 0 || length >= (family === 4 ? 32 : 128)) return [prefix];
  const low = [...out.subarray(0, 4)];
  const high = low.slice();
  high[length >>> 5] = (high[length >>> 5] | (0x80000000 >>> (length & 31))) >>> 0;
  return [low, high].flatMap((words) => halvesOf(prefixText(family, words, length + 1), times - 1));
}
