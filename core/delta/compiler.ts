// What does the next snapshot hold, after a batch of changes? Proposed, then committed or aborted.
import { assert, breakPromise } from '../base/assert.ts';
import { given, givenIf } from '../base/given.ts';
import type { Problem } from '../base/problem.ts';
import { isNewerVersion, type Version, versionText } from '../base/version.ts';
import { distancesBetween } from '../compile/candidate-lists.ts';
import {
  assertCompiles,
  assertOptions,
  type Compiled,
  type CompileOptions,
} from '../compile/compile.ts';
import { type FleetColumns, fleetColumns, orderFleet } from '../compile/fleet-columns.ts';
import { assertWork } from '../compile/work.ts';
import { clusterWork } from '../holders/work.ts';
import { routeVerdicts } from '../prefix/accept.ts';
import type { Comparator } from '../rank/comparator.ts';
import { defaultRanking, resolveRanking } from '../rank/ranking.ts';
import { writeRoutes } from '../routes/encode-routes.ts';
import { type RouteSources, worldSources } from '../routes/sources.ts';
import { encodeSnapshot, type SnapshotName } from '../snapshot/codec.ts';
import type { Snapshot, SnapshotColumns } from '../snapshot/layout.ts';
import type { World } from '../world/world.ts';
import { advanceWithin, batchOn, type Draft, firstMemory, takeBack } from './advance.ts';
import { spanPieces, stretchWalker } from './changed-spans.ts';
import { type Change, changeReader } from './changes.ts';
import type { Memory } from './publish.ts';
import { renumber } from './renumber.ts';
import { routeBook, rowsHeard } from './route-book.ts';
import { snapshotShelf } from './shelf.ts';

/** As for `compileSnapshot`, and how many snapshots there may be at a time. */
export type CompilerOptions = CompileOptions & {
  /**
   * Buffers, 2 at least, each as large as a snapshot and made when it is first needed: for what is
   * committed, the proposal and all that is retained. 7 unless told: a handover needs four more
   * than the good ones that its instance keeps, three (`GenerationRule.keptCount`).
   */
  readonly snapshotsMax?: number;
};

/**
 * What became of a batch: a snapshot, or why there is none, and then nothing of it has happened.
 *
 * | reason       | says                                                              |
 * | ------------ | ----------------------------------------------------------------- |
 * | `pending`    | a proposal is open: commit or abort it first                      |
 * | `bad-change` | something is wrong with the changes; `problems` has all of it     |
 * | `version`    | (epoch, sequence) is not newer than the newest ever given out     |
 * | `no-buffer`  | all `snapshotsMax` buffers hold snapshots that are retained       |
 */
export type CompilerVerdict =
  | { readonly verdict: 'proposed'; readonly snapshot: Snapshot }
  | {
      readonly verdict: 'refused';
      readonly reason: 'pending' | 'bad-change' | 'version' | 'no-buffer';
      readonly text: string;
      readonly problems?: readonly Problem[];
    };

/**
 * What `createCompiler` gives. A snapshot is a value: while it is committed, proposed or retained
 * its bytes stay as they are. Afterwards its buffer is used again; see `isCurrent`. What breaks a
 * promise throws an error with a `code`: `not-proposed`, `not-held`, `not-retained`.
 */
export type Compiler = {
  /** What was committed last. */
  readonly snapshot: () => Snapshot;
  /** The proposal that is open. */
  readonly proposal: () => Snapshot | undefined;
  /**
   * The next snapshot, for whoever admits it. `version` may set epoch and sequence; unless told the
   * sequence goes up by one from the newest. The changes are made to the content of `onto`, which
   * is committed or retained; unless told it is the committed one. O(what the changes touch, and
   * what has changed since `onto`, + spans).
   */
  readonly propose: (
    changes: readonly Change[],
    version?: Partial<Version>,
    onto?: Snapshot,
  ) => CompilerVerdict;
  /**
   * The content of a snapshot that is committed or retained once more, under a newer version: what
   * was heard then is heard again. No changes to it: `propose([], version, snapshot)`.
   */
  readonly revert: (snapshot: Snapshot, version?: Partial<Version>) => CompilerVerdict;
  /** The proposal `snapshot` is what the next one is made from. */
  readonly commit: (snapshot: Snapshot) => void;
  /** The proposal `snapshot` has not happened; it stays a value while it is retained. */
  readonly abort: (snapshot: Snapshot) => void;
  /** One more keeps `snapshot`, which is committed, proposed or retained. */
  readonly retain: (snapshot: Snapshot) => void;
  /** One less keeps it. */
  readonly release: (snapshot: Snapshot) => void;
  /**
   * The committed snapshot as `compileSnapshot` makes it of the changed world, byte for byte, in
   * bytes of its own. O(bytes).
   */
  readonly compact: (buffer?: (byteLength: number) => ArrayBufferLike) => Snapshot;
  /**
   * What `resumeCompiler` needs beside the committed snapshot, or beside `compact()`: its routes,
   * as the bytes of a file. The same routes give the same bytes, also those of `encodeRoutes` of
   * the changed world. O(routes).
   */
  readonly compactRoutes: () => Uint8Array;
  /**
   * A held snapshot as a file, with its rows as they are: what records of its decisions replay on,
   * as they have vantages by row, which `compact` numbers anew: there they are `other-rows`.
   * O(bytes).
   */
  readonly copy: (snapshot: Snapshot, buffer?: (byteLength: number) => ArrayBufferLike) => Snapshot;
  /** Routes of the committed snapshot by what became of them, as in `Compiled`. */
  readonly routes: () => Compiled['routes'];
};

/**
 * A compiler that keeps the routes of a sound world (`checkCompile` finds nothing) and proposes a
 * snapshot for each batch of changes. Each has the answers and the content digest of a fresh
 * compile of the changed world.
 *
 * Snapshots stand in buffers that are used again, two of them while nobody retains any. `bytes`
 * hold a header, with room between sections, and may be opened by reference with `check: 'header'`
 * in any thread; their digest is not written, so as a file they are refused: `compact()` is for
 * files. When the room behind lists and spans is used up, a batch renumbers what is still in use
 * into new buffers (one to three seconds for a full Internet table), and after some hundreds of
 * thousands of changes one compiles all views anew, so that memory is bounded. For each retained
 * snapshot a list is kept of the prefixes that have changed since. A `Decision` made for an older
 * snapshot must be created anew when `candidateMax` has grown.
 *
 * Changed capacities under a ranking that looks at them rank all views again. New clusters,
 * appliances, links and sites, and costs of links, are no changes: make a new compiler of the new
 * world, while the snapshots of this one go on serving.
 *
 * @example
 * const compiler = createCompiler(world);
 * const appliance = world.appliances.id[0] ?? '';
 * const proposed = compiler.propose([{ kind: 'appliance', appliance, state: 'draining' }]);
 * if (proposed.verdict === 'proposed') compiler.commit(proposed.snapshot);
 * console.log(proposed.verdict, compiler.snapshot().sequence); // => proposed 1
 */
export function createCompiler(world: World, options: CompilerOptions = {}): Compiler {
  assertOptions(options);
  const { ranking: names = defaultRanking, holderWeight, epoch = 0, sequence = 0 } = options;
  assertCompiles(world, names);
  const order = orderFleet(world);
  const fleet = fleetColumns(world, order, holderWeight);
  const { ranking = [] } = resolveRanking(names);
  const name = { fleet: options.fleet ?? 'default', epoch, sequence };
  const begin = { sources: worldSources(world, order), fleet, ranking, name };
  const compiler = compilerFrom(begin, options);
  assertWork(compiler.snapshot());
  return compiler;
}

/** What a compiler begins with, and under which name. */
type Beginning = {
  readonly sources: RouteSources;
  readonly fleet: FleetColumns;
  readonly ranking: readonly Comparator[];
  readonly name: SnapshotName;
};

/** A compiler whose first committed snapshot is what it begins with, compiled. */
export function compilerFrom(
  beginning: Beginning,
  options: Pick<CompilerOptions, 'buffer' | 'snapshotsMax'>,
): Compiler {
  const memory = memoryOf(beginning, options);
  const { shelf } = memory;
  const committed = (): Snapshot =>
    shelf.committed()?.snapshot ?? breakPromise('not-held', 'a snapshot');
  const read = changeReader(committed());
  let draft: Draft | undefined;
  let newest = beginning.name;

  /** The next name, or why the batch is refused whatever it says. */
  function nextName(version: Partial<Version>): SnapshotName | Refusal {
    if (draft !== undefined) return refusal('pending', 'a proposal is open: commit or abort it');
    const { epoch = newest.epoch, sequence = newest.sequence + 1 } = version;
    const next = { epoch, sequence };
    if (!isNewerVersion(next, newest)) return notNewer(next, newest);
    if (!shelf.hasRoom()) return refusal('no-buffer', 'all buffers hold what is retained');
    return { fleet: newest.fleet, epoch, sequence };
  }

  function take(next: Draft | Problem): CompilerVerdict {
    if ('code' in next) return badChange([next]);
    draft = next;
    newest = next.held.snapshot;
    return { verdict: 'proposed', snapshot: next.held.snapshot };
  }

  const propose: Compiler['propose'] = (changes, version = {}, onto) => {
    given(version, 'object');
    givenIf(onto, 'snapshot');
    const held = onto && shelf.heldOf(onto, 'what is changed is committed or retained');
    const name = nextName(version);
    if ('reason' in name && name.reason === 'pending') return name;
    const { edits, problems } = read(changes);
    if (problems.length > 0) return badChange(problems);
    if ('reason' in name) return name;
    const batch = held === undefined ? { edits } : batchOn(held, committed(), edits);
    return take(advanceWithin(memory, batch, name));
  };

  /** The draft of the proposal `snapshot`, which is settled now. */
  function settle(snapshot: Snapshot): Draft {
    const own = draft?.held.snapshot === snapshot ? draft : undefined;
    draft = own === undefined ? draft : undefined;
    return own ?? breakPromise('not-proposed', 'what is committed or aborted is the open proposal');
  }

  return {
    snapshot: committed,
    proposal: () => draft?.held.snapshot,
    propose,
    revert(snapshot, version = {}) {
      given(snapshot, 'snapshot');
      return propose([], version, snapshot);
    },
    commit(snapshot) {
      const { next, before, changed } = settle(snapshot);
      memory.base = next;
      memory.counted = memory.book.counts.slice();
      shelf.commit(before, changed);
    },
    abort: (snapshot) => takeBack(memory, settle(snapshot)),
    retain: shelf.retain,
    release: shelf.release,
    ...filesOf(memory, committed, () => draft, options.buffer),
    routes: () => routeVerdicts.map((verdict, k) => ({ verdict, count: memory.counted[k] })),
  };
}

/** What leaves a compiler as files: of the committed snapshot, or of one that is held. */
function filesOf(
  memory: Memory,
  committed: () => Snapshot,
  open: () => Draft | undefined,
  ownBuffer: CompileOptions['buffer'],
): Pick<Compiler, 'compact' | 'compactRoutes' | 'copy'> {
  return {
    compact: (buffer = ownBuffer) => encoded(renumber(committed()), committed(), buffer),
    compactRoutes() {
      const names = memory.ranking.map(({ name }) => name);
      const rows = rowsHeard(memory.book, open()?.before);
      return writeRoutes(rows, memory, names, committed());
    },
    copy(snapshot, buffer = ownBuffer) {
      memory.shelf.heldOf(snapshot, 'what is copied is committed, proposed or retained');
      return encoded(snapshot, snapshot, buffer);
    },
  };
}

/** `columns`, which answer like `snapshot`, as a file of that name. */
function encoded(
  columns: SnapshotColumns,
  snapshot: Snapshot,
  buffer: CompileOptions['buffer'],
): Snapshot {
  const { fleet, epoch, sequence, contentDigest } = snapshot;
  const turn = columns === snapshot ? snapshot.turn : 0; // other columns have other numbers
  return encodeSnapshot(columns, { fleet, epoch, sequence, turn }, buffer, contentDigest);
}

type Refusal = Extract<CompilerVerdict, { verdict: 'refused' }>;
const refusal = (reason: Refusal['reason'], text: string): Refusal => ({
  verdict: 'refused',
  reason,
  text,
});

const notNewer = (version: Version, than: Version): Refusal =>
  refusal('version', `${versionText(version)} is not newer than ${versionText(than)}`);

const badChange = (problems: readonly Problem[]): Refusal => ({
  ...refusal('bad-change', `${problems.length} of the changes have something wrong`),
  problems,
});

const plainBuffer = (byteLength: number): ArrayBuffer => new ArrayBuffer(byteLength);

/** Compiles what a compiler begins with; that snapshot is committed. */
function memoryOf(
  { sources, fleet, ranking, name }: Beginning,
  { snapshotsMax = 7, buffer = plainBuffer }: Pick<CompilerOptions, 'buffer' | 'snapshotsMax'>,
): Memory {
  assert(Number.isInteger(snapshotsMax) && snapshotsMax >= 2, 'two buffers at least');
  const { places, metroId, linkCost } = sources;
  const fixed = {
    ...{ places, metroId, linkCost, ranking, work: clusterWork(fleet) },
    book: routeBook(sources),
    ...{ walk: stretchWalker(), kilometres: distancesBetween(places) },
    pieces: { 4: spanPieces(), 6: spanPieces() },
    shelf: snapshotShelf(snapshotsMax, buffer),
  };
  return firstMemory(fixed, fleet, name);
}
