// Where does a snapshot stand that changes, and what does it answer? Room, and a running digest.
import { noRow } from '../base/ids.ts';
import { noSight, type SightCounts } from '../compile/views.ts';
import { treeRoomV6 } from '../prefix/tree6.ts';
import { viewSnapshot } from '../snapshot/codec.ts';
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
import { type Header, type Place, placeSections, writeHeader } from '../snapshot/header.ts';
import {
  layout,
  type Section,
  type Snapshot,
  type SnapshotColumns,
  widthOf,
} from '../snapshot/layout.ts';
import type { ChangedRows } from './changed-spans.ts';

/** Rows in use, of sections that grow; the others keep those that they began with. */
export type Lengths = { readonly [section in Section]?: number };

/** Rows of room behind a section of `rows`: small worlds need little, large ones grow slowly. */
function roomFor(section: Section, rows: number): number {
  if (/^(vantage|list)/.test(section)) return rows + Math.min(rows * 8 + 1024, 262144);
  if (/^resort/.test(section)) return rows + (rows >>> 3) + 1024;
  if (/^(start\d|span6?Value|spanStart)$/.test(section)) return rows * 2 + 4096;
  return rows;
}

export type LiveBuffer = {
  readonly bytes: Uint8Array;
  /** All rows, those of the room too. */
  readonly columns: SnapshotColumns;
  /** The rows in use as a snapshot; writes the header. */
  readonly open: (header: Omit<Header, 'places'>, lengths: Lengths) => Snapshot;
  /** Whether so many rows have a place. */
  readonly fits: (lengths: Lengths) => boolean;
};

/** A buffer with room for `columns` and for `lengths` at least; `columns` are copied into it. */
export function liveBuffer(
  columns: SnapshotColumns,
  fleet: string,
  lengths: Lengths,
  buffer: (byteLength: number) => ArrayBufferLike,
): LiveBuffer {
  const inUse = (section: Section): number =>
    Math.max(lengths[section] ?? 0, columns[section].length);
  const first = new Map(layout.map(([section]) => [section, columns[section].length]));
  const roomOf = (section: Section): number =>
    section === 'tree6'
      ? treeRoomV6(roomFor('start0', inUse('start0')))
      : roomFor(section, inUse(section));
  const rooms = placeSections((section) => roomOf(section) * widthOf(section), fleet);
  const bytes = new Uint8Array(buffer(rooms.end), 0, rooms.end);
  const placesOf = (rows: (section: Section) => number) => {
    const places: { [section: string]: Place } = {};
    for (const [section] of layout)
      places[section] = [rooms.places[section][0], rows(section) * widthOf(section)];
    return places as Header['places'];
  };
  const unnamed = { name: { fleet, epoch: 0, sequence: 0 }, contentDigest: new Uint32Array(4) };
  const wide = viewSnapshot(bytes, { ...unnamed, candidateMax: 0, places: rooms.places });
  copyColumns(wide, columns);
  return {
    bytes,
    columns: wide,
    fits: (wanted) => layout.every(([section]) => (wanted[section] ?? 0) <= wide[section].length),
    open(header, wanted) {
      const rows = (section: Section): number => wanted[section] ?? first.get(section) ?? 0;
      const whole: Header = { ...header, places: placesOf(rows) };
      writeHeader(bytes, whole);
      return viewSnapshot(bytes, whole);
    },
  };
}

/** Copies all rows of `columns` to the first rows of `out`. */
function copyColumns(out: SnapshotColumns, columns: SnapshotColumns): void {
  for (const [section] of layout) out[section].set(columns[section]);
}

const lanes = 4;

/** Content of `first`, exact columns; ids stay as they are. */
export function liveContent(first: SnapshotColumns) {
  const ids = listIds(first);
  let list = new Uint32Array(0);
  let resort = new Uint32Array(0);
  let vantage = new Uint32Array(0);
  const sum = new Uint32Array(lanes);

  /** Hashes of lists and vantages from `from` on to `to`. */
  function learn(columns: SnapshotColumns, from: SightCounts, to: SightCounts): void {
    list = roomy(list, (to.listStart - 1) * lanes);
    resort = roomy(resort, (to.resortStart - 1) * lanes);
    vantage = roomy(vantage, to.vantageList * lanes);
    hashLists(columns, ids, list, Math.max(0, from.listStart - 1), to.listStart - 1);
    hashResorts(columns, ids, resort, Math.max(0, from.resortStart - 1), to.resortStart - 1);
    for (let row = from.vantageList; row < to.vantageList; row++) {
      const { vantageList, vantageResort } = columns;
      hashVantage(list, vantageList[row], resort, vantageResort[row], vantage, row);
    }
  }

  /** Takes what spans said away or adds what they say. */
  function add(columns: SnapshotColumns, family: 4 | 6, rows: SpanRows, sign: 1 | -1): void {
    const part = new Uint32Array(lanes);
    if (family === 4) addSpansV4(part, columns, vantage, rows);
    else addSpansV6(part, columns, vantage, rows);
    for (let lane = 0; lane < lanes; lane++) sum[lane] += sign * part[lane];
  }

  return {
    digest: () => sum.slice(),
    learn,
    /** Starts anew with all of `columns`, exact ones with these counts. */
    restart(columns: SnapshotColumns, counts: SightCounts): void {
      sum.fill(0);
      learn(columns, noSight, counts);
      add(columns, 4, { from: 0, to: columns.spanValue.length, before: noRow }, 1);
      add(columns, 6, { from: 0, to: columns.span6Value.length, before: noRow }, 1);
      addFleet(sum, columns, ids);
    },
    /** Follows a merge of spans from `old` to `now`. */
    follow(
      old: SnapshotColumns,
      now: SnapshotColumns,
      family: 4 | 6,
      changed: readonly ChangedRows[],
    ): void {
      const value = family === 4 ? old.spanValue : old.span6Value;
      for (const { oldFrom, oldTo, newFrom, newTo } of changed) {
        const before = oldFrom === 0 ? noRow : value[oldFrom - 1];
        add(old, family, { from: oldFrom, to: oldTo, before }, -1);
        add(now, family, { from: newFrom, to: newTo, before }, 1);
      }
    },
    /** Takes one appliance or link away, before it changes, or adds it after. */
    weigh(columns: SnapshotColumns, table: 'appliance' | 'link', row: number, sign: 1 | -1): void {
      const rows = { from: row, to: row + 1, sign };
      if (table === 'appliance') addAppliances(sum, columns, rows);
      else addLinks(sum, columns, rows);
    },
  };
}

function roomy(column: Uint32Array<ArrayBuffer>, length: number): Uint32Array<ArrayBuffer> {
  if (length <= column.length) return column;
  const wider = new Uint32Array(length * 2);
  wider.set(column);
  return wider;
}

export type LiveContent = ReturnType<typeof liveContent>;
