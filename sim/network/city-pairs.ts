// How long is a round trip between cities of a world, for comparison with measured ones?
import { compareUtf8, hashId, pair, type World } from '@fairlead/core';
import { distanceKm } from '../generate/rows.ts';
import { rttMs } from './rtt.ts';

/** Cities that are sources: about as many as in the measurement that the model is fitted to. */
const sourcesMax = 200;

export type CityPair = {
  readonly srcLat: number;
  readonly srcLon: number;
  readonly dstLat: number;
  readonly dstLon: number;
  readonly distanceKm: number;
  readonly minMs: number;
};

/**
 * Round trips from the largest cities with members, up to 200, to every city with a site: by the
 * largest metro of the one (ties by id) and the first site, by id, of the other, between which a
 * simulated session has the very same round trip. The access line of a client is not in it.
 */
export function* cityPairsOf({ metros, sites }: World): Generator<CityPair> {
  const from = firstOfCity(metros, (a, b) => {
    const more = metros.members[b] - metros.members[a];
    return more === 0 ? compareUtf8(metros.id[a], metros.id[b]) : more;
  }).slice(0, sourcesMax);
  const to = firstOfCity(sites, (a, b) => compareUtf8(sites.id[a], sites.id[b]));
  for (const metro of from) {
    const [srcLat, srcLon] = [metros.lat[metro], metros.lon[metro]];
    const hash = hashId(metros.id[metro]);
    for (const site of to) {
      const [dstLat, dstLon] = [sites.lat[site], sites.lon[site]];
      const km = distanceKm(srcLat, srcLon, dstLat, dstLon);
      const minMs = rttMs(km, pair(hash, hashId(sites.id[site])));
      yield { srcLat, srcLon, dstLat, dstLon, distanceKm: km, minMs };
    }
  }
}

/** The first row of each city of each country, in the order of `before`. */
function firstOfCity(
  { count, country, city }: Pick<World['sites'], 'count' | 'country' | 'city'>,
  before: (a: number, b: number) => number,
): number[] {
  const taken = new Set<string>();
  const rows = Array.from({ length: count }, (_, row) => row).sort(before);
  return rows.filter((row) => {
    const key = `${country[row]},${city[row]}`;
    const isFirst = !taken.has(key);
    taken.add(key);
    return isFirst;
  });
}
