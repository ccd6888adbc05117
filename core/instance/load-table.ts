// What is known of the loads of a table, and what was known when an old report was measured?
import {
  createLoadMark,
  createLoads,
  type LoadMark,
  type LoadMarkRow,
  type Loads,
  loadPlaces,
  shedMsAt,
  writeLoadMark,
} from '../control/believed-load.ts';
import { carryLoads, carryMark } from '../control/carry.ts';
import { type LoadPolicy, updateShedUnits } from '../control/shed.ts';
import type { MarkRule } from './policy.ts';

/** The loads of the appliances or of the links, and a ring of marks of what was known of them. */
export type LoadTable = {
  readonly loads: Loads;
  readonly marks: readonly LoadMark[];
  /** Place of the last mark in the ring. */
  last: number;
  policy: LoadPolicy;
  /** Room for one row, written anew for each. */
  readonly reading: { -readonly [field in keyof LoadMarkRow]: number };
  readonly input: { room: number; atMs: number; leastShare: number };
};

export function createLoadTable(
  count: number,
  atMs: number,
  policy: LoadPolicy,
  marks: MarkRule,
): LoadTable {
  return {
    loads: createLoads(count, atMs),
    marks: Array.from({ length: marks.count }, () => createLoadMark(count)),
    last: 0,
    policy,
    reading: { atMs: 0, own: 0, turnover: 0, shedMs: 0 },
    input: { room: 0, atMs: 0, leastShare: 0 },
  };
}

/** The same on other rows. */
export function carryLoadTable(table: LoadTable, rows: Uint32Array, atMs: number): LoadTable {
  return {
    ...table,
    loads: carryLoads(table.loads, rows, atMs),
    marks: table.marks.map((mark) => carryMark(mark, rows)),
    reading: { ...table.reading },
    input: { ...table.input },
  };
}

/** Marks what is known at `atMs`, unless the last mark is younger than `everyMs`. */
export function markLoads(table: LoadTable, atMs: number, { everyMs }: MarkRule): void {
  const { marks, loads } = table;
  const sinceMs = atMs - marks[table.last].atMs;
  if (sinceMs < everyMs && sinceMs !== 0) return;
  if (sinceMs !== 0) table.last = (table.last + 1) % marks.length;
  writeLoadMark(marks[table.last], loads, atMs);
}

/** An instant between two marks; without a later one between the last mark and now. */
export type Instant = {
  readonly atMs: number;
  readonly nowMs: number;
  readonly before?: LoadMark;
  readonly after?: LoadMark;
};

/** Where the instant `toldMs` lies among the marks, or why nothing is known of it. */
export function instantAt(
  { marks }: LoadTable,
  toldMs: number,
  { nowMs, aheadMs }: { readonly nowMs: number; readonly aheadMs: number },
): Instant | 'future' | 'forgotten' {
  const atMs = typeof toldMs === 'number' ? toldMs + aheadMs : Number.NaN;
  if (!(atMs <= nowMs)) return 'future';
  let before: LoadMark | undefined;
  let after: LoadMark | undefined;
  for (const mark of marks) {
    if (mark.atMs <= atMs && !(before !== undefined && before.atMs >= mark.atMs)) before = mark;
    if (mark.atMs > atMs && !(after !== undefined && after.atMs <= mark.atMs)) after = mark;
  }
  if (before === undefined) return atMs === nowMs ? { atMs, nowMs } : 'forgotten';
  return after === undefined ? { atMs, nowMs, before } : { atMs, nowMs, before, after };
}

/** What was known of `row` at that instant: as marked, or in proportion between two. @hot */
export function readingAt(table: LoadTable, row: number, instant: Instant): LoadMarkRow {
  const { reading: out, loads } = table;
  const { atMs, nowMs, before, after } = instant;
  out.atMs = atMs;
  if (before !== undefined && before.atMs === atMs) {
    out.own = before.own[row];
    out.turnover = before.turnover[row];
    out.shedMs = before.shedMs[row];
    return out;
  }
  out.own = after === undefined ? loads.own[row * loadPlaces] : after.own[row];
  out.turnover = after === undefined ? loads.turnover[row * loadPlaces] : after.turnover[row];
  out.shedMs = after === undefined ? shedMsAt(loads, row, nowMs) : after.shedMs[row];
  if (before === undefined) return out;
  const laterMs = after === undefined ? nowMs : after.atMs;
  const part = (atMs - before.atMs) / (laterMs - before.atMs);
  out.own = before.own[row] + (out.own - before.own[row]) * part;
  out.turnover = before.turnover[row] + (out.turnover - before.turnover[row]) * part;
  out.shedMs = before.shedMs[row] + (out.shedMs - before.shedMs[row]) * part;
  return out;
}

/** Sets the shed share of a row as the input says, and returns it in units of 1/65536. @hot */
export function shedRow({ loads, input, policy }: LoadTable, row: number): number {
  return updateShedUnits(loads, row, input, policy);
}
