// What does the next snapshot hold, after a batch of changes? Proposed, then committed or aborted.
import { assert, breakPromise } from '../base/assert.ts';
import type { Problem } from '../base/problem.ts';
import { isNewerVersion, type Version } from '../base/version.ts';
import { linkCosts, siteDistances } from '../compile/candidate-lists.ts';
import { assertCompiles, type Compiled, type CompileOptions } from '../compile/compile.ts';
import { fleetColumns, orderFleet } from '../compile/fleet.ts';
import { routeVerdicts } from '../prefix/accept.ts';
import { defaultRanking, resolveRanking } from '../rank/ranking.ts';
import { encodeSnapshot, type SnapshotName } from '../snapshot/codec.ts';
import type { Snapshot, SnapshotColumns } from '../snapshot/layout.ts';
import type { World } from '../world/world.ts';
import { advance, type Draft, firstMemory, takeBack } from './advance.ts';
import { spanPieces, stretchWalker } from './changed-spans.ts';
import { type Change, changeReader, fleetDifference } from './changes.ts';
import { renumber } from './renumber.ts';
import { routeBook } from './route-book.ts';
import { snapshotShelf } from './shelf.ts';

/** As for `compileSnapshot`, and how many snapshots there may be at a time. */
export type CompilerOptions = CompileOptions & {
  /**
   * Buffers, 2 at least, each as large as a snapshot: for the one that is committed, the proposal
   * and all that are retained. 4 unless told; a handover whose instance keeps three good ones needs
   * 7: those, one that bakes, one that is held, what is gone back to, and the proposal.
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
export type Proposed =
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
   * sequence goes up by one from the newest. O(what the changes touch + spans).
   */
  readonly propose: (changes: readonly Change[], version?: Partial<Version>) => Proposed;
  /**
   * The content of a snapshot that is committed or retained once more, under a newer version: what
   * was heard then is heard again. O(what changed since + spans).
   */
  readonly revert: (snapshot: Snapshot, version?: Partial<Version>) => Proposed;
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
 */
export function createCompiler(world: World, options: CompilerOptions = {}): Compiler {
  const memory = memoryOf(world, options);
  const { shelf } = memory;
  const committed = (): Snapshot =>
    shelf.committed()?.snapshot ?? breakPromise('not-held', 'a snapshot');
  const read = changeReader(committed());
  let draft: Draft | undefined;
  let newest = nameOf(options);

  /** The next name, or why the batch is refused whatever it says. */
  function nextName(version: Partial<Version>): SnapshotName | Refusal {
    if (draft !== undefined) return refusal('pending', 'a proposal is open: commit or abort it');
    const { epoch = newest.epoch, sequence = newest.sequence + 1 } = version;
    if (!isNewerVersion({ epoch, sequence }, newest))
      return refusal('version', `${told({ epoch, sequence })} is not newer than ${told(newest)}`);
    if (!shelf.hasRoom()) return refusal('no-buffer', 'all buffers hold what is retained');
    return { fleet: newest.fleet, epoch, sequence };
  }

  function take(next: Draft): Proposed {
    const { snapshot } = next.held;
    draft = next;
    newest = { fleet: snapshot.fleet, epoch: snapshot.epoch, sequence: snapshot.sequence };
    return { verdict: 'proposed', snapshot };
  }

  /** The draft of the proposal `snapshot`, which is settled now. */
  function settle(snapshot: Snapshot): Draft {
    const own = draft?.held.snapshot === snapshot ? draft : undefined;
    draft = own === undefined ? draft : undefined;
    return own ?? breakPromise('not-proposed', 'what is committed or aborted is the open proposal');
  }

  return {
    snapshot: committed,
    proposal: () => draft?.held.snapshot,
    propose(changes, version = {}) {
      const name = nextName(version);
      if ('reason' in name && name.reason === 'pending') return name;
      const { edits, problems } = read(changes);
      const text = `${problems.length} of the changes have something wrong`;
      if (problems.length > 0) return { ...refusal('bad-change', text), problems };
      if ('reason' in name) return name;
      return take(advance(memory, { edits }, name));
    },
    revert(snapshot, version = {}) {
      const held = shelf.heldOf(snapshot, 'what is reverted to is committed or retained');
      const name = nextName(version);
      if ('reason' in name) return name;
      const edits = fleetDifference(committed(), snapshot);
      return take(advance(memory, { edits, heard: held.heard }, name));
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
    compact: (buffer = options.buffer) => encoded(renumber(committed()), committed(), buffer),
    copy(snapshot, buffer = options.buffer) {
      shelf.heldOf(snapshot, 'what is copied is committed, proposed or retained');
      return encoded(snapshot, snapshot, buffer);
    },
    routes: () => routeVerdicts.map((verdict, k) => ({ verdict, count: memory.counted[k] })),
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

type Refusal = Extract<Proposed, { verdict: 'refused' }>;
const refusal = (reason: Refusal['reason'], text: string): Refusal => ({
  verdict: 'refused',
  reason,
  text,
});

/** A version in words, whatever came in as one. */
const told = ({ epoch, sequence }: Version): string =>
  typeof epoch === 'number' && typeof sequence === 'number' ? `(${epoch}, ${sequence})` : 'that';

const nameOf = ({ fleet = 'default', epoch = 0, sequence = 0 }: CompileOptions): SnapshotName => ({
  fleet,
  epoch,
  sequence,
});

/** A buffer where the caller does not bring one. */
const plainBuffer = (byteLength: number): ArrayBuffer => new ArrayBuffer(byteLength);

/** Compiles the world; its snapshot is committed. */
function memoryOf(world: World, options: CompilerOptions) {
  const names = options.ranking ?? defaultRanking;
  assertCompiles(world, names);
  const { snapshotsMax = 4, buffer = plainBuffer } = options;
  assert(Number.isInteger(snapshotsMax) && snapshotsMax >= 2, 'two buffers at least');
  const resolved = resolveRanking(names);
  const order = orderFleet(world);
  const fixed = {
    book: routeBook(world, order),
    kilometres: siteDistances(world, order),
    linkCost: linkCosts(world, order),
    ranking: resolved.ranking ?? [],
    walk: stretchWalker(),
    pieces: { 4: spanPieces(), 6: spanPieces() },
    shelf: snapshotShelf(snapshotsMax, buffer),
  };
  return firstMemory(fixed, fleetColumns(world, order, options.holderWeight), nameOf(options));
}
