// How does a batch become a draft that may still be taken back? Only what changed is compiled.
import { noRow } from '../base/ids.ts';
import type { Problem } from '../base/problem.ts';
import { coveringRoutes } from '../compile/candidate-lists.ts';
import type { FleetColumns } from '../compile/fleet-columns.ts';
import { renameSpans } from '../compile/seen.ts';
import { type Sight, sightColumns, sightOf, type ViewPool, viewPool } from '../compile/views.ts';
import { workProblem } from '../compile/work.ts';
import { spanColumns } from '../prefix/spans.ts';
import type { SnapshotName } from '../snapshot/codec.ts';
import type { Snapshot, SnapshotColumns } from '../snapshot/layout.ts';
import type { ChangedRange } from './changed-spans.ts';
import { type Edit, editedFleet, type FleetEdit, fleetDifference } from './changes.ts';
import { type Base, type Numbering, numberingOf } from './numbering.ts';
import { type Family, writeLast } from './prefix-table.ts';
import { type Changes, type Fixed, type Memory, makeRoom, publish } from './publish.ts';
import type { Heard, Settled } from './route-book.ts';
import type { Held } from './shelf.ts';

/** A proposal, what it is made of, and what there was before. */
export type Draft = {
  readonly held: Held;
  readonly next: Base;
  /** What was heard where the batch changed it. */
  readonly before: Map<number, number>;
  /** IPv4 ranges that may answer otherwise. */
  readonly changed: readonly ChangedRange[];
  readonly numbering: Numbering;
};

/** What a batch does: edits, after what `heard` says is heard again. */
export type Batch = { readonly edits: readonly Edit[]; readonly heard?: Heard };

/** The edits made to what `held` holds, where `committed` is what the memory stands at. */
export function batchOn(
  { snapshot, heard }: Held,
  committed: Snapshot,
  edits: readonly Edit[],
): Batch {
  return { edits: [...fleetDifference(committed, snapshot), ...edits], heard };
}

const noChanges: Changes = { 4: [], 6: [] };

/** The memory of a world whose first snapshot is committed. */
export function firstMemory(fixed: Fixed, fleet: FleetColumns, name: SnapshotName): Memory {
  const views = viewPool(coveringRoutes(fixed.book.pools()));
  const numbering = numberAll(fixed, views, fleet);
  const viewsThen = views.lists.count();
  const counted = fixed.book.counts.slice();
  const memory: Memory = { ...fixed, ...numbering, views, viewsThen, counted };
  const { next } = publish(memory, noChanges, [], name);
  memory.base = next;
  fixed.shelf.commit(new Map(), []);
  return memory;
}

/** Compiles all from the routes that are heard and the sections of the fleet. */
function numberAll(fixed: Fixed, views: ViewPool, fleet: FleetColumns): Numbering {
  const ranked = { ...fleet, linkCost: fixed.linkCost };
  const sight = sightOf(views, ranked, fixed.kilometres, fixed.ranking);
  const v4 = wholeSpans(fixed, 4, views, sight);
  const v6 = wholeSpans(fixed, 6, views, sight);
  const columns: SnapshotColumns = { ...fleet, ...sightColumns(sight), ...spanColumns(v4, v6) };
  return numberingOf(columns, sight);
}

/** Spans with vantages of all prefixes of a family. */
function wholeSpans({ book, walk, pieces }: Fixed, family: Family, views: ViewPool, sight: Sight) {
  const order = book.table.order(family);
  const all = { parent: noRow, from: 0, to: order.length, isWhole: true };
  const out = pieces[family];
  out.clear();
  walk(book.table.rows(), order, all, views, out);
  const spans = { count: out.count(), start: out.start(), value: out.value() };
  const renamed = renameSpans(spans, sight.vantages);
  out.clear();
  return renamed;
}

/** Views that may be added before the memory is compiled anew: some 100 bytes each. */
const viewsRoom = 20_000;

/** Throws old views and heard lists away where there are many. Answers nothing otherwise. */
function tidy(out: Memory): void {
  if (out.views.lists.count() <= out.viewsThen * 8 + viewsRoom) return;
  out.book.collect(out.shelf.heard());
  out.views = viewPool(coveringRoutes(out.book.pools()));
  Object.assign(out, numberAll(out, out.views, out.base.columns));
  out.viewsThen = out.views.lists.count();
}

/** The edits in the book of routes; those of the fleet come back. */
function editBook({ book }: Memory, { edits, heard }: Batch): FleetEdit[] {
  const fleetEdits: FleetEdit[] = [];
  if (heard !== undefined) book.restore(heard);
  for (const edit of edits) {
    if ('route' in edit) book.editRoute(edit.route);
    else {
      fleetEdits.push(edit.fleet);
      if (edit.lostLink !== noRow) book.loseLink(edit.lostLink);
    }
  }
  return fleetEdits;
}

/** The draft of a batch, or why some decision would take too long: then it has not happened. */
export function advanceWithin(out: Memory, batch: Batch, name: SnapshotName): Draft | Problem {
  const draft = advance(out, batch, name);
  const slow = workProblem(draft.held.snapshot, out.work);
  if (slow === undefined) return draft;
  takeBack(out, draft);
  return slow;
}

/** Takes a batch into the memory: routes and views, then a buffer that is free. */
function advance(out: Memory, batch: Batch, name: SnapshotName): Draft {
  tidy(out);
  const fleetEdits = editBook(out, batch);
  const { places, before } = out.book.settle();
  try {
    return drawn(out, fleetEdits, { places, before }, name);
  } catch (error) {
    undo(out, before); // no memory for a buffer: the batch has not happened, and may come again
    throw error;
  }
}

/** The draft of a batch that stands in the book. */
function drawn(
  out: Memory,
  fleetEdits: readonly FleetEdit[],
  { places, before }: Settled,
  name: SnapshotName,
): Draft {
  let changes = walkAll(out, places);
  const ranksByCapacity = out.ranking.some(({ reads }) => reads.includes('capacityBps'));
  const isReranked =
    ranksByCapacity && fleetEdits.some(({ capacityBps }) => capacityBps !== undefined);
  if (!isReranked) makeRoom(out, changes);
  const { sight, content, base, capacity } = out;
  const numbering = { sight, content, base, capacity };
  if (isReranked) {
    Object.assign(out, numberAll(out, out.views, editedFleet(base.columns, fleetEdits)));
    changes = noChanges;
  }
  try {
    const made = publish(out, changes, isReranked ? [] : fleetEdits, name);
    return { ...made, before, changed: changes[4], numbering };
  } catch (error) {
    Object.assign(out, numbering);
    throw error;
  }
}

/** Undoes a draft: what was heard is heard again, and the next batch begins where it began. */
export function takeBack(out: Memory, { before, numbering }: Draft): void {
  const after = undo(out, before);
  Object.assign(out, numbering);
  out.shelf.abort(after);
}

/** Hears again what was heard before a batch; what that changed. */
function undo(out: Memory, heard: Heard): Settled['before'] {
  out.book.restore(heard);
  const { places, before } = out.book.settle();
  walkAll(out, places);
  return before;
}

/** Walks what changed in both families: the ranges whose spans are in `pieces`. */
function walkAll(memory: Memory, places: Settled['places']): Changes {
  return { 4: walkPlaces(memory, 4, places[4]), 6: walkPlaces(memory, 6, places[6]) };
}

/** Walks what the prefixes at `places` (ascending) hold. */
function walkPlaces(memory: Memory, family: Family, places: readonly number[]): ChangedRange[] {
  const { book, views } = memory;
  const pieces = memory.pieces[family];
  const rows = book.table.rows();
  const order = book.table.order(family);
  const ranges: ChangedRange[] = [];
  let done = 0;
  pieces.clear();
  for (const from of places) {
    if (from < done) continue;
    const start = pieces.count();
    const stretch = { parent: book.parentAt(family, from), from, to: order.length, isWhole: false };
    done = memory.walk(rows, order, stretch, views, pieces);
    const last = new Uint32Array(4);
    writeLast(last, rows, order[from]);
    const first = Uint32Array.from(rows.words, (word) => word[order[from]]);
    ranges.push({ first, last, from: start, to: pieces.count() });
  }
  return ranges;
}
