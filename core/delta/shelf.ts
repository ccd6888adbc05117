// Which buffers are there, and who holds the snapshot in each?
import { breakPromise } from '../base/assert.ts';
import type { Sight, SightCounts } from '../compile/views.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import type { ChangedRange } from './changed-spans.ts';
import { type Capacity, type LiveBuffer, liveBuffer } from './live-snapshot.ts';
import type { Numbering } from './numbering.ts';

/** A buffer, and how what stands in it differs from what is committed. */
export type Slot = {
  readonly live: LiveBuffer;
  /** Whose numbers stand there, and how many rows of it. */
  sight: Sight;
  counts: SightCounts;
  /** IPv4 ranges in which its direct table may differ from the base; undefined: anywhere. */
  behind: readonly ChangedRange[] | undefined;
};

/** A snapshot that must stay as it is: committed, proposed, or retained `count` times. */
export type Held = {
  readonly snapshot: Snapshot;
  readonly slot: Slot;
  count: number;
  /** What it heard at prefixes where the book has heard something else since. */
  heard: Map<number, number>;
};

/** Ranges that a buffer may be behind before its table is copied whole. */
const behindMax = 50_000;

/** Books what all others heard, now that `committed` has changed the book. */
function keepHeard(committed: Held, outAll: Iterable<Held>, before: ReadonlyMap<number, number>) {
  for (const held of outAll) {
    if (held === committed) held.heard = new Map();
    else for (const [row, list] of before) if (!held.heard.has(row)) held.heard.set(row, list);
  }
}

/** Books in which ranges all other buffers differ now from that of the committed snapshot. */
function fallBehind(committed: Slot, outSlots: readonly Slot[], changed: readonly ChangedRange[]) {
  for (const slot of outSlots) {
    if (slot === committed) slot.behind = [];
    else if (slot.behind !== undefined) {
      const behind = [...slot.behind, ...changed];
      slot.behind = behind.length > behindMax ? undefined : behind;
    }
  }
}

/** What stands where, and who keeps it. */
type Stock = {
  readonly all: Map<Snapshot, Held>;
  /** Longest unused first. */
  readonly slots: Slot[];
  committed: Held | undefined;
  proposed: Held | undefined;
};

function isFree({ all }: Stock, slot: Slot): boolean {
  for (const held of all.values()) if (held.slot === slot) return false;
  return true;
}

/** Gives the buffer back where nobody holds the snapshot any more. */
function dropIfFree({ all, slots, committed, proposed }: Stock, held: Held): void {
  if (held.count > 0 || held === committed || held === proposed) return;
  all.delete(held.snapshot);
  slots.push(...slots.splice(slots.indexOf(held.slot), 1));
}

/** A free buffer of this capacity; those of another one are given up. */
function freeSlot(stock: Stock, capacity: Capacity): Slot | undefined {
  const { slots } = stock;
  for (let at = slots.length - 1; at >= 0; at--)
    if (slots[at].live.capacity !== capacity && isFree(stock, slots[at])) slots.splice(at, 1);
  return slots.find((slot) => isFree(stock, slot));
}

/** Buffers for at most `slotsMax` snapshots at a time. */
export function snapshotShelf(slotsMax: number, buffer: (byteLength: number) => ArrayBufferLike) {
  const stock: Stock = { all: new Map(), slots: [], committed: undefined, proposed: undefined };
  const { all, slots } = stock;
  const heldOf = (snapshot: Snapshot, promise: string): Held =>
    all.get(snapshot) ?? breakPromise('not-held', promise);
  return {
    committed: () => stock.committed,
    heldOf,
    /** Whether a further snapshot has a buffer. */
    hasRoom: (): boolean => slots.length < slotsMax || slots.some((slot) => isFree(stock, slot)),
    /** What all the retained snapshots heard. */
    heard: () => [...all.values()].map(({ heard }) => heard),
    /** A free buffer of the capacity that is needed, made of the base where there is none. */
    take({ capacity, base, sight }: Numbering, fleet: string): Slot {
      const free = freeSlot(stock, capacity);
      if (free !== undefined) return free;
      const live = liveBuffer(base.columns, fleet, capacity, buffer);
      const slot: Slot = { live, sight, counts: base.counts, behind: [] };
      slots.push(slot);
      return slot;
    },
    /** The snapshot that stands in `slot` now, as a proposal. */
    hold(snapshot: Snapshot, slot: Slot): Held {
      const held: Held = { snapshot, slot, count: 0, heard: new Map() };
      all.set(snapshot, held);
      stock.proposed = held;
      return held;
    },
    /** The proposal is committed; `before` is what was heard where it changed the book. */
    commit(before: ReadonlyMap<number, number>, changed: readonly ChangedRange[]): void {
      const { committed: old, proposed } = stock;
      if (proposed === undefined) breakPromise('not-proposed', 'a proposal is open');
      stock.committed = proposed;
      stock.proposed = undefined;
      if (old !== undefined) dropIfFree(stock, old);
      keepHeard(proposed, all.values(), before);
      fallBehind(proposed.slot, slots, changed);
    },
    /** The proposal is gone; `after` is what it heard where the book now hears something else. */
    abort(after: Map<number, number>): void {
      const { proposed } = stock;
      if (proposed === undefined) breakPromise('not-proposed', 'a proposal is open');
      stock.proposed = undefined;
      proposed.heard = after;
      dropIfFree(stock, proposed);
    },
    retain(snapshot: Snapshot): void {
      heldOf(snapshot, 'what is retained is committed, proposed or retained already').count++;
    },
    release(snapshot: Snapshot): void {
      const held = all.get(snapshot);
      if (held === undefined || held.count === 0)
        breakPromise('not-retained', 'each release follows a retain');
      held.count--;
      dropIfFree(stock, held);
    },
  };
}

export type Shelf = ReturnType<typeof snapshotShelf>;
