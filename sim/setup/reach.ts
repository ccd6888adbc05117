// How far is a site from a member's metro, and how long is the round trip?
import { pair } from '@fairlead/core';
import { rttMs } from '../network/rtt.ts';
import type { Setup } from './setup.ts';

const earthRadiusKm = 6371.0088;

/** Great-circle kilometres between a metro (world row) and a site (snapshot row). */
export function reachKm({ audience, sitePoint }: Setup, metro: number, site: number): number {
  const x = audience.point[metro * 3] - sitePoint[site * 3];
  const y = audience.point[metro * 3 + 1] - sitePoint[site * 3 + 1];
  const z = audience.point[metro * 3 + 2] - sitePoint[site * 3 + 2];
  const chord = Math.sqrt(x * x + y * y + z * z) / 2;
  return 2 * earthRadiusKm * Math.asin(chord < 1 ? chord : 1);
}

/** Least round trip in ms over the `reachKm` of the two; the same for the same pair of ids. */
export function reachMs(
  { audience, siteHash }: Setup,
  metro: number,
  site: number,
  km: number,
): number {
  return rttMs(km, pair(audience.hash[metro], siteHash[site]));
}
