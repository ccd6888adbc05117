// Which series has a run over time? Their rows so far, which can be taken while it goes on.
import { compareUtf8, linkKinds, readIds } from '@fairlead/core';
import { bySite } from '../../loops/bins.ts';
import type { Conductor, EpochRow } from '../../loops/conductor.ts';
import { feedCounts } from '../../loops/feeds.ts';
import { noTries, type TryCounts } from '../../loops/queues.ts';
import { causeCount, causes, cellAt, type Ending, endingAt } from '../../measures/account.ts';
import type { Series } from '../result.ts';
import { type Column, columnsOver, rounded, table } from './table.ts';

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
  const of = columnsOver(rows);
  const bps = (name: string, sum: (row: EpochRow) => number): Column =>
    of.wholeAmount(`${name}_bps`, (row) => sum(row) / row.spanMs);
  const unserved: readonly Ending[] = ['reduced', 'stalled', 'absent'];
  const sum = (row: EpochRow, endings: readonly Ending[]): number =>
    endings.reduce((all, ending) => all + ofEnding(row, endingAt[ending]), 0);
  return table('epochs', setup.share, [
    of.fixed('start_ms', ({ startMs }) => setup.timeline.startMs + startMs),
    of.wholeAmount('sessions_started', ({ started }) => started),
    of.wholeAmount('sessions_active', ({ active }) => active),
    bps('asked', (row) => row.cells.reduce((all, bits) => all + bits, 0)),
    ...linkKinds.map((kind, ending) => bps(kind, (row) => ofEnding(row, ending))),
    bps('unserved', (row) => sum(row, unserved)),
    ...unserved.map((ending) => bps(ending, (row) => sum(row, [ending]))),
    ...causes.slice(1).map((cause, k) => bps(`miss_${cause}`, (row) => ofCause(row, k + 1))),
    of.wholeAmount('failovers', ({ failovers }) => failovers),
    of.wholeAmount('errors', ({ errors }) => errors),
    of.fixed('flips', ({ flips }) => flips),
  ]);
}

/** One row an epoch and cause: bytes asked under it, and for how long members asked. */
function causeTable({ rows, setup }: Conductor): Series {
  const { share, timeline } = setup;
  const pairs = rows.flatMap((row) =>
    causes.map((cause, k) => ({ row, cause, k })).sort((a, b) => compareUtf8(a.cause, b.cause)),
  );
  const of = columnsOver(pairs);
  return table('causes', share, [
    of.fixed('start_ms', ({ row }) => timeline.startMs + row.startMs),
    of.text('cause', ({ cause }) => cause),
    of.amount('bytes', ({ row, k }) => ofCause(row, k) / 8000),
    of.amount('member_hours', ({ row, k }) => row.memberMs[k] / 3.6e6),
  ]);
}

/** How full those appliances and links were that were asked for anything in it, a row a bin. */
function utilisationTable({ elements, bins, setup }: Conductor): Series {
  const { links, count } = elements;
  const quantiles = [0.5, 0.9, 0.95, 0.99, 1] as const;
  const sharesOf = (from: number, to: number): (readonly number[])[] =>
    bins.rows.map(({ askedBps, carriedBps, capacityBps }) => {
      const shares = carriedBps.slice(from, to).map((bps, row) => bps / capacityBps[from + row]);
      const used = shares.filter((_, row) => askedBps[from + row] > 0).sort();
      return quantiles.map((q) => used[Math.max(0, Math.ceil(q * used.length) - 1)] ?? 0);
    });
  const [appliances, ofLinks] = [sharesOf(0, links), sharesOf(links, count)];
  const of = columnsOver(bins.rows);
  const columns = (name: string, rows: readonly (readonly number[])[]) =>
    quantiles.map((q, k) =>
      of.fixed(`${name}_${q === 1 ? 'max' : `p${q * 100}`}`, (_, bin) => rounded(rows[bin][k])),
    );
  return table('utilisation', setup.share, [
    of.fixed('start_ms', ({ startMs }) => setup.timeline.startMs + startMs),
    ...columns('appliance', appliances),
    ...columns('link', ofLinks),
  ]);
}

/** How long first pictures took, a row for each bin in which one came. */
function startTable({ bins, setup }: Conductor): Series {
  const rows = bins.rows.filter(({ pictures }) => pictures > 0);
  const ms = (value: number): number => Math.floor(value * 1000 + 0.5) / 1000;
  const of = columnsOver(rows);
  return table('starts', setup.share, [
    of.fixed('start_ms', ({ startMs }) => setup.timeline.startMs + startMs),
    of.wholeAmount('pictures', ({ pictures }) => pictures),
    of.fixed('delay_p50_ms', ({ startMsP50 }) => ms(startMsP50)),
    of.fixed('delay_p95_ms', ({ startMsP95 }) => ms(startMsP95)),
  ]);
}

/** What was tried at appliances, where starting costs something. */
function tryTables({ rows, setup }: Conductor): Series[] {
  if (setup.doors === undefined) return [];
  const of = columnsOver(rows);
  const tried = (name: string, count: (tried: TryCounts) => number): Column =>
    of.wholeAmount(name, (row) => count(row.tried ?? noTries));
  return [
    table('tries', setup.share, [
      of.fixed('start_ms', ({ startMs }) => setup.timeline.startMs + startMs),
      tried('tries', ({ tries }) => tries),
      tried('answered', ({ answered }) => answered),
      tried('timed_out', ({ timedOut }) => timedOut),
      tried('held_back', ({ heldBack }) => heldBack),
      of.fixed('wait_ms', (row) => Math.floor((row.tried ?? noTries).waitMs + 0.5)),
    ]),
  ];
}

/** What became of the reports of feeds that something is wrong with, a row an epoch and feed. */
function reportTables({ rows, setup, running }: Conductor): Series[] {
  if (running.feeds.length === 0) return [];
  const of = columnsOver(
    rows.flatMap(({ startMs, heard }) => heard.map((one) => ({ startMs, ...one }))),
  );
  return [
    table('reports', setup.share, [
      of.fixed('start_ms', ({ startMs }) => setup.timeline.startMs + startMs),
      of.text('feed', ({ feed }) => feed),
      ...feedCounts.map((name) => of.fixed(name, ({ counts }) => counts[name])),
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
  const told = columnsOver(rows);
  return table('bins', setup.share, [
    told.fixed('start_ms', ({ startMs }) => startMs),
    told.text('kind', ({ kind }) => kind),
    told.text('id', ({ id }) => id),
    told.wholeAmount('asked_bps', ({ of }) => of[0]),
    told.wholeAmount('carried_bps', ({ of }) => of[1]),
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
