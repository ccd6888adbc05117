// What does the next snapshot hold, after a batch of changes? Only what changed is compiled.
import { noRow } from '../base/ids.ts';
import type { Problem } from '../base/problem.ts';
import { coveringRoutes, siteDistances } from '../compile/candidate-lists.ts';
import { assertCompiles, type Compiled, type CompileOptions } from '../compile/compile.ts';
import { type FleetColumns, fleetColumns, orderFleet } from '../compile/fleet.ts';
import {
  type Sight,
  sightColumns,
  sightCounts,
  sightOf,
  type ViewPool,
  viewPool,
} from '../compile/views.ts';
import { routeVerdicts } from '../prefix/accept.ts';
import { spanColumns } from '../prefix/spans.ts';
import { defaultRanking, resolveRanking } from '../rank/ranking.ts';
import { encodeSnapshot, longestList, type SnapshotName } from '../snapshot/codec.ts';
import { isCount } from '../snapshot/header.ts';
import type { Snapshot, SnapshotColumns } from '../snapshot/layout.ts';
import type { World } from '../world/world.ts';
import { type ChangedRange, spanPieces, stretchWalker } from './changed-spans.ts';
import { type Change, changeReader, type Edit, editedFleet, type FleetEdit } from './changes.ts';
import { liveBuffer, liveContent } from './live-snapshot.ts';
import { type Family, writeLast } from './prefix-table.ts';
import { type Memory, plainBuffer, publish } from './publish.ts';
import { renumber } from './renumber.ts';
import { routeBook } from './route-book.ts';

/** What `createCompiler` gives: the live snapshot, and batches of changes to it. */
export type Compiler = {
  /** What was compiled last. */
  readonly snapshot: () => Snapshot;
  /**
   * The next snapshot, or all that is wrong with the batch, and then nothing of it has happened.
   * `name` may set a new epoch or sequence; unless told the sequence goes up by one. O(what the
   * changes touch + spans). Never throws on bad changes.
   */
  readonly apply: (
    changes: readonly Change[],
    name?: { readonly epoch?: number; readonly sequence?: number },
  ) => { readonly snapshot: Snapshot } | { readonly problems: readonly Problem[] };
  /** The snapshot as `compileSnapshot` makes it of the changed world, byte for byte. O(bytes). */
  readonly compact: (buffer?: (byteLength: number) => ArrayBufferLike) => Snapshot;
  /** Routes by what became of them, as in `Compiled`. */
  readonly routes: () => Compiled['routes'];
};

/**
 * A compiler that keeps the routes of a sound world (`checkCompile` finds nothing) and gives a new
 * snapshot for each batch of changes. Each has the answers and the content digest of a fresh
 * compile of the changed world.
 *
 * Two buffers take turns: a snapshot stays as it is while the next one is made and until the one
 * after that is begun; who needs it for longer takes `compact()`. `bytes` of a live snapshot hold
 * a header, with room between sections, and may be opened by reference with `check: 'header'`;
 * their digest is not written, so as a file they are refused: `compact()` is for files. When the
 * room behind lists and spans is used up, a batch renumbers what is still in use into a new buffer
 * (one to three seconds for a full Internet table), and after some hundreds of thousands of changes
 * one compiles all views anew, so that memory is bounded. A `Decision` made for an older snapshot
 * must be created anew when `candidateMax` has grown.
 *
 * Changed capacities under a ranking that looks at them compile all views again. New clusters,
 * appliances, links and sites are no changes: make a new compiler of the new world, while the
 * snapshots of this one go on serving.
 */
export function createCompiler(world: World, options: CompileOptions = {}): Compiler {
  const names = options.ranking ?? defaultRanking;
  assertCompiles(world, names);
  const resolved = resolveRanking(names);
  const order = orderFleet(world);
  const fleet = fleetColumns(world, order, options.holderWeight);
  const fixed = {
    book: routeBook(world, order),
    options,
    kilometres: siteDistances(world, order),
    ranking: resolved.ranking ?? [],
    walk: stretchWalker(),
    pieces: { 4: spanPieces(), 6: spanPieces() },
  };
  const { fleet: id = 'default', epoch = 0, sequence = 0 } = options;
  const memory: Memory = { ...fixed, ...compileAll(fixed, fleet, { fleet: id, epoch, sequence }) };
  const read = changeReader(memory.snapshot);
  return {
    snapshot: () => memory.snapshot,
    apply(changes, name = {}) {
      const { edits, problems } = read(changes);
      const { snapshot } = memory;
      const { fleet: of } = snapshot;
      const { epoch: era = snapshot.epoch, sequence: turn = snapshot.sequence + 1 } = name;
      if (!isCount(era)) problems.push(uncounted('epoch', era));
      if (!isCount(turn)) problems.push(uncounted('sequence', turn));
      if (problems.length > 0) return { problems };
      advance(memory, edits, { fleet: of, epoch: era, sequence: turn });
      return { snapshot: memory.snapshot };
    },
    compact(buffer = options.buffer) {
      const { snapshot } = memory;
      const { fleet: of, epoch, sequence } = snapshot;
      const name = { fleet: of, epoch, sequence };
      return encodeSnapshot(renumber(snapshot), name, buffer, snapshot.contentDigest);
    },
    routes: () => routeVerdicts.map((verdict, k) => ({ verdict, count: memory.book.counts[k] })),
  };
}

function uncounted(path: string, count: number): Problem {
  return { code: 'out-of-range', path, text: `${count} is no whole number from 0` };
}

type Fixed = Pick<Memory, 'book' | 'options' | 'kilometres' | 'ranking' | 'walk' | 'pieces'>;

/** Compiles all from the routes and the sections of the fleet, into two new buffers. */
function compileAll(
  fixed: Fixed,
  fleet: FleetColumns,
  name: SnapshotName,
): Omit<Memory, keyof Fixed> {
  const views = viewPool(coveringRoutes(fixed.book.pools()));
  const sight = sightOf(views, fleet, fixed.kilometres, fixed.ranking);
  const v4 = wholeSpans(fixed, 4, views, sight);
  const v6 = wholeSpans(fixed, 6, views, sight);
  const columns: SnapshotColumns = {
    ...fleet,
    ...sightColumns(sight),
    ...spanColumns(v4, v6),
  };
  const counts = sightCounts(sight);
  const content = liveContent(columns);
  content.restart(columns, counts);
  const buffer = fixed.options.buffer ?? plainBuffer;
  const live = liveBuffer(columns, name.fleet, {}, buffer);
  const candidateMax = longestList(columns.listStart);
  return {
    views,
    sight,
    content,
    viewsThen: views.lists.count(),
    snapshot: live.open({ name, contentDigest: content.digest(), candidateMax }, {}),
    live,
    counts,
    spare: liveBuffer(columns, name.fleet, {}, buffer),
    spareCounts: counts,
    behind: [],
  };
}

/** Spans with vantages of all prefixes of a family. */
function wholeSpans({ book, walk, pieces }: Fixed, family: Family, views: ViewPool, sight: Sight) {
  const order = book.table.order(family);
  const all = { parent: noRow, from: 0, to: order.length, isWhole: true };
  const out = pieces[family];
  out.clear();
  walk(book.table.rows(), order, all, views, out);
  const start = out.start();
  const value = new Uint32Array(out.count());
  let count = 0;
  for (let row = 0; row < value.length; row++) {
    const vantage = sight.vantages.of(out.value()[row]);
    if (count > 0 && value[count - 1] === vantage) continue;
    for (const words of start) words[count] = words[row];
    value[count++] = vantage;
  }
  return { start: start.map((words) => words.slice(0, count)), value: value.slice(0, count) };
}

/** Takes edits into the memory: routes and views, then the buffer that serves next. */
function advance(out: Memory, edits: readonly Edit[], name: SnapshotName): void {
  const fleetEdits: FleetEdit[] = [];
  for (const edit of edits) {
    if ('route' in edit) out.book.editRoute(edit.route);
    else {
      fleetEdits.push(edit.fleet);
      if (edit.lostLink !== noRow) out.book.loseLink(edit.lostLink);
    }
  }
  const places = out.book.settle();
  const ranksByCapacity = out.ranking.some(({ reads }) => reads.includes('capacityBps'));
  const isReranked =
    ranksByCapacity && fleetEdits.some(({ capacityBps }) => capacityBps !== undefined);
  const isFull = out.views.lists.count() > out.viewsThen * 8 + viewsRoom;
  if (isReranked || isFull) {
    if (isFull) out.book.collect();
    Object.assign(out, compileAll(out, editedFleet(out.snapshot, fleetEdits), name));
    return;
  }
  const changes = { 4: walkPlaces(out, 4, places[4]), 6: walkPlaces(out, 6, places[6]) };
  publish(out, changes, fleetEdits, name);
}

/** Views that may be added before the memory is compiled anew: some 100 bytes each. */
const viewsRoom = 20_000;

/** Walks what the prefixes at `places` (ascending) hold: the ranges whose spans are in `pieces`. */
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
