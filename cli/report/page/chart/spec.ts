// What is a chart over time made of? Layers on one clock, and the events that happened meanwhile.

import type { Local } from './local.ts';

/** One named course of values, in the colour of a token of the page's style. */
export type Layer = {
  readonly label: string;
  readonly colour: string;
  readonly dashed?: boolean;
  readonly values: Float64Array;
};

/** An event on the clock; its number is that of the list of events. */
export type Mark = { readonly atMs: number; readonly number: number; readonly text: string };

export type ChartSpec = {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  /** Unit as `quantity` takes it. */
  readonly unit: string;
  /** `stack`: the layers add up to a total. `lines`: each stands for itself. */
  readonly form: 'stack' | 'lines';
  readonly layers: readonly Layer[];
  /** Begin of each epoch, ascending, in ms since 1970 UTC. */
  readonly times: Float64Array;
  readonly fromMs: number;
  readonly toMs: number;
  /** The value axis reaches at least this far. */
  readonly top?: number;
  readonly marks: readonly Mark[];
  /** A second row of times below the axis. */
  readonly local?: Local | undefined;
};

/** The largest value that the chart draws: of the total in a stack, of any layer in lines. */
export function peakOf({ form, layers, times }: ChartSpec): { value: number; row: number } {
  let best = { value: 0, row: 0 };
  for (let row = 0; row < times.length; row++) {
    const values = layers.map((layer) => layer.values[row] ?? Number.NaN).filter(Number.isFinite);
    const value = form === 'stack' ? sum(values) : Math.max(0, ...values);
    if (value > best.value) best = { value, row };
  }
  return best;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Total of a stack in row `row`. */
export function totalAt({ layers }: ChartSpec, row: number): number {
  return sum(layers.map((layer) => layer.values[row] ?? 0).filter(Number.isFinite));
}

/** Length of an epoch: that of the first, as all have the same. */
export function stepMs({ times, fromMs, toMs }: ChartSpec): number {
  const [first, second] = times;
  return first !== undefined && second !== undefined ? second - first : toMs - fromMs;
}

/** Row of the epoch that `atMs` is in; undefined when that is outside the chart's time. */
export function rowAt(spec: ChartSpec, atMs: number): number | undefined {
  const { times } = spec;
  let low = -1;
  let high = times.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((times[middle] ?? 0) <= atMs) low = middle;
    else high = middle - 1;
  }
  const from = times[low];
  return from !== undefined && atMs < from + stepMs(spec) ? low : undefined;
}
