// Where do members live, as far as results tell of it? Networks, countries, and pairs of them.
import type { World } from '@fairlead/core';

/** A place is the part of a network that is in one country. */
export type Places = {
  readonly count: number;
  /** Place of each metro; network and country of each place. */
  readonly ofMetro: Uint32Array;
  readonly network: Uint32Array;
  readonly country: Uint32Array;
  /** What networks (by row) and countries (ascending) are called in results. */
  readonly networkIds: readonly string[];
  readonly countryIds: readonly string[];
};

export function placesOf({ metros, networks }: World, networkOf: Uint32Array): Places {
  const countryIds = [...new Set(metros.country)].sort();
  const rowOf = new Map(countryIds.map((code, row) => [code, row]));
  const pairs = new Map<number, number>();
  const network: number[] = [];
  const country: number[] = [];
  const ofMetro = Uint32Array.from(metros.country, (code, metro) => {
    const own = rowOf.get(code) ?? 0;
    const pair = networkOf[metro] * countryIds.length + own;
    const known = pairs.get(pair);
    if (known !== undefined) return known;
    pairs.set(pair, network.length);
    country.push(own);
    return network.push(networkOf[metro]) - 1;
  });
  return {
    count: network.length,
    ofMetro,
    network: Uint32Array.from(network),
    country: Uint32Array.from(country),
    networkIds: Array.from(networks.asn, String),
    countryIds,
  };
}
