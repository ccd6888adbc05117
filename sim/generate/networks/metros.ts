// In which cities do the members of a network live, and behind which of its prefixes?
import { compareUtf8, hashId, type Metros, type Networks, noRow } from '@fairlead/core';
import { normal } from '../../random/distributions.ts';
import { nextUnit } from '../../random/stream.ts';
import { type Announced, type CountryPlaces, drawFor, pickCumulated, purpose } from '../rows.ts';

/** The announced prefixes of each network in address order, and which lies in which. */
export type Holdings = {
  /** networks.count + 1; rows of `row` and `cover`. */
  readonly start: Uint32Array;
  /** Row in `announced`. */
  readonly row: Uint32Array;
  /** Place in this table of the same network's covering prefix, or `noRow`. */
  readonly cover: Uint32Array;
  /** Prefixes of a network that no other of its own covers. */
  readonly topCount: Uint32Array;
};

/** Places of `announced` by family, address, length, origin: the order of all prefix tables. */
export function addressOrder({ prefixes, asn }: Announced): Uint32Array {
  const { count, family, word0, word1, word2, word3, length } = prefixes;
  const order = new Uint32Array(count);
  for (let row = 0; row < count; row++) order[row] = row;
  return order.sort(
    (a, b) =>
      family[a] - family[b] ||
      word0[a] - word0[b] ||
      word1[a] - word1[b] ||
      word2[a] - word2[b] ||
      word3[a] - word3[b] ||
      length[a] - length[b] ||
      asn[a] - asn[b],
  );
}

/** Groups the announced prefixes, given in address order, by network; unknown origins drop out. */
export function holdingsOf(networks: Networks, announced: Announced, order: Uint32Array): Holdings {
  const networkOf = new Map<number, number>();
  for (let network = 0; network < networks.count; network++)
    networkOf.set(networks.asn[network], network);
  const start = new Uint32Array(networks.count + 1);
  for (const asn of announced.asn) {
    const network = networkOf.get(asn);
    if (network !== undefined) start[network + 1]++;
  }
  for (let network = 0; network < networks.count; network++) start[network + 1] += start[network];
  const row = new Uint32Array(start[networks.count]);
  const next = start.slice();
  for (const place of order) {
    const network = networkOf.get(announced.asn[place]);
    if (network !== undefined) row[next[network]++] = place;
  }
  const cover = new Uint32Array(row.length).fill(noRow);
  const topCount = new Uint32Array(networks.count);
  const open: number[] = [];
  for (let network = 0; network < networks.count; network++) {
    open.length = 0;
    for (let at = start[network]; at < start[network + 1]; at++) {
      while (open.length > 0 && !covers(announced, row[open[open.length - 1]], row[at])) open.pop();
      if (open.length > 0) cover[at] = open[open.length - 1];
      else topCount[network]++;
      open.push(at);
    }
  }
  return { start, row, cover, topCount };
}

/** Whether prefix `outer` covers prefix `inner`. */
function covers({ prefixes }: Announced, outer: number, inner: number): boolean {
  const { family, length, word0, word1, word2, word3 } = prefixes;
  const bits = length[outer];
  if (family[outer] !== family[inner] || bits > length[inner]) return false;
  return (
    sameBits(word0[outer], word0[inner], bits) &&
    sameBits(word1[outer], word1[inner], bits - 32) &&
    sameBits(word2[outer], word2[inner], bits - 64) &&
    sameBits(word3[outer], word3[inner], bits - 96)
  );
}

function sameBits(a: number, b: number, bits: number): boolean {
  if (bits <= 0) return true;
  return bits >= 32 ? a === b : (a ^ b) >>> (32 - bits) === 0;
}

/** Metros in network order; those of network `n` are rows `start[n] … start[n + 1] - 1`. */
export type Spread = { readonly metros: Metros; readonly start: Uint32Array };

/** Cities in which a network has members: 1 + sqrt(members / 1,500), at most 60. */
export function metroCount(members: number): number {
  return Math.min(60, 1 + Math.floor(Math.sqrt(members / 1_500)));
}

/**
 * Members of every network spread over cities of its country. The cities are drawn in proportion
 * to population without replacement, the members split in proportion to population × exp(0.4 N).
 * Never more metros than the network has prefixes of its own to tell them apart.
 */
export function spreadMembers(
  seed: number,
  networks: Networks,
  topCount: Uint32Array,
  placesOf: (country: string) => CountryPlaces,
): Spread {
  const start = new Uint32Array(networks.count + 1);
  const rows: MetroRow[] = [];
  for (let network = 0; network < networks.count; network++) {
    const country = networks.country[network];
    const places = placesOf(country);
    const asn = networks.asn[network];
    const members = networks.members[network];
    const wanted = Math.min(metroCount(members), Math.max(1, topCount[network]));
    for (const metro of splitMembers({ seed, asn, members, wanted }, places))
      rows.push({ ...metro, network, country });
    start[network + 1] = rows.length;
  }
  const place = rows.map((row) => placesOf(row.country).rows[row.place]);
  const metros = {
    count: rows.length,
    id: rows.map(
      (row) => `as${networks.asn[row.network]}-${placesOf(row.country).slug[row.place]}`,
    ),
    asn: Uint32Array.from(rows, (row) => networks.asn[row.network]),
    country: rows.map((row) => row.country),
    city: place.map((city) => city.name),
    lat: Float64Array.from(place, (city) => city.lat),
    lon: Float64Array.from(place, (city) => city.lon),
    timezone: place.map((city) => city.timezone),
    members: Float64Array.from(rows, (row) => row.members),
  };
  return { metros, start };
}

type MetroPart = { readonly place: number; readonly members: number };
type MetroRow = MetroPart & { readonly network: number; readonly country: string };

/** The metros of one network, sorted by slug; members are whole and add up. */
function splitMembers(
  { seed, asn, members, wanted }: Readonly<Record<'seed' | 'asn' | 'members' | 'wanted', number>>,
  places: CountryPlaces,
): MetroPart[] {
  const stream = drawFor(seed, hashId(`as${asn}`), purpose.metros);
  const chosen = new Set<number>();
  const count = Math.min(wanted, places.rows.length);
  // Drawing again what was drawn is rejection: the rest is in proportion still.
  for (let attempt = 0; chosen.size < count && attempt < 400; attempt++)
    chosen.add(pickCumulated(places.cumulated, nextUnit(stream)));
  const picked = [...chosen].sort((a, b) => compareUtf8(places.slug[a], places.slug[b]));
  const weights = picked.map(
    (place) => (1 + places.rows[place].population) * Math.exp(0.4 * normal(stream)),
  );
  let weightLeft = weights.reduce((sum, weight) => sum + weight, 0);
  let membersLeft = members;
  return picked.map((place, k) => {
    const last = k === picked.length - 1;
    const part = last ? membersLeft : Math.round((membersLeft * weights[k]) / weightLeft);
    weightLeft -= weights[k];
    membersLeft -= part;
    return { place, members: part };
  });
}

/**
 * Metro of every holding. A network's largest prefixes go to its metros in turn, largest metro
 * first, so that every member has an address; of the others a more-specific stays where its cover
 * is in 7 of 10, and the rest go where members are.
 */
export function homesOf(
  seed: number,
  networks: Networks,
  announced: Announced,
  holdings: Holdings,
  spread: Spread,
): Uint32Array {
  const homes = new Uint32Array(holdings.row.length);
  for (let network = 0; network < networks.count; network++) {
    const from = spread.start[network];
    const metroTotal = spread.start[network + 1] - from;
    const stream = drawFor(seed, hashId(`as${networks.asn[network]}`), purpose.prefixHome);
    const cumulated = new Float64Array(metroTotal);
    let sum = 0;
    for (let k = 0; k < metroTotal; k++)
      cumulated[k] = sum += spread.metros.members[from + k] + 1e-9;
    const firstMetro = firstHomes(announced, holdings, network, spread);
    for (let at = holdings.start[network]; at < holdings.start[network + 1]; at++) {
      const cover = holdings.cover[at];
      const stays = nextUnit(stream) < 0.7;
      const drawn = from + pickCumulated(cumulated, nextUnit(stream));
      homes[at] = firstMetro.get(at) ?? (cover !== noRow && stays ? homes[cover] : drawn);
    }
  }
  return homes;
}

/** The largest uncovered prefixes of a network, IPv4 first, one for each metro, largest first. */
function firstHomes(
  announced: Announced,
  holdings: Holdings,
  network: number,
  spread: Spread,
): Map<number, number> {
  const { family, length } = announced.prefixes;
  const top: number[] = [];
  for (let at = holdings.start[network]; at < holdings.start[network + 1]; at++)
    if (holdings.cover[at] === noRow) top.push(at);
  const key = (at: number): number => family[holdings.row[at]] * 256 + length[holdings.row[at]];
  top.sort((a, b) => key(a) - key(b) || a - b);
  const metros: number[] = [];
  for (let metro = spread.start[network]; metro < spread.start[network + 1]; metro++)
    metros.push(metro);
  const { members } = spread.metros;
  metros.sort((a, b) => members[b] - members[a] || a - b);
  const homes = new Map<number, number>();
  for (let k = 0; k < metros.length && k < top.length; k++) homes.set(top[k], metros[k]);
  return homes;
}
