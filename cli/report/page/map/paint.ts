// How does the map look? Land, borders and sites painted on a canvas.
import { type GeoProjection, geoGraticule10, geoPath } from 'd3';
import { feature, mesh } from 'topojson-client';
import world from 'world-atlas/countries-110m.json';
import { token } from '../dom.ts';
import { type Fleet, loadClass, loads } from './fleet.ts';

// The compiler reads the kinds of the file's parts as plain texts, so it cannot tell what it is.
const atlas = world as unknown as Parameters<typeof mesh>[0];
const land = feature(atlas, 'countries');
const borders = mesh(
  atlas,
  atlas.objects.countries as Parameters<typeof mesh>[1],
  (a, b) => a !== b,
);

/** Where the sites lie on the canvas, in CSS pixels; NaN where the map does not reach. */
export type Places = {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly r: Float64Array;
};

export function placesOf(fleet: Fleet, projection: GeoProjection, width: number): Places {
  const { count } = fleet;
  const x = new Float64Array(count).fill(Number.NaN);
  const y = new Float64Array(count).fill(Number.NaN);
  const r = new Float64Array(count);
  const least = count > 1000 ? 1.8 : 2.5;
  const most = (count > 1000 ? 10 : 18) * Math.min(1, width / 800);
  for (let row = 0; row < count; row++) {
    const at = projection([fleet.lon[row] ?? Number.NaN, fleet.lat[row] ?? Number.NaN]);
    if (at) [x[row], y[row]] = at;
    const share = (fleet.capacityBps[row] || 0) / (fleet.capacityBpsMax || 1);
    r[row] = least + (most - least) * Math.sqrt(share);
  }
  return { x, y, r };
}

export type Sheet = {
  readonly ink: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
};

/** Paints the whole map. */
export function paint(sheet: Sheet, fleet: Fleet, projection: GeoProjection, places: Places): void {
  const { ink, width, height } = sheet;
  ink.fillStyle = token('--sea');
  ink.fillRect(0, 0, width, height);
  const path = geoPath(projection, ink);
  const stroke = (what: Parameters<typeof path>[0], colour: string, wide: number) => {
    ink.beginPath();
    path(what);
    ink.strokeStyle = token(colour);
    ink.lineWidth = wide;
    ink.stroke();
  };
  ink.beginPath();
  path(land);
  ink.fillStyle = token('--land');
  ink.fill();
  stroke(geoGraticule10(), '--graticule', 0.5);
  stroke(borders, '--border', 0.8);
  paintSites(ink, fleet, places);
  paintNames(sheet, fleet, places);
}

function paintSites(ink: CanvasRenderingContext2D, fleet: Fleet, { x, y, r }: Places): void {
  const colours = loads.map(([, name]) => token(name));
  // Large under small, and the overloaded on top of all: nothing that matters is hidden.
  const isOver = (row: number) => Number((fleet.peakShare[row] ?? 0) >= 0.95);
  const rows = [...fleet.busiest].reverse();
  rows.sort((a, b) => isOver(a) - isOver(b) || (r[b] ?? 0) - (r[a] ?? 0));
  ink.lineWidth = fleet.count > 1000 ? 0.5 : 1;
  ink.strokeStyle = token('--site-edge');
  ink.globalAlpha = 0.92;
  for (const row of rows) {
    const place = { x: x[row] ?? Number.NaN, y: y[row] ?? Number.NaN, r: r[row] ?? 0 };
    if (!Number.isFinite(place.x)) continue;
    ink.beginPath();
    outline(ink, place, fleet.kind[row] ?? '');
    ink.fillStyle = colours[loadClass(fleet.peakShare[row] || 0)] ?? '';
    ink.fill();
    ink.stroke();
  }
  ink.globalAlpha = 1;
}

/** A circle for an embedded site, a square on its corner of the same area for any other. */
function outline(
  ink: CanvasRenderingContext2D,
  { x, y, r }: { x: number; y: number; r: number },
  kind: string,
): void {
  if (kind === 'embedded') {
    ink.arc(x, y, r, 0, 2 * Math.PI);
    return;
  }
  const half = r * Math.sqrt(Math.PI / 2);
  ink.moveTo(x, y - half);
  ink.lineTo(x + half, y);
  ink.lineTo(x, y + half);
  ink.lineTo(x - half, y);
  ink.closePath();
}

type Box = { left: number; top: number; right: number; bottom: number };

/** Names the cities of the largest sites, each once, where the name covers no other name. */
function paintNames({ ink, width, height }: Sheet, fleet: Fleet, { x, y, r }: Places): void {
  const rows = [...fleet.busiest].sort(
    (a, b) => (fleet.capacityBps[b] || 0) - (fleet.capacityBps[a] || 0) || a - b,
  );
  const named = new Set<string>();
  const taken: Box[] = [];
  ink.font = '12px system-ui, sans-serif';
  ink.lineJoin = 'round';
  ink.strokeStyle = token('--land');
  ink.fillStyle = token('--ink');
  for (const row of rows.slice(0, 200)) {
    const city = fleet.city[row] ?? '';
    const [at, up] = [x[row] ?? Number.NaN, y[row] ?? Number.NaN];
    const inside = at > 0 && at < width && up > 0 && up < height;
    if (!city || !inside || named.has(city) || named.size >= Math.max(5, width / 60)) continue;
    const left = at + (r[row] ?? 0) + 4;
    const box = { left, top: up - 9, right: left + ink.measureText(city).width, bottom: up + 7 };
    if (box.right > width - 4 || taken.some((other) => overlap(box, other))) continue;
    taken.push(box);
    named.add(city);
    ink.lineWidth = 3;
    ink.strokeText(city, left, up + 4);
    ink.fillText(city, left, up + 4);
  }
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}
