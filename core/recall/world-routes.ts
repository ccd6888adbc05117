// Which routes of a world cover one address, and where is who has it?
import type { Numbers } from '../base/columns.ts';
import { noRow } from '../base/ids.ts';
import { compareUtf8 } from '../base/utf8.ts';
import { judgePrefix } from '../prefix/accept.ts';
import { rpkiStates, type World } from '../world/world.ts';

/** An address as `parseAddress` and `unmap` leave it: 4 or 6, IPv4 in `words[0]`. */
export type ClientAddress = {
  readonly family: number;
  readonly words: Numbers;
};

/** 1 for each prefix of the world that covers the address. */
function covering({ prefixes }: World, { family, words }: ClientAddress): Uint8Array {
  const { word0, word1, word2, word3, length } = prefixes;
  const isCovering = new Uint8Array(prefixes.count);
  const differs = (word: number, column: Uint32Array, row: number): boolean => {
    const bits = length[row] - word * 32;
    if (bits <= 0) return false;
    const mask = bits >= 32 ? 0xffffffff : 0xffffffff << (32 - bits);
    return ((column[row] ^ words[word]) & mask) !== 0;
  };
  for (let row = 0; row < prefixes.count; row++) {
    if (prefixes.family[row] !== family || differs(0, word0, row)) continue;
    const isOut = family === 6 && (differs(1, word1, row) || differs(2, word2, row));
    if (!isOut && !(family === 6 && differs(3, word3, row))) isCovering[row] = 1;
  }
  return isCovering;
}

/** Rules 1 and 2: of each cluster the best accepted covering route, as rows of `world.routes`. */
export function bestRoutes(world: World, address: ClientAddress): number[] {
  const { links, paths, prefixes, routes } = world;
  const isCovering = covering(world, address);
  const invalid = rpkiStates.indexOf('invalid');
  const hops = (route: number): number => {
    const path = routes.path[route];
    return paths.start[path + 1] - paths.start[path];
  };
  const isBetter = (a: number, b: number): boolean => {
    const bits = prefixes.length[routes.prefix[b]] - prefixes.length[routes.prefix[a]];
    const gap = bits || hops(a) - hops(b) || routes.med[a] - routes.med[b];
    return (gap || compareUtf8(links.id[routes.link[a]], links.id[routes.link[b]])) < 0;
  };
  const best = new Map<number, number>();
  for (let route = 0; route < routes.count; route++) {
    const prefix = routes.prefix[route];
    if (isCovering[prefix] === 0 || routes.rpki[route] === invalid) continue;
    if (judgePrefix(address.family, prefixes.length[prefix], prefixes.word0[prefix]) !== 0)
      continue;
    const known = best.get(routes.cluster[route]);
    if (known === undefined || isBetter(route, known)) best.set(routes.cluster[route], route);
  }
  return [...best.values()];
}

/** Row of the client's metro, by the longest prefix with one; `noRow`: none is known. */
export function metroOf(world: World, address: ClientAddress): number {
  return longestOf(world, world.clients, address);
}

/** The same for the last resort, which goes by `fallback.csv` where nobody says the metro. */
export function resortMetroOf(world: World, address: ClientAddress): number {
  const metro = metroOf(world, address);
  const { fallback } = world;
  return metro !== noRow || fallback === undefined ? metro : longestOf(world, fallback, address);
}

type Places = { readonly count: number; readonly prefix: Numbers; readonly metro: Numbers };

/** Metro of the longest prefix of `places` around the address, or `noRow`. */
function longestOf(world: World, places: Places, address: ClientAddress): number {
  const { prefixes } = world;
  const isCovering = covering(world, address);
  let metro = noRow;
  let bits = -1;
  for (let row = 0; row < places.count; row++) {
    const prefix = places.prefix[row];
    if (isCovering[prefix] === 0 || prefixes.length[prefix] < bits) continue;
    metro = places.metro[row];
    bits = prefixes.length[prefix];
  }
  return metro;
}
