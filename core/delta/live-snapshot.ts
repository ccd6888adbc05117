// Where does a snapshot stand that changes, and what does it answer? Room, and a running digest.
import { noRow } from '../base/ids.ts';
import { noSight, type SightCounts } from '../compile/views.ts';
import { treeRoomV6 } from '../prefix/tree6.ts';
import { viewSnapshot } from '../snapshot/codec.ts';
import type { Place } from '../snapshot/container.ts';
import {
  addAppliances,
  addFleet,
  addLinks,
  addSpansV4,
  addSpansV6,
  hashLists,
  hashResorts,
  hashVantage,
  listIds,
  type SpanRows,
} from '../snapshot/content-digest.ts';
import {
  fleetMarkWords,
  type Header,
  placeSections,
  turnAt,
  writeHeader,
} from '../snapshot/header.ts';
import {
  layout,
  type Section,
  type Snapshot,
  type SnapshotColumns,
  widthOf,
} from '../snapshot/layout.ts';
import { fleetMark } from '../snapshot/same-ids.ts';
import type { ChangedRows } from './changed-spans.ts';

/** Rows in use, of sections that grow; the others keep those that they began with. */
export type Lengths = { readonly [section in Section]?: number };

/** Rows that every section of a buffer has room for. */
export type Capacity = { readonly [section in Section]: number };

/** Rows of room behind a section of `rows`: small worlds need little, large ones grow slowly. */
function roomFor(section: Section, rows: number): number {
  if (/^(vantage|list)/.test(section)) return rows + Math.min(rows * 8 + 1024, 262144);
  if (/^resort/.test(section)) return rows + (rows >>> 3) + 1024;
  if (/^(start\d|span6?Value|spanStart)$/.test(section)) return rows * 2 + 4096;
  return rows;
}

/** Room for `columns` and for `lengths` at least, and for what comes. */
export function capacityFor(columns: SnapshotColumns, lengths: Lengths): Capacity {
  const inUse = (section: Section): number =>
    Math.max(lengths[section] ?? 0, columns[section].length);
  const capacity: { [section: string]: number } = {};
  for (const [section] of layout)
    capacity[section] =
      section === 'tree6'
        ? treeRoomV6(roomFor('start0', inUse('start0')))
        : roomFor(section, inUse(section));
  return capacity as Capacity;
}

/** Whether so many rows have a place. */
export function hasRoom(capacity: Capacity, wanted: Lengths): boolean {
  return layout.every(([section]) => (wanted[section] ?? 0) <= capacity[section]);
}

export type LiveBuffer = {
  readonly capacity: Capacity;
  /** All rows, those of the room too. */
  readonly columns: SnapshotColumns;
  /** Says in the header that what stood here is being written over. */
  readonly begin: () => void;
  /** The rows in use as a snapshot; writes the header. */
  readonly open: (header: Omit<Header, 'places' | 'turn'>, lengths: Lengths) => Snapshot;
};

/** A buffer with room for `capacity`; `columns` are copied into it. */
export function liveBuffer(
  columns: SnapshotColumns,
  fleet: string,
  capacity: Capacity,
  buffer: (byteLength: number) => ArrayBufferLike,
): LiveBuffer {
  const first = new Map(layout.map(([section]) => [section, columns[section].length]));
  const rooms = placeSections((section) => capacity[section] * widthOf(section), fleet);
  const bytes = new Uint8Array(buffer(rooms.end), 0, rooms.end);
  const marks = new Uint32Array(bytes.buffer, turnAt, 1 + fleetMarkWords);
  const placesOf = (rows: (section: Section) => number) => {
    const places: { [section: string]: Place } = {};
    for (const [section] of layout)
      places[section] = [rooms.places[section][0], rows(section) * widthOf(section)];
    return places as Header['places'];
  };
  const unnamed = { name: { fleet, epoch: 0, sequence: 0 }, contentDigest: new Uint32Array(4) };
  const wide = viewSnapshot(bytes, { ...unnamed, candidateMax: 0, places: rooms.places });
  copyColumns(wide, columns);
  marks.set(fleetMark(columns), 1);
  let turn = 0;
  return {
    capacity,
    columns: wide,
    begin(): void {
      turn = (turn + 1) | 1;
      Atomics.store(marks, 0, turn);
    },
    open(header, wanted) {
      const rows = (section: Section): number => wanted[section] ?? first.get(section) ?? 0;
      turn = turn % 2 === 1 ? turn + 1 : turn + 2;
      const whole: Header = { ...header, places: placesOf(rows), turn };
      writeHeader(bytes, whole);
      Atomics.store(marks, 0, turn);
      return viewSnapshot(bytes, whole);
    },
  };
}

/** Copies all rows of `columns` to the first rows of `out`. */
function copyColumns(out: SnapshotColumns, columns: SnapshotColumns): void {
  for (const [section] of layout) out[section].set(columns[section]);
}

const lanes = 4;

/** Hashes of what the rows of one sight say; `first` has the ids, which stay as they are. */
export function liveContent(first: SnapshotColumns) {
  const ids = listIds(first);
  let list = new Uint32Array(0);
  let resort = new Uint32Array(0);
  let vantage = new Uint32Array(0);
  let known = noSight;

  /** Takes what spans said away from `outSum`, or adds what they say. */
  function add(
    outSum: Uint32Array,
    columns: SnapshotColumns,
    family: 4 | 6,
    { sign, ...rows }: SpanRows & { readonly sign: 1 | -1 },
  ): void {
    const part = new Uint32Array(lanes);
    if (family === 4) addSpansV4(part, columns, vantage, rows);
    else addSpansV6(part, columns, vantage, rows);
    for (let lane = 0; lane < lanes; lane++) outSum[lane] += sign * part[lane];
  }

  return {
    /** Hashes lists and vantages up to `to` that it does not know yet. */
    learn(columns: SnapshotColumns, to: SightCounts): void {
      list = roomy(list, (to.listStart - 1) * lanes);
      resort = roomy(resort, (to.resortStart - 1) * lanes);
      vantage = roomy(vantage, to.vantageList * lanes);
      hashLists(columns, ids, list, Math.max(0, known.listStart - 1), to.listStart - 1);
      hashResorts(columns, ids, resort, Math.max(0, known.resortStart - 1), to.resortStart - 1);
      const { vantageList, vantageResort } = columns;
      for (let row = known.vantageList; row < to.vantageList; row++)
        hashVantage(list, vantageList[row], resort, vantageResort[row], vantage, row);
      known = to;
    },
    /** The digest of all of `columns`, exact ones whose lists it knows. */
    sumOf(columns: SnapshotColumns): Uint32Array {
      const sum = new Uint32Array(lanes);
      add(sum, columns, 4, { from: 0, to: columns.spanValue.length, before: noRow, sign: 1 });
      add(sum, columns, 6, { from: 0, to: columns.span6Value.length, before: noRow, sign: 1 });
      addFleet(sum, columns, ids);
      return sum;
    },
    /** Follows a merge of spans: `change` has the columns and values before and after. */
    follow(
      outSum: Uint32Array,
      family: 4 | 6,
      { old, now }: { readonly old: SnapshotColumns; readonly now: SnapshotColumns },
      changed: readonly ChangedRows[],
    ): void {
      const value = family === 4 ? old.spanValue : old.span6Value;
      for (const { oldFrom, oldTo, newFrom, newTo } of changed) {
        const before = oldFrom === 0 ? noRow : value[oldFrom - 1];
        add(outSum, old, family, { from: oldFrom, to: oldTo, before, sign: -1 });
        add(outSum, now, family, { from: newFrom, to: newTo, before, sign: 1 });
      }
    },
  };
}

/** Takes one appliance or link away from `outSum`, before it changes, or adds it after. */
export function weighRow(
  outSum: Uint32Array,
  columns: SnapshotColumns,
  { table, row }: { readonly table: 'appliance' | 'link'; readonly row: number },
  sign: 1 | -1,
): void {
  const rows = { from: row, to: row + 1, sign };
  if (table === 'appliance') addAppliances(outSum, columns, rows);
  else addLinks(outSum, columns, rows);
}

function roomy(column: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  if (length <= column.length) return column;
  const wider = new Uint32Array(length * 2);
  wider.set(column);
  return wider;
}

export type LiveContent = ReturnType<typeof liveContent>;
