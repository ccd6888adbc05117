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
  /** 1 where clients find it ill, though it answers probes. */
  readonly isIll: Uint8Array;
};

/** A report of nothing at all. */
export function emptyReport({ snapshot }: Setup): Report {
  const { applianceCount, linkCount } = snapshot;
  return {
    applianceBps: new Float64Array(applianceCount),
    linkBps: new Float64Array(linkCount),
    isDead: new Uint8Array(applianceCount),
    isCut: new Uint8Array(linkCount),
    isIll: new Uint8Array(applianceCount),
  };
}

/** Whether an appliance answers probes, and clients do not find it ill. */
export const seemsFit = ({ isDead, isIll }: Report, row: number): boolean =>
  isDead[row] === 0 && isIll[row] === 0;

/** The same, which stays as it is. */
export function copyOf({ applianceBps, linkBps, isDead, isCut, isIll }: Report): Report {
  return {
    ...{ applianceBps: applianceBps.slice(), linkBps: linkBps.slice() },
    ...{ isDead: isDead.slice(), isCut: isCut.slice(), isIll: isIll.slice() },
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
