// What do the numbers in a snapshot mean that grows? Lists and vantages, their hashes, and room.
import { type Sight, type SightCounts, sightCounts } from '../compile/views.ts';
import { longestList } from '../snapshot/codec.ts';
import type { SnapshotColumns } from '../snapshot/layout.ts';
import { type Capacity, capacityFor, type LiveContent, liveContent } from './live-snapshot.ts';

/** From what the next snapshot is made: the content of the committed one. */
export type Base = {
  /** Exact columns: those of the committed snapshot, or of one that answers like it. */
  readonly columns: SnapshotColumns;
  /** Rows of the sight in `columns`. */
  readonly counts: SightCounts;
  readonly candidateMax: number;
  /** Of the content, four lanes. */
  readonly digest: Uint32Array;
};

/**
 * Rows are only added to a numbering: buffers of one share what they begin with, and what a
 * proposal added may stay when it is aborted. A new one is begun when its room is used up.
 */
export type Numbering = {
  sight: Sight;
  content: LiveContent;
  base: Base;
  capacity: Capacity;
};

/** The numbering that begins with `columns`, whose lists are those of `sight`. */
export function numberingOf(
  columns: SnapshotColumns,
  sight: Sight,
  knownDigest?: Uint32Array,
): Numbering {
  const counts = sightCounts(sight);
  const content = liveContent(columns);
  content.learn(columns, counts);
  const digest = knownDigest ?? content.sumOf(columns);
  const candidateMax = longestList(columns.listStart);
  const base = { columns, counts, candidateMax, digest };
  return { sight, content, base, capacity: capacityFor(columns, {}) };
}
