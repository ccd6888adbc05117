// How far is it? Great-circle kilometres, whole ones where they rank.
import type { Comparator } from './comparator.ts';

/** Mean radius of the Earth (IUGG). */
const earthRadiusKm = 6371.0088;

/** Great-circle kilometres between two places in degrees, by the haversine formula. @hot */
export function distanceKm(latA: number, lonA: number, latB: number, lonB: number): number {
  const radians = Math.PI / 180;
  const sinLat = Math.sin(((latB - latA) * radians) / 2);
  const sinLon = Math.sin(((lonB - lonA) * radians) / 2);
  const chord =
    sinLat * sinLat + Math.cos(latA * radians) * Math.cos(latB * radians) * sinLon * sinLon;
  return 2 * earthRadiusKm * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** Nearer first; a client without a metro is equally far from all (0 km). */
export const distance: Comparator = {
  name: 'distance',
  place: 40,
  reads: ['distanceKm'],
  key: (candidate) => candidate.distanceKm,
};
