// How much traffic has each prefix for itself, without what lies in longer ones?
import { given } from '../base/given.ts';
import { noRow } from '../base/ids.ts';
import type { SpaceSize, TrafficSample } from '../diff/diff-space.ts';
import { orderPrefixes, sweep } from '../prefix/sweep.ts';
import type { World } from '../world/world.ts';
import { type PrefixTree, prefixTree } from './tree.ts';

/** Per prefix row what no longer prefix of the world takes, as `SpaceSize` counts it. */
export type OwnTraffic = { readonly [K in keyof SpaceSize]: Float64Array };

/** Share of a metro's members behind its IPv6 prefixes where it has both families, as simulated. */
const ipv6Share = 0.4;

/**
 * Members per row of `clients`: those of its metro by the weight of the prefix, which is its
 * addresses between those of a /24 and of a /16 (IPv4) or the same for each (IPv6). Simulated
 * sessions come from the same places.
 */
function clientMembers({ clients, metros, prefixes }: World): Float64Array {
  const sums = [new Float64Array(metros.count), new Float64Array(metros.count)];
  const weight = new Float64Array(clients.count);
  const familyOf = (row: number): 0 | 1 => (prefixes.family[clients.prefix[row]] === 4 ? 0 : 1);
  for (let row = 0; row < clients.count; row++) {
    const bits = 24 - prefixes.length[clients.prefix[row]];
    weight[row] = familyOf(row) === 0 ? 1 << Math.max(0, Math.min(8, bits)) : 1;
    sums[familyOf(row)][clients.metro[row]] += weight[row];
  }
  for (let row = 0; row < clients.count; row++) {
    const metro = clients.metro[row];
    const [v4, v6] = [sums[0][metro], sums[1][metro]];
    const mine = familyOf(row) === 0 ? 1 - ipv6Share : ipv6Share;
    const familyShare = v4 > 0 && v6 > 0 ? mine : 1;
    weight[row] *= (metros.members[metro] * familyShare) / sums[familyOf(row)][metro];
  }
  return weight;
}

/** Sizes by prefix length: IPv4 addresses, IPv6 blocks of /48. Exact powers of two. */
function sizesOf(length0: number): Float64Array {
  const sizes = new Float64Array(129);
  sizes[0] = length0;
  for (let length = 1; length <= 128; length++) sizes[length] = sizes[length - 1] / 2;
  return sizes;
}
const sizes4 = sizesOf(4_294_967_296);
const sizes6 = sizesOf(281_474_976_710_656);

/**
 * The traffic of each prefix. Members spread evenly over the addresses of their prefix; with a
 * `sample` its weights count instead, each in the longest prefix that holds its address.
 */
export function ownTraffic(world: World, tree: PrefixTree, sample?: TrafficSample): OwnTraffic {
  const { prefixes } = world;
  const v4AddressCount = new Float64Array(prefixes.count);
  const v6BlockCount = new Float64Array(prefixes.count);
  for (const row of tree.order) {
    const isV4 = prefixes.family[row] === 4;
    const column = isV4 ? v4AddressCount : v6BlockCount;
    const size = (isV4 ? sizes4 : sizes6)[prefixes.length[row]];
    column[row] = size;
    if (tree.parent[row] !== noRow) column[tree.parent[row]] -= size;
  }
  const space = { v4AddressCount, v6BlockCount };
  const sampleWeight = sample
    ? sampled(world, tree, sample)
    : spread(world, tree, (row) =>
        prefixes.family[row] === 4 ? v4AddressCount[row] : v6BlockCount[row],
      );
  return { ...space, sampleWeight };
}

function sampled({ prefixes }: World, tree: PrefixTree, sample: TrafficSample): Float64Array {
  const weight = new Float64Array(prefixes.count);
  const words = new Uint32Array(4);
  for (let row = 0; row < sample.count; row++) {
    const each = sample.weight[row];
    if (!(each > 0) || each === Number.POSITIVE_INFINITY) continue;
    for (let word = 0; word < 4; word++) words[word] = sample.words[row * 4 + word];
    const found = tree.find(sample.family[row], words);
    if (found !== noRow) weight[found] += each;
  }
  return weight;
}

function spread(world: World, tree: PrefixTree, ownSize: (row: number) => number): Float64Array {
  const { prefixes, clients } = world;
  const members = clientMembers(world);
  const density = new Float64Array(prefixes.count);
  for (let row = 0; row < clients.count; row++) {
    const prefix = clients.prefix[row];
    const sizes = prefixes.family[prefix] === 4 ? sizes4 : sizes6;
    density[prefix] += members[row] / sizes[prefixes.length[prefix]];
  }
  const weight = new Float64Array(prefixes.count);
  for (const row of tree.order) {
    if (tree.parent[row] !== noRow) density[row] += density[tree.parent[row]];
    weight[row] = density[row] * ownSize(row);
  }
  return weight;
}

/**
 * The members of a world as a sample for `admit` and `diffSnapshots`: an address of each prefix
 * with members, their number, and the country of their metro as the group, as in `ownTraffic`; and
 * the files by the weight of their title, each of one title alike.
 *
 * @example
 * const { weight, group } = memberSample(world);
 * console.log(weight.length > 0, group?.length === weight.length); // => true true
 */
export function memberSample(world: World): TrafficSample {
  given(world, 'world');
  const { prefixes } = world;
  const tree = prefixTree(prefixes);
  const { sampleWeight } = ownTraffic(world, tree);
  const countryOf = countries(world, tree);
  const [family, words, weight, group]: [number[], number[], number[], string[]] = [[], [], [], []];
  const isTaken = new Uint8Array(prefixes.count);
  for (const of of [4, 6] as const) {
    const enter = (prefix: number): number => prefix;
    const { count, start, value } = sweep(prefixes, orderPrefixes(prefixes, of), noRow, { enter });
    for (let span = 0; span < count; span++) {
      const prefix = value[span];
      // No address of it is in a longer one: spans are of the longest.
      if (prefix === noRow || isTaken[prefix] === 1 || !(sampleWeight[prefix] > 0)) continue;
      isTaken[prefix] = 1;
      family.push(of);
      words.push(...start.map((column) => (column.length > span ? column[span] : 0)));
      weight.push(sampleWeight[prefix]);
      group.push(countryOf[prefix]);
    }
  }
  return { count: family.length, family, words, weight, group, popularity: popularityOf(world) };
}

/** Files by their titles' weights. */
function popularityOf({ files, titles }: World) {
  const count = new Float64Array(titles.count);
  for (let row = 0; row < files.count; row++) count[files.title[row]]++;
  const weight = Float64Array.from(files.title, (title) => titles.weight[title] / count[title]);
  return { file: files.id, weight };
}

/** Per prefix the country of its clients, or of those of the prefix around it. */
function countries({ prefixes, clients, metros }: World, tree: PrefixTree): string[] {
  const country = new Array<string>(prefixes.count).fill('');
  clients.prefix.forEach((prefix, row) => {
    country[prefix] = metros.country[clients.metro[row]];
  });
  for (const row of tree.order)
    if (country[row] === '' && tree.parent[row] !== noRow) country[row] = country[tree.parent[row]];
  return country;
}
