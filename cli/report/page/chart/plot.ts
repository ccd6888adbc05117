// How does a chart over time look? Axes, layers and event marks as SVG, for one width.
import {
  area,
  curveStepAfter,
  line,
  type ScaleLinear,
  type ScaleTime,
  scaleLinear,
  scaleUtc,
  utcFormat,
} from 'd3';
import { shape } from '../dom.ts';
import { clock, quantity } from '../format.ts';
import { type ChartSpec, type Layer, type Mark, peakOf, stepMs } from './spec.ts';

export type Plot = {
  readonly picture: SVGSVGElement;
  readonly x: ScaleTime<number, number>;
  readonly y: ScaleLinear<number, number>;
  /** Where the marks of the crosshair go. */
  readonly cross: SVGGElement;
  readonly edge: { top: number; right: number; bottom: number; left: number };
};

const day = utcFormat('%a %-d %b');

/** The chart at a width, in CSS pixels. `name` is what a screen reader calls it. */
export function plotOf(
  spec: ChartSpec,
  size: { width: number; height: number },
  name: string,
): Plot {
  const { width, height } = size;
  const top = Math.max(spec.top ?? 0, peakOf(spec).value);
  const y = scaleLinear([0, top > 0 ? top : 1], [0, 0]).nice(4);
  const labels = y.ticks(4).map((value) => axisLabel(value, spec.unit));
  const { local } = spec;
  const names = local === undefined ? 0 : 14 + 7 * local.city.length;
  const left = Math.max(names, 12 + 6.6 * Math.max(...labels.map((label) => label.length)));
  const bottom = local === undefined ? 24 : 39;
  const edge = { top: spec.marks.length > 0 ? 26 : 10, right: 10, bottom, left };
  y.range([height - edge.bottom, edge.top]);
  const x = scaleUtc([spec.fromMs, spec.toMs], [left, width - edge.right]);
  const picture = shape('svg', {
    ...{ width, height, viewBox: `0 0 ${width} ${height}` },
    ...{ role: 'img', 'aria-label': name },
  });
  const cross = shape('g', { class: 'cross' });
  const plot = { picture, x, y, cross, edge };
  picture.append(grid(plot, width, spec), layersOf(spec, plot));
  picture.append(marksOf(spec.marks, plot, width), cross);
  return plot;
}

/** A value on an axis: `quantity` without closing zeros. */
function axisLabel(value: number, unit: string): string {
  if (value === 0) return '0';
  return quantity(value, unit)
    .replace(/(\.\d*?)0+(?=\D|$)/, '$1')
    .replace(/\.(?=\D|$)/, '');
}

function grid({ x, y, edge }: Plot, width: number, { unit, local }: ChartSpec): SVGGElement {
  const group = shape('g', { class: 'grid' });
  const [bottom = 0] = y.range();
  for (const value of y.ticks(4)) {
    const at = Math.round(y(value)) + 0.5;
    const isFull = unit === 'share' && value === 1;
    const ends = { x1: edge.left, x2: width - edge.right, y1: at, y2: at };
    group.append(
      shape('line', { ...ends, class: isFull ? 'full' : undefined }),
      shape('text', { x: edge.left - 8, y: at + 4, 'text-anchor': 'end' }, axisLabel(value, unit)),
    );
  }
  const below = (at: number, row: number, text: string, anchor = 'middle') =>
    shape('text', { x: at, y: bottom + 17 + 15 * row, 'text-anchor': anchor }, text);
  if (local !== undefined)
    group.append(below(edge.left - 8, 0, 'UTC', 'end'), below(edge.left - 8, 1, local.city, 'end'));
  let free = local === undefined ? 0 : edge.left - 8;
  for (const at of x.ticks(Math.max(2, Math.floor(width / 95)))) {
    const place = x(at);
    const isDay = at.getTime() % 86_400_000 === 0;
    const half = isDay ? 36 : 18;
    const middle = Math.min(place, width - half);
    group.append(
      shape('line', { class: 'tick', x1: place, x2: place, y1: bottom, y2: bottom + 4 }),
    );
    if (middle - half < free) continue;
    free = middle + half + 6;
    const text = isDay ? day(at) : clock(at.getTime());
    group.append(below(middle, 0, text));
    if (local !== undefined) group.append(below(middle, 1, clock(at.getTime() + local.offsetMs)));
  }
  return group;
}

/** Where the values of epochs stand: points in a row, one more than there are epochs. */
type Points = {
  readonly rows: readonly number[];
  readonly place: (point: number) => number;
  readonly at: (values: Float64Array, point: number) => number;
};

function pointsOf(spec: ChartSpec, x: Plot['x']): Points {
  const { times } = spec;
  // An epoch's mean holds from its begin to its end, so the last value needs a second point.
  const last = times.length - 1;
  const endMs = Math.min(spec.toMs, (times[last] ?? spec.fromMs) + stepMs(spec));
  return {
    rows: Array.from({ length: last + 2 }, (_, row) => row),
    place: (point) => x(times[point] ?? endMs),
    at: (values, point) => values[Math.min(point, last)] ?? Number.NaN,
  };
}

function layersOf(spec: ChartSpec, { x, y }: Plot): SVGGElement {
  const group = shape('g', { class: spec.form });
  const points = pointsOf(spec, x);
  let below = new Float64Array(spec.times.length);
  for (const layer of spec.layers) {
    if (spec.form === 'lines') {
      group.append(lineOf(layer, points, y));
      continue;
    }
    const above = below.map((value, row) => value + (layer.values[row] || 0));
    group.append(bandOf(layer, points, y, { below, above }));
    below = above;
  }
  return group;
}

/** A layer that stands for itself. */
function lineOf({ values, colour, dashed }: Layer, { rows, place, at }: Points, y: Plot['y']) {
  const path = line<number>(place, (row) => y(at(values, row)))
    .defined((row) => Number.isFinite(at(values, row)))
    .curve(curveStepAfter);
  const style = `stroke: var(${colour})`;
  const dash = dashed ? '5 4' : undefined;
  return shape('path', { class: 'mark', d: path(rows) ?? '', style, 'stroke-dasharray': dash });
}

/** A layer of a stack, between the sums below and with it. */
function bandOf(
  { values, colour }: Layer,
  { rows, place, at }: Points,
  y: Plot['y'],
  { below, above }: { readonly below: Float64Array; readonly above: Float64Array },
): SVGElement {
  const path = area<number>(
    place,
    (row) => y(at(below, row)),
    (row) => y(at(above, row)),
  )
    .defined((row) => Number.isFinite(at(values, row)))
    .curve(curveStepAfter);
  const style = `fill: var(${colour})`;
  return shape('path', { class: 'mark', d: path(rows) ?? '', style });
}

const flag = 16;

function marksOf(marks: readonly Mark[], { x, y, edge }: Plot, width: number): SVGGElement {
  const group = shape('g', { class: 'events', 'aria-hidden': true });
  const [bottom = 0] = y.range();
  let free = edge.left - flag;
  marks.forEach(({ atMs, number, text }, place) => {
    const at = x(atMs);
    if (!(at >= edge.left - 1 && at <= width - edge.right + 1)) return;
    const mark = shape('g', { class: 'event' }, shape('title', {}, `${clock(atMs)} UTC: ${text}`));
    mark.append(shape('line', { x1: at, x2: at, y1: edge.top - 6, y2: bottom }));
    const next = marks[place + 1];
    const end = next && next.atMs < (x.domain()[1]?.getTime() ?? 0) ? x(next.atMs) - flag : width;
    if (at - flag / 2 >= free) {
      const digitText = String(number);
      const wide = flag + 6 * (digitText.length - 1);
      mark.append(
        shape('rect', { x: at - wide / 2, y: 3, width: wide, height: flag, rx: 4 }),
        shape('text', { class: 'number', x: at, y: 15, 'text-anchor': 'middle' }, digitText),
      );
      free = at + wide / 2 + 2;
      const label = shortened(text, Math.floor((end - free - 6) / 6.4));
      mark.append(shape('text', { class: 'label', x: free + 3, y: 15 }, label));
      free += 6.4 * label.length;
    }
    group.append(mark);
  });
  return group;
}

/** As much of a text as fits into `lengthMax` characters, its end too: it says what happened. */
function shortened(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  const end = text.slice(text.lastIndexOf(' ', text.length - 5));
  const room = lengthMax - 1 - end.length;
  return room < 6 ? '' : `${text.slice(0, room).trimEnd()}…${end}`;
}
