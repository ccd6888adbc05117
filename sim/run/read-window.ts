// What did all desks write down of the window, together, by network, by country and by group?
import { linkKinds } from '@fairlead/core';
import { billedBps } from '../loops/bins.ts';
import type { Conductor } from '../loops/conductor.ts';
import { isNoise, isNoiseOfHours } from '../loops/grain.ts';
import { peakHoursOf } from '../loops/peak-hours.ts';
import { causeCount, cellCount } from '../measures/account.ts';
import {
  createExact,
  type Exact,
  exactAt,
  joinExact,
  mergeExact,
  numberAt,
} from '../measures/exact.ts';
import {
  type DistributionName,
  distributionAt,
  distributions,
  groupCount,
  type Ledger,
  type TallyName,
  tallies,
  tallyAt,
  tallyCount,
} from '../measures/ledger.ts';
import { createSketch, mergeSketch, type Sketch } from '../measures/sketch.ts';
import { delivered } from '../measures/traffic.ts';
import type { SessionSlice, Slice, Tables } from '../measures/window.ts';
import { hourMs } from '../setup/rounds.ts';

const transit = linkKinds.indexOf('transit');

/** What KPIs are read off. */
export type Window = {
  readonly all: SessionSlice;
  /** All without the sessions of one group. */
  readonly without: readonly SessionSlice[];
  readonly networks: readonly Slice[];
  /** By code, ascending. */
  readonly countries: readonly (readonly [code: string, slice: Slice])[];
  readonly tables: Tables;
};

export function readWindow(conductor: Conductor): Window {
  const ledgers = conductor.outputs.map(({ ledger }) => ledger);
  const slices = groupSlices(ledgers);
  const all = slices.reduce(plus);
  const places = placesOf(conductor, ledgers);
  return {
    all,
    without: slices.map((slice) => minus(all, slice)),
    ...places,
    tables: tablesOf(conductor, places.networks),
  };
}

function merged(ledgers: readonly Ledger[], pick: (ledger: Ledger) => Exact): Exact {
  const [first] = ledgers;
  const sums = createExact(pick(first).low.length);
  for (const ledger of ledgers) mergeExact(sums, pick(ledger));
  return sums;
}

function sliceAt(cells: Exact, times: Exact, row: number): Slice {
  return {
    cells: Array.from({ length: cellCount }, (_, cell) => exactAt(cells, row * cellCount + cell)),
    times: named(tallies, (name) => exactAt(times, row * tallyCount + tallyAt[name])),
  };
}

function named<Name extends string, Value>(
  names: readonly Name[],
  value: (name: Name) => Value,
): { readonly [name in Name]: Value } {
  return Object.fromEntries(names.map((name) => [name, value(name)])) as {
    [name in Name]: Value;
  };
}

function groupSlices(ledgers: readonly Ledger[]): SessionSlice[] {
  const cells = merged(ledgers, ({ group }) => group);
  const times = merged(ledgers, ({ groupTime }) => groupTime);
  const hosted = merged(ledgers, (ledger) => ledger.hosted);
  return Array.from({ length: groupCount }, (_, group) => ({
    ...sliceAt(cells, times, group),
    hosted: { asked: exactAt(hosted, 2 * group), embedded: exactAt(hosted, 2 * group + 1) },
    sketches: named(distributions, (name) => {
      const sketch = createSketch();
      const place = group * distributions.length + distributionAt[name];
      for (const ledger of ledgers) mergeSketch(sketch, ledger.sketches[place]);
      return sketch;
    }),
  }));
}

type Combine = (a: bigint, b: bigint) => bigint;

function combined(a: SessionSlice, b: SessionSlice, how: Combine, sign: number): SessionSlice {
  const sketchOf = (name: DistributionName): Sketch => {
    const sketch = a.sketches[name].slice();
    mergeSketch(sketch, b.sketches[name], sign);
    return sketch;
  };
  return {
    cells: a.cells.map((bits, cell) => how(bits, b.cells[cell])),
    times: named(tallies, (name: TallyName) => how(a.times[name], b.times[name])),
    hosted: {
      asked: how(a.hosted.asked, b.hosted.asked),
      embedded: how(a.hosted.embedded, b.hosted.embedded),
    },
    sketches: named(distributions, sketchOf),
  };
}

const plus = (a: SessionSlice, b: SessionSlice): SessionSlice => combined(a, b, (x, y) => x + y, 1);
const minus = (a: SessionSlice, b: SessionSlice): SessionSlice =>
  combined(a, b, (x, y) => x - y, -1);

/** Sums of metros, by network and by country. */
function placesOf({ setup }: Conductor, ledgers: readonly Ledger[]) {
  const cells = merged(ledgers, ({ metro }) => metro);
  const times = merged(ledgers, ({ metroTime }) => metroTime);
  const { countryIds, ofMetro } = setup.places;
  const country = ofMetro.map((place) => setup.places.country[place]);
  const sumBy = (groups: Uint32Array, count: number): Slice[] => {
    const byCell = createExact(count * cellCount);
    const byTime = createExact(count * tallyCount);
    for (let metro = 0; metro < groups.length; metro++) {
      const row = groups[metro];
      mergeExact(rowsAt(byCell, row, cellCount), rowsAt(cells, metro, cellCount));
      mergeExact(rowsAt(byTime, row, tallyCount), rowsAt(times, metro, tallyCount));
    }
    return Array.from({ length: count }, (_, row) => sliceAt(byCell, byTime, row));
  };
  const countries = sumBy(country, countryIds.length);
  return {
    networks: sumBy(setup.audience.network, setup.networkCount),
    countries: countryIds.map((code, row) => [code, countries[row]] as const),
  };
}

/** Rows `row × width` to before `(row + 1) × width` of sums. */
function rowsAt({ low, high }: Exact, row: number, width: number): Exact {
  const [from, to] = [row * width, (row + 1) * width];
  return { low: low.subarray(from, to), high: high.subarray(from, to) };
}

/** Of each network what an hour has of it on average. */
function hoursOf({ setup }: Conductor, networks: readonly Slice[]) {
  const { fromMs, toMs } = setup.timeline;
  const hours = Math.max(1, (toMs - fromMs) / hourMs);
  return networks.map((slice) => ({
    hourly: Number(slice.times.starts) / hours,
    delivered: Number(delivered(slice)),
  }));
}

function tablesOf(conductor: Conductor, networks: readonly Slice[]): Tables {
  const { elements, flipCount, setup, bins } = conductor;
  const asked = (from: number, to: number, peaks: Float64Array): Float64Array =>
    peaks.slice(from, to).filter((_, row) => elements.peakAsked[from + row] > 0);
  const { links, count } = elements;
  return {
    peaks: {
      appliance: {
        asked: asked(0, links, elements.peakAsked),
        carried: asked(0, links, elements.peakCarried),
      },
      link: {
        asked: asked(links, count, elements.peakAsked),
        carried: asked(links, count, elements.peakCarried),
      },
    },
    peakHours: peakHoursOf(bins.hours),
    billedBps: billed(conductor),
    flips: setup.snapshot.applianceCount + setup.snapshot.linkCount === 0 ? NaN : flipCount,
    isNoise: {
      appliance: isNoise(elements, (row) => row < links),
      link: isNoise(elements, (row) => row >= links),
      transit: isNoise(elements, (row) => setup.snapshot.linkKind[row - links] === transit),
      network: isNoiseOfHours(setup.share, hoursOf(conductor, networks)),
    },
  };
}

function billed({ setup, bins }: Conductor): number | undefined {
  const { linkKind } = setup.snapshot;
  let sum: number | undefined;
  for (let link = 0; link < linkKind.length; link++)
    if (linkKind[link] === transit) sum = (sum ?? 0) + billedBps(bins.billing, link);
  return sum;
}

/** Carried by an appliance or link in the window, bytes. */
export function carriedBytes({ elements }: Conductor, row: number): number {
  return numberAt(elements.carried, row) / 8000;
}

/** Delivered in the window by each appliance, then each link, to whom rank 0 lacked for a cause. */
export function missedBytes({ outputs, elements }: Conductor, cause: number): Float64Array {
  const sums = createExact(elements.count);
  for (const { ledger } of outputs)
    for (let row = 0; row < elements.count; row++)
      joinExact(sums, row, ledger.missed, row * causeCount + cause);
  return Float64Array.from(sums.low, (_, row) => numberAt(sums, row) / 8000);
}
