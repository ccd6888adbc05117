// How does a free buffer become the next snapshot?
import type { SiteDistances } from '../compile/candidate-lists.ts';
import {
  noSight,
  seedSight,
  sightCounts,
  sightOf,
  type ViewPool,
  writeSight,
} from '../compile/views.ts';
import { fillDirectV4, jumpV4 } from '../prefix/spans.ts';
import { fillTreeV6 } from '../prefix/tree6.ts';
import type { Comparator } from '../rank/comparator.ts';
import type { RouteGround } from '../routes/sources.ts';
import type { SnapshotName } from '../snapshot/codec.ts';
import type { SnapshotColumns } from '../snapshot/layout.ts';
import {
  type ChangedRange,
  mergeSpans,
  type SpanPieces,
  type stretchWalker,
} from './changed-spans.ts';
import { editFleet, type FleetEdit } from './changes.ts';
import { capacityFor, hasRoom, type Lengths, weighRow } from './live-snapshot.ts';
import { type Base, type Numbering, numberingOf } from './numbering.ts';
import type { Family } from './prefix-table.ts';
import { renumber } from './renumber.ts';
import type { RouteBook } from './route-book.ts';
import type { Held, Shelf, Slot } from './shelf.ts';

/** What a compiler has from its world on. */
export type Fixed = RouteGround & {
  readonly book: RouteBook;
  readonly kilometres: SiteDistances;
  readonly ranking: readonly Comparator[];
  readonly walk: ReturnType<typeof stretchWalker>;
  readonly pieces: { readonly 4: SpanPieces; readonly 6: SpanPieces };
  readonly shelf: Shelf;
  /** Steps of each cluster: no change is one of what it holds. */
  readonly work: Float64Array;
};

/** What a compiler remembers from one batch to the next. */
export type Memory = Fixed &
  Numbering & {
    views: ViewPool;
    /** Views when all was compiled last: many more than these and the old ones are thrown away. */
    viewsThen: number;
    /** Routes by what became of them, of the committed snapshot. */
    counted: Uint32Array;
  };

export type Changes = { readonly 4: readonly ChangedRange[]; readonly 6: readonly ChangedRange[] };
type Values = { readonly 4: Uint32Array; readonly 6: Uint32Array };

/**
 * Sees to it that the changes find room: where they do not, lists that nothing uses are given up
 * and the others get new numbers. Answers nothing otherwise.
 */
export function makeRoom(out: Memory, changes: Changes): void {
  vantagesOf(out);
  if (hasRoom(out.capacity, roomNeeded(out, changes))) return;
  const columns = renumber(out.base.columns);
  const ranked = { ...columns, linkCost: out.linkCost };
  const sight = sightOf(out.views, ranked, out.kilometres, out.ranking);
  seedSight(sight, columns);
  Object.assign(out, numberingOf(columns, sight, out.base.digest));
  vantagesOf(out);
  out.capacity = capacityFor(columns, roomNeeded(out, changes));
}

/** Writes the next snapshot to a free buffer; what is committed stays as it is. */
export function publish(
  memory: Memory,
  changes: Changes,
  fleetEdits: readonly FleetEdit[],
  name: SnapshotName,
): { readonly held: Held; readonly next: Base } {
  const { base, sight, content, shelf } = memory;
  const values = vantagesOf(memory);
  const counts = sightCounts(sight);
  const slot = shelf.take(memory, name.fleet);
  const wide = slot.live.columns;
  slot.live.begin();
  const isOfOther = slot.sight !== sight;
  writeSight(wide, sight, isOfOther ? noSight : slot.counts);
  if (isOfOther || slot.behind === undefined) wide.direct.set(base.columns.direct);
  content.learn(wide, counts);
  const digest = base.digest.slice();
  const behind = isOfOther || slot.behind === undefined ? [] : slot.behind;
  const spans = writeSpans(memory, wide, { changes, values, behind }, digest);
  writeFleet(wide, base.columns, fleetEdits, digest);
  let { candidateMax } = base;
  for (let list = base.counts.listStart - 1; list + 1 < counts.listStart; list++)
    candidateMax = Math.max(candidateMax, wide.listStart[list + 1] - wide.listStart[list]);
  slot.sight = sight;
  slot.counts = counts;
  slot.behind = changes[4];
  const header = { name, contentDigest: digest, candidateMax };
  const snapshot = slot.live.open(header, { ...counts, ...spans });
  return {
    held: shelf.hold(snapshot, slot),
    next: { columns: snapshot, counts, candidateMax, digest },
  };
}

/** Vantages of the pieces of spans, entered into the sight where they are new. */
function vantagesOf({ pieces, sight }: Memory): Values {
  const of = (family: Family): Uint32Array => {
    const views = pieces[family].value();
    const values = new Uint32Array(pieces[family].count());
    for (let row = 0; row < values.length; row++) values[row] = sight.vantages.of(views[row]);
    return values;
  };
  return { 4: of(4), 6: of(6) };
}

/** Rows that the next snapshot needs at most. */
function roomNeeded({ base, pieces, sight }: Memory, changes: Changes): Lengths {
  const most = (family: Family, rows: number): number =>
    rows + pieces[family].count() + changes[family].length + 1;
  const v4 = most(4, base.columns.spanValue.length);
  const v6 = most(6, base.columns.span6Value.length);
  const spans = { spanStart: v4, spanValue: v4, span6Value: v6 };
  return { ...sightCounts(sight), ...spans, start0: v6, start1: v6, start2: v6, start3: v6 };
}

/** Merges the changed spans of both families into `wide`; the rows that they have there. */
function writeSpans(
  { base, content, pieces }: Memory,
  wide: SnapshotColumns,
  told: { readonly changes: Changes; readonly values: Values; readonly behind: Slot['behind'] },
  outDigest: Uint32Array,
): Lengths {
  const { changes, values, behind = [] } = told;
  const old = base.columns;
  const sides = { old, now: wide };
  const now4 = { start: [wide.spanStart], value: wide.spanValue };
  const v4 = mergeSpans(
    { start: [old.spanStart], value: old.spanValue },
    { start: pieces[4].start().slice(0, 1), value: values[4] },
    changes[4],
    now4,
  );
  content.follow(outDigest, 4, sides, v4.changed);
  const start4 = wide.spanStart.subarray(0, v4.count);
  wide.jump.set(jumpV4(start4));
  if (wide.direct.length > 0)
    for (const ranges of [behind, changes[4]])
      for (const { first, last } of ranges)
        fillDirectV4(start4, wide.spanValue, first[0] >>> 8, (last[0] >>> 8) + 1, wide.direct);
  const words = (of: SnapshotColumns) => [of.start0, of.start1, of.start2, of.start3];
  const v6 = mergeSpans(
    { start: words(old), value: old.span6Value },
    { start: pieces[6].start(), value: values[6] },
    changes[6],
    { start: words(wide), value: wide.span6Value },
  );
  content.follow(outDigest, 6, sides, v6.changed);
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
  source: SnapshotColumns,
  edits: readonly FleetEdit[],
  outDigest: Uint32Array,
): void {
  for (const section of edited) wide[section].set(source[section]);
  const rows = new Map(edits.map((edit) => [`${edit.table} ${edit.row}`, edit]));
  for (const edit of rows.values()) weighRow(outDigest, source, edit, -1);
  editFleet(wide, edits);
  for (const edit of rows.values()) weighRow(outDigest, wide, edit, 1);
}
