// At which exchanges do networks meet, and where do own clusters stand beside them?
import { compareUtf8, hashId, type Networks, pair } from '@fairlead/core';
import { lognormal, poisson } from '../random/distributions.ts';
import { createStream, next32, nextUnit, openStream, type Stream } from '../random/stream.ts';
import {
  type CountryPlaces,
  distanceKm,
  drawFor,
  type ExchangeRow,
  ownAsn,
  pickCumulated,
  purpose,
  type WorldSize,
} from './rows.ts';

/** An exchange; `asns` where its members are known, otherwise `memberCount` are drawn. */
export type Exchange = {
  /** Country code and number, like `nl/0`: the entity of its draws. */
  readonly key: string;
  readonly country: string;
  readonly city: string;
  readonly slug: string;
  readonly lat: number;
  readonly lon: number;
  readonly timezone: string;
  readonly memberCount: number;
  /** Whether own clusters stand there. */
  readonly isPresent: boolean;
  readonly asns?: readonly number[];
};

/**
 * Members of an exchange: lognormal, mu 2.60, sigma 1.545, rounded, at least 1.
 * Source: 815 exchanges of PeeringDB 2026-08; KS .035.
 */
export function exchangeSize(stream: Stream): number {
  return Math.max(1, Math.round(lognormal(stream, 2.6, 1.545)));
}

/** P(AS 2906 is a member | members of the exchange). Source: the same. */
export function presenceShare(members: number): number {
  if (members < 10) return 0;
  if (members < 30) return 0.02;
  if (members < 100) return 0.16;
  return members < 300 ? 0.38 : 0.63;
}

/**
 * Exchanges that a country with `users` has on average: 0.0026 sqrt(users). The root fits the
 * counts per country of PeeringDB (US 141, DE 35, NL 22 of 815); the factor gives 1,320 in all.
 */
export function exchangeCountMean(users: number): number {
  return 0.0026 * Math.sqrt(users);
}

/**
 * The exchanges of some countries. A country's largest stands in its largest city, the others in
 * cities drawn by population. Outside a global world own clusters stand at every country's largest
 * (which then has 30 members at least): a small world must have somewhere to fall back on.
 */
export function drawExchanges(
  seed: number,
  size: WorldSize,
  countries: readonly { readonly code: string; readonly users: number }[],
  placesOf: (country: string) => CountryPlaces,
): Exchange[] {
  const exchanges: Exchange[] = [];
  for (const { code, users } of countries) {
    const countStream = drawFor(seed, hashId(code), purpose.exchangeCount);
    const drawn = poisson(nextUnit(countStream), exchangeCountMean(users));
    const count = size === 'global' ? drawn : Math.max(1, drawn);
    const sizes: number[] = [];
    for (let k = 0; k < count; k++)
      sizes.push(exchangeSize(drawFor(seed, hashId(`${code}/${k}`), purpose.exchangeSize)));
    sizes.sort((a, b) => b - a);
    const places = placesOf(code);
    sizes.forEach((drawnSize, k) => {
      const key = `${code}/${k}`;
      const stream = drawFor(seed, hashId(key), purpose.exchangePresence);
      const isForced = k === 0 && size !== 'global';
      const members = isForced ? Math.max(30, drawnSize) : drawnSize;
      const isPresent = nextUnit(stream) < presenceShare(members) || isForced;
      const place = k === 0 ? 0 : pickCumulated(places.cumulated, nextUnit(stream));
      exchanges.push({ key, ...cityOf(places, place, code), memberCount: members, isPresent });
    });
  }
  return exchanges;
}

function cityOf(places: CountryPlaces, row: number, country: string) {
  const { name, lat, lon, timezone } = places.rows[row];
  return { country, city: name, slug: places.slug[row], lat, lon, timezone };
}

/** Known exchanges with the nearest city of their country; own clusters stand where AS 2906 is. */
export function placeExchanges(
  rows: readonly ExchangeRow[],
  placesOf: (country: string) => CountryPlaces,
): Exchange[] {
  const perCountry = new Map<string, number>();
  return rows.map(({ country, lat, lon, asns }) => {
    const k = perCountry.get(country) ?? 0;
    perCountry.set(country, k + 1);
    const places = placesOf(country);
    let nearest = 0;
    let nearestKm = Infinity;
    for (let row = 0; row < places.rows.length; row++) {
      const km = distanceKm(lat, lon, places.rows[row].lat, places.rows[row].lon);
      if (km >= nearestKm) continue;
      nearest = row;
      nearestKm = km;
    }
    const city = cityOf(places, nearest, country);
    const isPresent = asns.includes(ownAsn);
    return { key: `${country}/${k}`, ...city, lat, lon, memberCount: asns.length, isPresent, asns };
  });
}

/** Where a network is at home: coordinates of its largest metro. */
export type Homes = { readonly lat: Float64Array; readonly lon: Float64Array };

/**
 * Rows of the networks on an exchange, ascending. Drawn without replacement with weight
 * sqrt(members + 100) × (exp(-km / 400) + 0.001): near and large ones mostly, a few from afar.
 * Source of the method: Efraimidis and Spirakis, "Weighted random sampling with a reservoir", 2006.
 * The share from afar follows the overlap of member sets: .143 below 100 km, .026 beyond 5,000 km.
 */
export function exchangeMembers(
  seed: number,
  exchange: Exchange,
  networks: Networks,
  homes: Homes,
): Uint32Array {
  const { count, asn, members } = networks;
  if (exchange.asns) {
    const known = new Set(exchange.asns);
    return Uint32Array.from(rowsWhere(count, (row) => known.has(asn[row])));
  }
  const entity = hashId(exchange.key);
  const stream = createStream();
  const keys = new Float64Array(count);
  for (let row = 0; row < count; row++) {
    openStream(stream, seed, pair(entity, asn[row]), purpose.exchangeMember);
    const km = distanceKm(exchange.lat, exchange.lon, homes.lat[row], homes.lon[row]);
    const weight = Math.sqrt(members[row] + 100) * (Math.exp(-km / 400) + 0.001);
    keys[row] = -Math.log((next32(stream) + 1) / 4294967296) / weight;
  }
  const last = Math.min(exchange.memberCount, count) - 1;
  const threshold = keys.slice().sort()[last];
  return Uint32Array.from(rowsWhere(count, (row) => keys[row] <= threshold));
}

function rowsWhere(count: number, holds: (row: number) => boolean): number[] {
  const rows: number[] = [];
  for (let row = 0; row < count; row++) if (holds(row)) rows.push(row);
  return rows;
}

/** Exchanges with own clusters, largest first: the order in which their sites are numbered. */
export function presentExchanges(exchanges: readonly Exchange[]): Exchange[] {
  return exchanges
    .filter((exchange) => exchange.isPresent)
    .sort((a, b) => b.memberCount - a.memberCount || compareUtf8(a.key, b.key));
}
