// By how many report intervals may a report of a feed come late?
import type { FeedFault, FeedName } from './event.ts';
import type { FeedEvent } from './schedule.ts';

/** So many boundaries later a report comes that has this fault; behind the next one: one. */
export function lateEpochs(fault: FeedFault, epochMs: number): number {
  if (fault.how === 'late') return Math.ceil(fault.ms / epochMs);
  return fault.how === 'reordered' ? 1 : 0;
}

/** All that there may be of reports of a feed, ascending from 0. */
export function latenesses(
  feeds: readonly FeedEvent[],
  name: FeedName,
  epochMs: number,
): readonly number[] {
  const mine = feeds.filter(({ feed }) => feed === name);
  const found = new Set([0, ...mine.map(({ fault }) => lateEpochs(fault, epochMs))]);
  return [...found].sort((a, b) => a - b);
}
