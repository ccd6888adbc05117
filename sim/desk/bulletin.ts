// What does every steering instance read at the begin of an epoch? The last report that arrived.
import type { Setup } from '../setup/setup.ts';

/** Written by the conductor between epochs, read by the instances within them; shared memory. */
export type Bulletin = {
  /** Nominal bitrate reserved per appliance and link, as the report said. */
  readonly applianceBps: Float64Array;
  readonly linkBps: Float64Array;
  /** 1 where an appliance is believed healthy. */
  readonly healthy: Uint8Array;
  /** Since when a healthy one is believed so, ms from the start; minus infinity: from ever. */
  readonly healthySinceMs: Float64Array;
  /** 1 where the lease of an appliance runs: it may be offered. */
  readonly leased: Uint8Array;
  /** 1 where a link is reported cut. */
  readonly isCut: Uint8Array;
  /** Per appliance: whole epochs that it has now been above 1.05 of its capacity. */
  readonly overEpochs: Uint32Array;
  /** Per appliance: offered ÷ capacity over the last epoch. */
  readonly utilisation: Float64Array;
};

export function createBulletin({ snapshot }: Setup): Bulletin {
  const doubles = (length: number) => new Float64Array(new SharedArrayBuffer(length * 8));
  const bytes = (length: number) => new Uint8Array(new SharedArrayBuffer(length));
  return {
    applianceBps: doubles(snapshot.applianceCount),
    linkBps: doubles(snapshot.linkCount),
    healthy: bytes(snapshot.applianceCount).fill(1),
    healthySinceMs: doubles(snapshot.applianceCount).fill(Number.NEGATIVE_INFINITY),
    leased: bytes(snapshot.applianceCount).fill(1),
    isCut: bytes(snapshot.linkCount),
    overEpochs: new Uint32Array(new SharedArrayBuffer(snapshot.applianceCount * 4)),
    utilisation: doubles(snapshot.applianceCount),
  };
}
