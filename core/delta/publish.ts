// How does the buffer that does not serve become the next snapshot?
import type { SiteDistances } from '../compile/candidate-lists.ts';
import type { CompileOptions } from '../compile/compile.ts';
import {
  type Sight,
  type SightCounts,
  seedSight,
  sightCounts,
  sightOf,
  type ViewPool,
  writeSight,
} from '../compile/views.ts';
import { fillDirectV4, jumpV4 } from '../prefix/spans.ts';
import { fillTreeV6 } from '../prefix/tree6.ts';
import type { Comparator } from '../rank/comparator.ts';
import { longestList, type SnapshotName } from '../snapshot/codec.ts';
import type { Snapshot, SnapshotColumns } from '../snapshot/layout.ts';
import {
  type ChangedRange,
  mergeSpans,
  type SpanPieces,
  type stretchWalker,
} from './changed-spans.ts';
import { editFleet, type FleetEdit } from './changes.ts';
import { type Lengths, type LiveBuffer, type LiveContent, liveBuffer } from './live-snapshot.ts';
import type { Family } from './prefix-table.ts';
import { renumber } from './renumber.ts';
import type { RouteBook } from './route-book.ts';

/** What a compiler remembers from one batch to the next. */
export type Memory = {
  readonly book: RouteBook;
  readonly options: CompileOptions;
  readonly kilometres: SiteDistances;
  readonly ranking: readonly Comparator[];
  readonly walk: ReturnType<typeof stretchWalker>;
  readonly pieces: { readonly 4: SpanPieces; readonly 6: SpanPieces };
  views: ViewPool;
  sight: Sight;
  content: LiveContent;
  /** Views when all was compiled last: many more than these and the old ones are thrown away. */
  viewsThen: number;
  snapshot: Snapshot;
  live: LiveBuffer;
  /** Rows of the sight in `live`, and in `spare`. */
  counts: SightCounts;
  spareCounts: SightCounts;
  /** Holds the snapshot before this one until the next batch writes over it. */
  spare: LiveBuffer | undefined;
  /** IPv4 ranges in which `spare` differs from `live`. */
  behind: readonly ChangedRange[];
};

/** A buffer where the caller does not bring one. */
export const plainBuffer = (byteLength: number): ArrayBuffer => new ArrayBuffer(byteLength);

type Changes = { readonly 4: readonly ChangedRange[]; readonly 6: readonly ChangedRange[] };

/** Writes the next snapshot to the spare buffer, or a new one where it has no room; flips. */
export function publish(
  out: Memory,
  changes: Changes,
  fleetEdits: readonly FleetEdit[],
  name: SnapshotName,
): void {
  let source: SnapshotColumns = out.snapshot;
  let values = { 4: vantagesOf(out, 4), 6: vantagesOf(out, 6) };
  let candidateMax = out.snapshot.candidateMax;
  let isRenumbered = false;
  if (out.spare !== undefined && !out.spare.fits(roomNeeded(out, source, changes))) {
    source = renumber(source);
    isRenumbered = true;
    candidateMax = longestList(source.listStart);
    out.sight = sightOf(out.views, source, out.kilometres, out.ranking);
    seedSight(out.sight, source);
    out.counts = sightCounts(out.sight);
    out.content.restart(source, out.counts);
    values = { 4: vantagesOf(out, 4), 6: vantagesOf(out, 6) };
    out.spare = undefined;
  }
  if (out.spare === undefined) {
    const buffer = out.options.buffer ?? plainBuffer;
    out.spare = liveBuffer(source, name.fleet, roomNeeded(out, source, changes), buffer);
    out.spareCounts = out.counts;
    out.behind = [];
  }
  const { spare } = out;
  const counts = sightCounts(out.sight);
  const wide = spare.columns;
  writeSight(wide, out.sight, out.spareCounts);
  out.content.learn(wide, out.counts, counts);
  const spans = writeSpans(out, source, wide, changes, values);
  writeFleet(wide, out.content, source, fleetEdits);
  for (let list = out.counts.listStart - 1; list + 1 < counts.listStart; list++)
    candidateMax = Math.max(candidateMax, wide.listStart[list + 1] - wide.listStart[list]);
  const header = { name, contentDigest: out.content.digest(), candidateMax };
  out.snapshot = spare.open(header, { ...counts, ...spans });
  out.spare = isRenumbered ? undefined : out.live;
  out.live = spare;
  out.spareCounts = out.counts;
  out.counts = counts;
  out.behind = changes[4];
}

function vantagesOf({ pieces, sight }: Memory, family: Family): Uint32Array {
  const views = pieces[family].value();
  const values = new Uint32Array(pieces[family].count());
  for (let row = 0; row < values.length; row++) values[row] = sight.vantages.of(views[row]);
  return values;
}

/** Rows that the next snapshot needs at most. */
function roomNeeded(memory: Memory, source: SnapshotColumns, changes: Changes): Lengths {
  const most = (family: Family, rows: number): number =>
    rows + memory.pieces[family].count() + changes[family].length + 1;
  const v4 = most(4, source.spanValue.length);
  const v6 = most(6, source.span6Value.length);
  const spans = { spanStart: v4, spanValue: v4, span6Value: v6 };
  return { ...sightCounts(memory.sight), ...spans, start0: v6, start1: v6, start2: v6, start3: v6 };
}

/** Merges the changed spans of both families into `wide`; the rows that they have there. */
function writeSpans(
  memory: Memory,
  source: SnapshotColumns,
  wide: SnapshotColumns,
  changes: Changes,
  values: { readonly 4: Uint32Array; readonly 6: Uint32Array },
): Lengths {
  const { content, pieces, behind } = memory;
  const now4 = { start: [wide.spanStart], value: wide.spanValue };
  const v4 = mergeSpans(
    { start: [source.spanStart], value: source.spanValue },
    { start: pieces[4].start().slice(0, 1), value: values[4] },
    changes[4],
    now4,
  );
  content.follow(source, wide, 4, v4.changed);
  const start4 = wide.spanStart.subarray(0, v4.count);
  wide.jump.set(jumpV4(start4));
  if (wide.direct.length > 0)
    for (const { first, last } of [...behind, ...changes[4]])
      fillDirectV4(start4, wide.spanValue, first[0] >>> 8, (last[0] >>> 8) + 1, wide.direct);
  const words = (of: SnapshotColumns) => [of.start0, of.start1, of.start2, of.start3];
  const v6 = mergeSpans(
    { start: words(source), value: source.span6Value },
    { start: pieces[6].start(), value: values[6] },
    changes[6],
    { start: words(wide), value: wide.span6Value },
  );
  content.follow(source, wide, 6, v6.changed);
  const [start0, start1, start2, start3] = words(wide).map((word) => word.subarray(0, v6.count));
  const tree6 = fillTreeV6(
    { start0, start1, start2, start3, span6Value: wide.span6Value },
    wide.tree6,
  );
  const starts = { start0: v6.count, start1: v6.count, start2: v6.count, start3: v6.count };
  return { spanStart: v4.count, spanValue: v4.count, ...starts, span6Value: v6.count, tree6 };
}

/** Sections of the fleet that changes can change. */
const edited = ['applianceState', 'capacityBps', 'inverseCapacity', 'linkCapacityBps'] as const;

function writeFleet(
  wide: SnapshotColumns,
  content: LiveContent,
  source: SnapshotColumns,
  edits: readonly FleetEdit[],
): void {
  for (const section of edited) wide[section].set(source[section]);
  const rows = new Map(edits.map((edit) => [`${edit.table} ${edit.row}`, edit]));
  for (const { table, row } of rows.values()) content.weigh(source, table, row, -1);
  editFleet(wide, edits);
  for (const { table, row } of rows.values()) content.weigh(wide, table, row, 1);
}
