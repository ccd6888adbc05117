// What does every steering instance read at the begin of an epoch? The last report that arrived.
import { latenesses } from '../events/lateness.ts';
import type { Setup } from '../setup/setup.ts';

/** Reports of loads in the order in which they come. */
export type Mail = {
  /** How many there are, in place 0. */
  readonly count: Uint32Array;
  /** Appliances, then links. */
  readonly row: Uint32Array;
  readonly bps: Float64Array;
  /** When it was measured, ms from the start. */
  readonly measuredMs: Float64Array;
};

/** Written by the conductor between epochs, read by the instances within them; shared memory. */
export type Bulletin = {
  /** Nominal bitrate reserved per appliance and link, as the report said. */
  readonly applianceBps: Float64Array;
  readonly linkBps: Float64Array;
  /** The same one by one; absent where all of them come as they should. */
  readonly mail?: Mail;
  /** 1 where an appliance is believed healthy. */
  readonly healthy: Uint8Array;
  /** Since when a healthy one is believed so, ms from the start; minus infinity: from ever. */
  readonly healthySinceMs: Float64Array;
  /** 1 where the lease of an appliance runs: it may be offered. */
  readonly leased: Uint8Array;
  /** 1 where a link is reported cut. */
  readonly isCut: Uint8Array;
  /** When sessions are moved by force, as in `Setup.forces`; infinity: not so far. */
  readonly forcedMs: Float64Array;
  /** Per appliance: whole epochs that it has now been above 1.05 of its capacity. */
  readonly overEpochs: Uint32Array;
  /** Per appliance: offered ÷ capacity over the last epoch. */
  readonly utilisation: Float64Array;
};

export function createBulletin(setup: Setup): Bulletin {
  const { snapshot } = setup;
  const room = mailRoom(setup);
  const doubles = (length: number) => new Float64Array(new SharedArrayBuffer(length * 8));
  const bytes = (length: number) => new Uint8Array(new SharedArrayBuffer(length));
  return {
    applianceBps: doubles(snapshot.applianceCount),
    linkBps: doubles(snapshot.linkCount),
    ...(room > 0 && { mail: createMail(room) }),
    healthy: bytes(snapshot.applianceCount).fill(1),
    healthySinceMs: doubles(snapshot.applianceCount).fill(Number.NEGATIVE_INFINITY),
    leased: bytes(snapshot.applianceCount).fill(1),
    isCut: bytes(snapshot.linkCount),
    forcedMs: doubles(setup.forces.length).fill(Infinity),
    overEpochs: new Uint32Array(new SharedArrayBuffer(snapshot.applianceCount * 4)),
    utilisation: doubles(snapshot.applianceCount),
  };
}

/** Reports of loads that may come at one boundary: each, doubled, of every lateness; 0: no mail. */
function mailRoom({ feeds, snapshot, timeline }: Setup): number {
  if (!feeds.some(({ feed }) => feed === 'load')) return 0;
  const { applianceCount, linkCount } = snapshot;
  return 2 * latenesses(feeds, 'load', timeline.epochMs).length * (applianceCount + linkCount);
}

function createMail(room: number): Mail {
  const shared = (bytes: number) => new SharedArrayBuffer(bytes * room);
  return {
    count: new Uint32Array(new SharedArrayBuffer(4)),
    row: new Uint32Array(shared(4)),
    bps: new Float64Array(shared(8)),
    measuredMs: new Float64Array(shared(8)),
  };
}
