// Which reports are kept, so that loops see those of their ages?
import { latenesses } from '../events/lateness.ts';
import type { Setup } from '../setup/setup.ts';

/** What was reported at one boundary between epochs; rows of appliances and links. */
export type Report = {
  /** Nominal bitrate reserved, bit/s. */
  readonly applianceBps: Float64Array;
  readonly linkBps: Float64Array;
  /** 0: it works; 1: events hold it. */
  readonly isDead: Uint8Array;
  readonly isCut: Uint8Array;
};

/** A report of nothing at all. */
export function emptyReport({ snapshot }: Setup): Report {
  const { applianceCount, linkCount } = snapshot;
  return {
    applianceBps: new Float64Array(applianceCount),
    linkBps: new Float64Array(linkCount),
    isDead: new Uint8Array(applianceCount),
    isCut: new Uint8Array(linkCount),
  };
}

/** How many boundaries back of the report that is due one may be asked for that comes late. */
export function furthestBack({ feeds, timeline }: Setup): number {
  if (feeds.length === 0) return 0;
  const each = (['health', 'load'] as const).map((name) =>
    Math.max(...latenesses(feeds, name, timeline.epochMs)),
  );
  // What freezes says what the report before said.
  return Math.max(...each) + 1;
}
