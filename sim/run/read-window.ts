// What did all desks write down of the window, together, by network, by country and by group?
import { linkKinds, type World } from '@fairlead/core';
import type { Conductor } from '../loops/conductor.ts';
import { cellCount, deliveredEndings } from '../measures/account.ts';
import { createExact, type Exact, exactAt, mergeExact, numberAt } from '../measures/exact.ts';
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
import type { SessionSlice, Slice, Tables } from '../measures/window.ts';
import { hoursOf } from '../setup/rounds.ts';

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

export function readWindow(world: World, conductor: Conductor): Window {
  const ledgers = conductor.outputs.map(({ ledger }) => ledger);
  const slices = groupSlices(ledgers);
  const all = slices.reduce(plus);
  return {
    all,
    without: slices.map((slice) => minus(all, slice)),
    ...placesOf(world, conductor, ledgers),
    tables: tablesOf(conductor, ledgers),
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
function placesOf(world: World, { setup }: Conductor, ledgers: readonly Ledger[]) {
  const cells = merged(ledgers, ({ metro }) => metro);
  const times = merged(ledgers, ({ metroTime }) => metroTime);
  const codes = [...new Set(world.metros.country)].sort();
  const rowOf = new Map(codes.map((code, row) => [code, row]));
  const country = Uint32Array.from(world.metros.country, (code) => rowOf.get(code) ?? 0);
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
  const countries = sumBy(country, codes.length);
  return {
    networks: sumBy(setup.audience.network, setup.networkCount),
    countries: codes.map((code, row) => [code, countries[row]] as const),
  };
}

/** Rows `row × width` to before `(row + 1) × width` of sums. */
function rowsAt({ low, high }: Exact, row: number, width: number): Exact {
  const [from, to] = [row * width, (row + 1) * width];
  return { low: low.subarray(from, to), high: high.subarray(from, to) };
}

function tablesOf(conductor: Conductor, ledgers: readonly Ledger[]): Tables {
  const { elements, flipCount, setup } = conductor;
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
    peakHours: peakHoursOf(conductor, ledgers),
    billedBps: billed(conductor),
    flips: setup.snapshot.applianceCount + setup.snapshot.linkCount === 0 ? NaN : flipCount,
  };
}

/** The mean that a link is billed by: of those of its bins, largest first, the next after 5 %. */
export function billedOf({ elements }: Conductor, link: number): number {
  const means = elements.binBps.map((bin) => bin[elements.links + link]).sort((a, b) => b - a);
  return means[Math.floor(means.length / 20)] ?? 0;
}

function billed(conductor: Conductor): number | undefined {
  const { linkKind } = conductor.setup.snapshot;
  let sum: number | undefined;
  for (let link = 0; link < linkKind.length; link++)
    if (linkKind[link] === transit) sum = (sum ?? 0) + billedOf(conductor, link);
  return sum;
}

/** Of each network and UTC day the hour in which most was delivered, by kind of link. */
function peakHoursOf({ setup }: Conductor, ledgers: readonly Ledger[]) {
  const { first, count } = hoursOf(setup.timeline);
  const kinds = new Array<number>(deliveredEndings).fill(0);
  for (let network = 0; network < setup.networkCount; network++) {
    let best: number[] = [];
    for (let hour = 0; hour < count; hour++) {
      if ((first + hour) % 24 === 0 || hour === 0) {
        best.forEach((bits, kind) => {
          kinds[kind] += bits;
        });
        best = [];
      }
      const row = (network * count + hour) * deliveredEndings;
      const own = kinds.map((_, kind) =>
        ledgers.reduce((sum, { hours }) => sum + hours[row + kind], 0),
      );
      if (sum(own) > sum(best)) best = own;
    }
    best.forEach((bits, kind) => {
      kinds[kind] += bits;
    });
  }
  return { kinds, all: sum(kinds) };
}

const sum = (values: readonly number[]): number => values.reduce((all, of) => all + of, 0);

/** Carried by an appliance or link in the window, bytes. */
export function carriedBytes({ elements }: Conductor, row: number): number {
  return numberAt(elements.carried, row) / 8000;
}
