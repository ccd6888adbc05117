// Which series has a run over time? Their rows so far, which can be taken while it goes on.
import { compareUtf8, linkKinds, readIds } from '@fairlead/core';
import { bySite } from '../loops/bins.ts';
import type { Conductor, EpochRow } from '../loops/conductor.ts';
import { feedCounts } from '../loops/feeds.ts';
import { noTries, type TryCounts } from '../loops/queues.ts';
import { causeCount, causes, cellAt, type Ending, endingAt } from '../measures/account.ts';
import type { Series, SeriesColumn } from './result.ts';

export type Values = SeriesColumn['values'];

export function table(name: string, columns: readonly (readonly [string, Values])[]): Series {
  return { name, columns: columns.map(([column, values]) => ({ name: column, values })) };
}

/** Shares are given to six digits. */
export const rounded = (share: number): number => Math.floor(share * 1e6 + 0.5) / 1e6;

/** Whole bits per second. */
export const wholeBps = (bps: number): number => Math.floor(bps + 0.5);

/** The rows over time that are not taken yet: of epochs, and of five minutes. */
export function overTimeOf(conductor: Conductor): Series[] {
  return [
    epochTable(conductor),
    causeTable(conductor),
    utilisationTable(conductor),
    startTable(conductor),
    binTable(conductor),
    ...tryTables(conductor),
    ...reportTables(conductor),
  ];
}

/** The same, which the conductor keeps no longer. */
export function takeOverTime(conductor: Conductor): Series[] {
  const taken = overTimeOf(conductor);
  conductor.rows = [];
  conductor.bins.rows = [];
  return taken;
}

const ofEnding = ({ cells }: EpochRow, ending: number): number => {
  let sum = 0;
  for (let cause = 0; cause < causeCount; cause++) sum += cells[cellAt(ending, cause)];
  return sum;
};
const ofCause = ({ cells }: EpochRow, cause: number): number => {
  let sum = 0;
  for (let cell = cause; cell < cells.length; cell += causeCount) sum += cells[cell];
  return sum;
};

function epochTable({ rows, setup }: Conductor): Series {
  const { share, timeline } = setup;
  const column = (value: (row: EpochRow) => number) => Float64Array.from(rows, value);
  const bps = (amount: (row: EpochRow) => number) =>
    column((row) => wholeBps(amount(row) / share / row.spanMs));
  const unserved: readonly Ending[] = ['reduced', 'stalled', 'absent'];
  const sum = (row: EpochRow, endings: readonly Ending[]): number =>
    endings.reduce((all, ending) => all + ofEnding(row, endingAt[ending]), 0);
  return table('epochs', [
    ['start_ms', column((row) => timeline.startMs + row.startMs)],
    ['sessions_started', column((row) => row.started)],
    ['sessions_active', column((row) => row.active)],
    ['asked_bps', bps((row) => row.cells.reduce((all, amount) => all + amount, 0))],
    ...linkKinds.map(
      (kind, ending) => [`${kind}_bps`, bps((row) => ofEnding(row, ending))] as const,
    ),
    ['unserved_bps', bps((row) => sum(row, unserved))],
    ...unserved.map((ending) => [`${ending}_bps`, bps((row) => sum(row, [ending]))] as const),
    ...causes
      .slice(1)
      .map((cause, k) => [`miss_${cause}_bps`, bps((row) => ofCause(row, k + 1))] as const),
    ['failovers', column((row) => row.failovers)],
    ['errors', column((row) => row.errors)],
    ['flips', column((row) => row.flips)],
  ]);
}

/** One row an epoch and cause: bytes asked under it, and for how long members asked. */
function causeTable({ rows, setup }: Conductor): Series {
  const { share, timeline } = setup;
  const pairs = rows.flatMap((row) =>
    causes.map((cause, k) => ({ row, cause, k })).sort((a, b) => compareUtf8(a.cause, b.cause)),
  );
  return table('causes', [
    ['start_ms', Float64Array.from(pairs, ({ row }) => timeline.startMs + row.startMs)],
    ['cause', pairs.map(({ cause }) => cause)],
    ['bytes', Float64Array.from(pairs, ({ row, k }) => ofCause(row, k) / share / 8000)],
    ['member_hours', Float64Array.from(pairs, ({ row, k }) => row.memberMs[k] / share / 3.6e6)],
  ]);
}

/** How full those appliances and links were that were asked for anything in it, a row a bin. */
function utilisationTable({ elements, bins, setup }: Conductor): Series {
  const { links, count } = elements;
  const quantiles = [0.5, 0.9, 0.95, 0.99, 1] as const;
  const of = (from: number, to: number): (readonly number[])[] =>
    bins.rows.map(({ askedBps, carriedBps, capacityBps }) => {
      const shares = carriedBps.slice(from, to).map((bps, row) => bps / capacityBps[from + row]);
      const used = shares.filter((_, row) => askedBps[from + row] > 0).sort();
      return quantiles.map((q) => used[Math.max(0, Math.ceil(q * used.length) - 1)] ?? 0);
    });
  const [appliances, ofLinks] = [of(0, links), of(links, count)];
  const columns = (name: string, rows: readonly (readonly number[])[]) =>
    quantiles.map(
      (q, k) =>
        [
          `${name}_${q === 1 ? 'max' : `p${q * 100}`}`,
          Float64Array.from(rows, (row) => rounded(row[k])),
        ] as const,
    );
  return table('utilisation', [
    ['start_ms', Float64Array.from(bins.rows, ({ startMs }) => setup.timeline.startMs + startMs)],
    ...columns('appliance', appliances),
    ...columns('link', ofLinks),
  ]);
}

/** How long first pictures took, a row for each bin in which one came. */
function startTable({ bins, setup }: Conductor): Series {
  const rows = bins.rows.filter(({ pictures }) => pictures > 0);
  const ms = (value: number): number => Math.floor(value * 1000 + 0.5) / 1000;
  return table('starts', [
    ['start_ms', Float64Array.from(rows, ({ startMs }) => setup.timeline.startMs + startMs)],
    ['pictures', Float64Array.from(rows, ({ pictures }) => pictures)],
    ['delay_p50_ms', Float64Array.from(rows, ({ startMsP50 }) => ms(startMsP50))],
    ['delay_p95_ms', Float64Array.from(rows, ({ startMsP95 }) => ms(startMsP95))],
  ]);
}

/** What was tried at appliances, where starting costs something. */
function tryTables({ rows, setup }: Conductor): Series[] {
  if (setup.doors === undefined) return [];
  const column = (value: (tried: TryCounts) => number) =>
    Float64Array.from(rows, ({ tried }) => value(tried ?? noTries));
  return [
    table('tries', [
      ['start_ms', Float64Array.from(rows, (row) => setup.timeline.startMs + row.startMs)],
      ['tries', column(({ tries }) => tries)],
      ['answered', column(({ answered }) => answered)],
      ['timed_out', column(({ timedOut }) => timedOut)],
      ['held_back', column(({ heldBack }) => heldBack)],
      ['wait_ms', column(({ waitMs }) => Math.floor(waitMs + 0.5))],
    ]),
  ];
}

/** What became of the reports of feeds that something is wrong with, a row an epoch and feed. */
function reportTables({ rows, setup, running }: Conductor): Series[] {
  if (running.feeds.length === 0) return [];
  const heard = rows.flatMap(({ startMs, heard: all }) => all.map((one) => ({ startMs, ...one })));
  return [
    table('reports', [
      ['start_ms', Float64Array.from(heard, ({ startMs }) => setup.timeline.startMs + startMs)],
      ['feed', heard.map(({ feed }) => feed)],
      ...feedCounts.map(
        (name) => [name, Float64Array.from(heard, ({ counts }) => counts[name])] as const,
      ),
    ]),
  ];
}

/** Means of one bin by id, of one kind. */
type Part = {
  readonly kind: string;
  readonly ids: readonly string[];
  readonly of: (bin: Conductor['bins']['rows'][number]) => readonly [Float64Array, Float64Array];
};

/** What countries, links, networks and sites were asked and carried; nothing is left out. */
function binTable(conductor: Conductor): Series {
  const { bins, setup } = conductor;
  const parts = partsOf(conductor);
  const rows = bins.rows.flatMap((bin) =>
    parts.flatMap(({ kind, ids, of }) => {
      const [asked, carried] = of(bin);
      const order = inByteOrder(ids).filter((row) => asked[row] > 0 || carried[row] > 0);
      const startMs = setup.timeline.startMs + bin.startMs;
      return order.map((row) => ({ startMs, kind, id: ids[row], of: [asked[row], carried[row]] }));
    }),
  );
  const bps = (k: number) => Float64Array.from(rows, ({ of }) => wholeBps(of[k] / setup.share));
  return table('bins', [
    ['start_ms', Float64Array.from(rows, ({ startMs }) => startMs)],
    ['kind', rows.map(({ kind }) => kind)],
    ['id', rows.map(({ id }) => id)],
    ['asked_bps', bps(0)],
    ['carried_bps', bps(1)],
  ]);
}

const inByteOrder = (ids: readonly string[]): number[] =>
  ids.map((_, row) => row).sort((a, b) => compareUtf8(ids[a], ids[b]));

function partsOf({ setup, elements }: Conductor): Part[] {
  const { snapshot, places } = setup;
  const sumsOf = (rowOf: Uint32Array, count: number, bps: Float64Array): Float64Array => {
    const sums = new Float64Array(count);
    for (let place = 0; place < bps.length; place++) sums[rowOf[place]] += bps[place];
    return sums;
  };
  const living = (kind: string, rowOf: Uint32Array, ids: readonly string[]): Part => ({
    kind,
    ids,
    of: ({ placeAskedBps, placeCarriedBps }) => [
      sumsOf(rowOf, ids.length, placeAskedBps),
      sumsOf(rowOf, ids.length, placeCarriedBps),
    ],
  });
  const serving = (kind: 'link' | 'site', sum: (linkBps: Float64Array) => Float64Array): Part => ({
    kind,
    ids: readIds(snapshot, kind),
    of: ({ askedBps, carriedBps }) => [
      sum(askedBps.subarray(elements.links)),
      sum(carriedBps.subarray(elements.links)),
    ],
  });
  return [
    living('country', places.country, places.countryIds),
    serving('link', (linkBps) => linkBps),
    living('network', places.network, places.networkIds),
    serving('site', (linkBps) => bySite(setup, linkBps)),
  ];
}
