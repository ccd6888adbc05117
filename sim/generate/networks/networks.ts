// Which networks does a country have, and how many members does each serve?
import { hashId, type Networks } from '@fairlead/core';
import { normal } from '../../random/distributions.ts';
import { type CountryRow, cleanName, drawFor, purpose } from '../rows.ts';

/**
 * Members per inhabitant of the country's towns, by continent; 0 where the service is not offered
 * (CN, KP, RU, SY). Rule of thumb: the published regional member counts of 2024 (about 90 M in the
 * US and Canada, 101 M in Europe, the Middle East and Africa, 53 M in Latin America, 57 M in Asia
 * and the Pacific), divided by the population that GeoNames has in towns, cut to 270 M in all.
 */
export function membersPerInhabitant(country: CountryRow): number {
  if (country.code === 'CN' || country.code === 'KP') return 0;
  if (country.code === 'RU' || country.code === 'SY') return 0;
  return penetration.get(country.continent) ?? 0;
}

const penetration = new Map([
  ['AF', 0.015],
  ['AS', 0.031],
  ['EU', 0.2],
  ['NA', 0.23],
  ['OC', 0.22],
  ['SA', 0.11],
]);

/** A country with its Internet users (all inhabitants of its towns) and its members. */
export type CountryDemand = {
  readonly country: CountryRow;
  readonly users: number;
  readonly members: number;
};

/** AS numbers from here on are handed out to nobody; every country has a block of its own. */
const firstAsn = 1_000_000;
const asnsPerCountry = 4096;

/** The `k`-th AS number of a country, whatever other countries there are. */
function asnOf(code: string, k: number): number {
  const block = (code.charCodeAt(0) - 65) * 26 + (code.charCodeAt(1) - 65);
  return firstAsn + block * asnsPerCountry + k;
}

/**
 * Networks with users in a country: log10 = -2.41 + 0.531 log10(users) + 0.53 N, times `scale`;
 * 1..4096. Source: APNIC users per AS 2019-11 and Internet users 2020; rmse 0.53 in log10.
 */
export function networkCount(seed: number, code: string, users: number, scale: number): number {
  const stream = drawFor(seed, hashId(code), purpose.networkCount);
  const log10 = -2.41 + 0.531 * Math.log10(Math.max(1, users)) + 0.53 * normal(stream);
  const count = Math.round(scale * Math.exp(log10 * Math.LN10));
  return Math.max(1, Math.min(asnsPerCountry, count));
}

/**
 * Shares of a country's `count` networks, sum 1, in order of `k` (roughly falling): a head and a
 * tail, w(k) = exp(-(k / k0)^0.803 + 0.595 N) + 0.136 (k + 10.8)^-0.964 exp(0.5 N'), with
 * k0 = 1.295 count^0.061 exp(0.417 N of the country).
 * Source: APNIC users per AS 2019-11, 122 countries of 1 M users and more. KS: largest share .13,
 * top 3 .10, top 5 .12, networks for 90 % of users .11, users per network .09. The head alone
 * (1.448, .110, .546, .602) fits a little better there but leaves small ones without users (.67).
 */
export function networkShares(seed: number, code: string, count: number): Float64Array {
  const spread = normal(drawFor(seed, hashId(code), purpose.shareSpread));
  const k0 = 1.295 * Math.exp(0.061 * Math.log(count) + 0.417 * spread);
  const shares = new Float64Array(count);
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const stream = drawFor(seed, hashId(`${code}/${k}`), purpose.networkShare);
    const bent = k === 0 ? 0 : Math.exp(0.803 * Math.log(k / k0));
    const head = Math.exp(-bent + 0.595 * normal(stream));
    shares[k] = head + 0.136 * Math.exp(-0.964 * Math.log(k + 10.8) + 0.5 * normal(stream));
    sum += shares[k];
  }
  for (let k = 0; k < count; k++) shares[k] /= sum;
  return shares;
}

const names = ['Telecom', 'Broadband', 'Cable', 'Fibre', 'Mobile', 'Net', 'Online', 'Connect'];

/**
 * The networks of some countries, sorted by AS number. A network has a whole number of members, at
 * least 1. A country's networks depend on that country alone.
 */
export function drawNetworks(
  seed: number,
  demand: readonly CountryDemand[],
  scale: number,
): Networks {
  const rows: { asn: number; name: string; country: string; members: number }[] = [];
  for (const { country, users, members } of demand) {
    const count = networkCount(seed, country.code, users, scale);
    const shares = networkShares(seed, country.code, count);
    for (let k = 0; k < count; k++)
      rows.push({
        asn: asnOf(country.code, k),
        name: `${cleanName(country.name)} ${names[k] ?? `Network ${k + 1}`}`,
        country: country.code,
        members: Math.max(1, Math.round(members * shares[k])),
      });
  }
  rows.sort((a, b) => a.asn - b.asn);
  return {
    count: rows.length,
    asn: Uint32Array.from(rows, (row) => row.asn),
    name: rows.map((row) => row.name),
    country: rows.map((row) => row.country),
    members: Float64Array.from(rows, (row) => row.members),
  };
}
