// Which world do a real prefix table and real users per network make?
import type { Networks, World } from '@fairlead/core';
import {
  type CountryRow,
  drawPrefixes,
  type ExchangeRow,
  furnishWorld,
  membersPerInhabitant,
  type Place,
  type Progress,
  usersOf,
  type WorldSize,
} from '@fairlead/sim';
import type { IspUsersRows } from './isp-users.ts';
import type { PrefixTableRows } from './prefix-table.ts';

/** What is real, and what the models that fill in the rest need. */
export type ImportInput = {
  /** Absent: drawn from the model, for the networks that have users. */
  readonly prefixTable?: PrefixTableRows | undefined;
  readonly ispUsers: IspUsersRows;
  readonly seed: number;
  /** Size of the catalogue; absent: `global`. */
  readonly size?: WorldSize;
  /** Exchanges with their members; absent: drawn from the model. */
  readonly exchanges?: readonly ExchangeRow[];
  readonly progress?: Progress;
};

/** How much of the input is in the world. */
export type ImportCounts = {
  readonly networks: number;
  /** Networks that the table of users names. */
  readonly networksWithUsers: number;
  /** Users of networks that announce no prefix: they are left out. */
  readonly usersLeftOut: number;
  readonly usersKept: number;
};

type Home = { country: string; countryUsers: number; users: number; members: number };

/** Users of every AS over all its countries; its country is that with most, the first of equals. */
function homesOf(rows: IspUsersRows, countries: readonly CountryRow[]): Map<number, Home> {
  const share = new Map(countries.map((row) => [row.code, membersPerInhabitant(row)]));
  const homes = new Map<number, Home>();
  for (let row = 0; row < rows.count; row++) {
    const asn = rows.asn[row] as number;
    const users = rows.users[row] as number;
    const country = rows.country[row] as string;
    const home = homes.get(asn) ?? { country, countryUsers: -1, users: 0, members: 0 };
    home.users += users;
    home.members += users * (share.get(country) ?? 0);
    if (users > home.countryUsers) {
      home.country = country;
      home.countryUsers = users;
    }
    homes.set(asn, home);
  }
  return homes;
}

/** The number in ascending `sorted` (not empty) that is nearest to `wanted`; the lower of two. */
function nearestNumber(sorted: Uint32Array, wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < wanted) low = middle + 1;
    else high = middle;
  }
  const above = sorted[low] as number;
  const below = sorted[Math.max(0, low - 1)] as number;
  return Math.abs(wanted - below) <= Math.abs(above - wanted) ? below : above;
}

/** Every AS that announces a prefix, by number. */
function networksOf(origins: Uint32Array, homes: ReadonlyMap<number, Home>): Networks {
  const asn = new Uint32Array(new Set(origins)).sort();
  const known = Uint32Array.from(homes.keys()).sort();
  const country: string[] = [];
  for (const number of asn) {
    const like = homes.has(number) || known.length === 0 ? number : nearestNumber(known, number);
    country.push(homes.get(like)?.country ?? '');
  }
  return {
    count: asn.length,
    asn,
    name: Array.from(asn, (number) => `AS${number}`),
    country,
    members: Float64Array.from(asn, (number) => Math.round(homes.get(number)?.members ?? 0)),
  };
}

/**
 * A world with real networks, prefixes and users; metros, exchanges, sites, appliances, links,
 * routes and catalogue are those of `furnishWorld` for the seed.
 * - Networks are the AS that announce a prefix. Users of an AS that announces none are left out.
 *   Without a table of prefixes they are the AS with users, and prefixes are drawn for them.
 * - Members are the users of each country times its members per inhabitant, in whole numbers. An
 *   AS without users has 0 members: it announces, and nobody watches there.
 * - The country of an AS is that of most of its users; of an AS without users, that of the AS
 *   with users whose number is nearest (numbers were handed out in blocks by region), the lower
 *   of two.
 */
export function importWorld(
  input: ImportInput,
  places: readonly Place[],
  countries: readonly CountryRow[],
): { readonly world: World; readonly counts: ImportCounts } {
  const { prefixTable, ispUsers, seed, size = 'global', exchanges, progress } = input;
  const homes = homesOf(ispUsers, countries);
  const networks = networksOf(prefixTable?.asn ?? Uint32Array.from(homes.keys()), homes);
  const announced = prefixTable ?? drawPrefixes(seed, networks, usersOf(networks, countries));
  const world = furnishWorld({
    size,
    seed,
    networks,
    announced,
    places,
    countries,
    ...(exchanges && { exchanges }),
    ...(progress && { progress }),
  });
  const counts = { networks: networks.count, networksWithUsers: 0, usersLeftOut: 0, usersKept: 0 };
  const there = new Set(networks.asn);
  for (const [asn, { users }] of homes) {
    if (there.has(asn)) {
      counts.networksWithUsers++;
      counts.usersKept += users;
    } else counts.usersLeftOut += users;
  }
  return { world, counts };
}
