// Which part of the world do the sites span? A projection that fits them all.
import { type GeoProjection, geoAzimuthalEqualArea, geoEqualEarth } from 'd3';
import type { Fleet } from './fleet.ts';

const radians = Math.PI / 180;

/**
 * Equal Earth where the sites span more than a third of the globe, else the equal-area projection
 * around their middle, at the largest scale that shows every site.
 */
export function projectionOf(fleet: Fleet, width: number, height: number): GeoProjection {
  const points: [number, number][] = [];
  for (let row = 0; row < fleet.count; row++) {
    const lon = fleet.lon[row] ?? Number.NaN;
    const lat = fleet.lat[row] ?? Number.NaN;
    if (Number.isFinite(lon) && Number.isFinite(lat)) points.push([lon, lat]);
  }
  const middle = middleOf(points);
  const reach = Math.max(4, ...points.map((point) => degreesBetween(middle, point)));
  const edge = 36;
  const box: [[number, number], [number, number]] = [
    [edge, edge],
    [width - edge - (width < 600 ? 24 : 0), height - edge],
  ];
  if (points.length === 0 || reach > 60) {
    return geoEqualEarth().fitExtent(box, points.length === 0 ? { type: 'Sphere' } : many(points));
  }
  const around = geoAzimuthalEqualArea().rotate([-middle[0], -middle[1]]);
  const corners = [-4, 4].map((step): [number, number] => [middle[0] + step, middle[1]]);
  return around.fitExtent(box, many([...points, ...corners]));
}

function many(points: [number, number][]): { type: 'MultiPoint'; coordinates: number[][] } {
  return { type: 'MultiPoint', coordinates: points };
}

/** Middle of the smallest box of longitudes and latitudes; it may cross the date line. */
function middleOf(points: readonly [number, number][]): [number, number] {
  if (points.length === 0) return [0, 0];
  const lons = points.map(([lon]) => lon).sort((a, b) => a - b);
  const lats = points.map(([, lat]) => lat).sort((a, b) => a - b);
  const first = lons[0] ?? 0;
  let widest = first + 360 - (lons.at(-1) ?? 0);
  let from = first;
  for (let place = 1; place < lons.length; place++) {
    const lon = lons[place] ?? 0;
    const hole = lon - (lons[place - 1] ?? 0);
    if (hole > widest) {
      widest = hole;
      from = lon;
    }
  }
  return [from + (360 - widest) / 2, ((lats[0] ?? 0) + (lats.at(-1) ?? 0)) / 2];
}

function degreesBetween(a: readonly [number, number], b: readonly [number, number]): number {
  const [lonA, latA] = [a[0] * radians, a[1] * radians];
  const [lonB, latB] = [b[0] * radians, b[1] * radians];
  const cosine =
    Math.sin(latA) * Math.sin(latB) + Math.cos(latA) * Math.cos(latB) * Math.cos(lonA - lonB);
  return Math.acos(Math.max(-1, Math.min(1, cosine))) / radians;
}
