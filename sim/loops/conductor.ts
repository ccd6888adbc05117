// What happens between epochs? Counts are merged, overload is shared out, then the loops step.
import type { Bulletin } from '../desk/bulletin.ts';
import type { Output } from '../desk/desk.ts';
import { epochAt, labelCount } from '../measures/tally.ts';
import { drainCounts, quantileOf, type Totals } from '../measures/totals.ts';
import { maxMinShares } from '../network/shares.ts';
import type { Setup } from '../setup/setup.ts';
import { type RunningLoops, reportOf, stepLoops } from './loops.ts';

/** Above this share of its capacity an appliance counts as overloaded. */
const overShare = 1.05;

/** One row of the series over time: means over the epoch. */
export type EpochRow = {
  readonly startMs: number;
  readonly started: number;
  readonly active: number;
  /** Bits by link kind (4), then unserved. */
  readonly bits: readonly number[];
  readonly missedBits: readonly number[];
  readonly failovers: number;
  readonly errors: number;
  readonly flips: number;
  readonly applianceQuantiles: readonly number[];
  readonly linkQuantiles: readonly number[];
};

const applianceQuantiles = [0.5, 0.9, 0.99, 1] as const;
const linkQuantiles = [0.5, 0.9, 0.95, 1] as const;

export type Conductor = {
  readonly setup: Setup;
  readonly bulletin: Bulletin;
  readonly outputs: readonly Output[];
  readonly totals: Totals;
  readonly running: RunningLoops;
  readonly rows: EpochRow[];
  readonly rateKbps: Float64Array;
  readonly bits: Float64Array;
  readonly share: Float64Array;
  readonly siteBits: Float64Array;
  readonly isShedding: Uint8Array;
  readonly deadAppliance: Uint8Array;
  readonly deadLink: Uint8Array;
  readonly withdrawnLink: Uint8Array;
  nextStrike: number;
};

/** What a conductor merges, and where to. */
export type ConductorGround = Pick<Conductor, 'bulletin' | 'outputs' | 'totals' | 'running'>;

export function createConductor(setup: Setup, ground: ConductorGround): Conductor {
  const { applianceCount, linkCount, siteCount } = setup.snapshot;
  const flows = setup.flows.count + 2;
  return {
    setup,
    ...ground,
    rows: [],
    rateKbps: new Float64Array(flows),
    bits: new Float64Array(flows),
    share: new Float64Array(flows).fill(1),
    siteBits: new Float64Array(siteCount),
    isShedding: new Uint8Array(applianceCount),
    deadAppliance: new Uint8Array(applianceCount),
    deadLink: new Uint8Array(linkCount),
    withdrawnLink: new Uint8Array(linkCount),
    nextStrike: 0,
  };
}

/** Ends `epoch` after all instances have run it: what the next one reads is in the bulletin. */
export function endEpoch(conductor: Conductor, epoch: number): void {
  const { setup } = conductor;
  const isMeasured = epoch >= setup.warmupEpochs;
  mergeOutputs(conductor);
  const offered = offeredBits(conductor);
  shareOut(conductor, offered);
  const flips = countFlips(conductor);
  if (isMeasured) measure(conductor, offered, epoch, flips);
  for (const output of conductor.outputs) drainCounts(conductor.totals, output.tally);
  applyStrikes(conductor, (epoch + 1) * setup.epochMs);
  report(conductor, epoch + 1);
}

function mergeOutputs({ outputs, rateKbps, bits }: Conductor): void {
  rateKbps.fill(0);
  bits.fill(0);
  for (const output of outputs)
    for (let flow = 0; flow < bits.length; flow++) {
      rateKbps[flow] += output.rateKbps[flow];
      bits[flow] += output.bits[flow];
    }
}

type Offered = { readonly appliance: Float64Array; readonly link: Float64Array };

/** Bits asked of each appliance and link in this epoch. */
function offeredBits({ setup, bits }: Conductor): Offered {
  const { snapshot, flows } = setup;
  const appliance = new Float64Array(snapshot.applianceCount);
  const link = new Float64Array(snapshot.linkCount);
  for (let flow = 0; flow < flows.count; flow++) {
    appliance[flows.appliance[flow]] += bits[flow];
    link[flows.link[flow]] += bits[flow];
  }
  return { appliance, link };
}

/** Where more was asked than there is, everybody on that appliance or link gets the same share. */
function shareOut(conductor: Conductor, offered: Offered): void {
  const { setup, bits, share, bulletin } = conductor;
  const { snapshot, flows, epochMs } = setup;
  const room = (capacityBps: Float64Array) => capacityBps.map((bps) => roomOf(bps, epochMs));
  const limits = maxMinShares(
    { first: flows.appliance, second: flows.link, demand: bits.subarray(0, flows.count) },
    room(snapshot.capacityBps),
    room(snapshot.linkCapacityBps),
    share,
  );
  if (limits > 0)
    for (let flow = 0; flow < flows.count; flow++)
      if (share[flow] < 1) bulletin.lossMs[flow] += (1 - share[flow]) * epochMs;
  for (let row = 0; row < snapshot.applianceCount; row++) {
    const utilisation = loadShare(offered.appliance[row], snapshot.capacityBps[row], epochMs);
    bulletin.utilisation[row] = utilisation;
    bulletin.overEpochs[row] = utilisation > overShare ? bulletin.overEpochs[row] + 1 : 0;
  }
}

/** How many appliances began or ceased to shed since the last epoch. */
function countFlips({ setup, bulletin, isShedding }: Conductor): number {
  const { from } = setup.scenario.policy.applianceShed;
  let flips = 0;
  for (let row = 0; row < isShedding.length; row++) {
    const sheds = bulletin.utilisation[row] > from ? 1 : 0;
    if (sheds !== isShedding[row]) flips++;
    isShedding[row] = sheds;
  }
  return flips;
}

/** Bits that a capacity carries in an epoch; of less than 1 bit/s that of 1. */
const roomOf = (capacityBps: number, epochMs: number): number =>
  (Math.max(1, capacityBps) * epochMs) / 1000;

/** What `bits` over an epoch are of a capacity: where there is none, a huge number. */
function loadShare(bits: number, capacityBps: number, epochMs: number): number {
  return bits / roomOf(capacityBps, epochMs);
}

/** Adds the epoch to the totals and to the rows over time. */
function measure(conductor: Conductor, offered: Offered, epoch: number, flips: number): void {
  const { setup, totals, bits, rows, outputs } = conductor;
  const { snapshot, flows, epochMs } = setup;
  const { kinds, unservedBits } = deliver(conductor);
  const linkLoad = offered.link.map((asked, link) =>
    loadShare(asked, snapshot.linkCapacityBps[link], epochMs),
  );
  const { utilisation } = conductor.bulletin;
  raise(totals.linkPeak, linkLoad);
  raise(totals.appliancePeak, utilisation);
  totals.refusedBits += BigInt(bits[flows.refused]);
  totals.lostBits += BigInt(bits[flows.lost]);
  totals.flips += flips;
  const sum = (place: number) => outputs.reduce((all, { tally }) => all + tally.epoch[place], 0);
  const missedBits = Array.from({ length: labelCount }, (_, label) => sum(epochAt.missed + label));
  missedBits.forEach((missed, label) => {
    totals.missedBits[label] += BigInt(missed);
  });
  rows.push({
    startMs: epoch * epochMs,
    started: sum(epochAt.started),
    active: sum(epochAt.active),
    bits: [...kinds, unservedBits + bits[flows.refused] + bits[flows.lost]],
    missedBits,
    failovers: sum(epochAt.failovers),
    errors: sum(epochAt.errors),
    flips,
    applianceQuantiles: applianceQuantiles.map((q) => quantileOf(utilisation, q)),
    linkQuantiles: linkQuantiles.map((q) => quantileOf(linkLoad, q)),
  });
}

/** Keeps the larger of each peak and now. */
function raise(peaks: Float64Array, now: Float64Array): void {
  for (let row = 0; row < peaks.length; row++) if (now[row] > peaks[row]) peaks[row] = now[row];
}

/**
 * Counts what each flow delivers of what it was asked, in whole bits; returns the epoch's bits by
 * link kind and what overload left unserved. Sums of links are exact; what passes 2⁵³ is BigInt.
 */
function deliver(conductor: Conductor): {
  readonly kinds: readonly number[];
  readonly unservedBits: number;
} {
  const { setup, totals, bits, share, siteBits } = conductor;
  const { snapshot, flows, epochMs } = setup;
  const linkDelivered = new Float64Array(snapshot.linkCount);
  let unservedBits = 0;
  for (let flow = 0; flow < flows.count; flow++) {
    const delivered = share[flow] < 1 ? Math.floor(bits[flow] * share[flow]) : bits[flow];
    linkDelivered[flows.link[flow]] += delivered;
    totals.applianceBits[flows.appliance[flow]] += delivered;
    if (share[flow] >= 1) continue;
    unservedBits += bits[flow] - delivered;
    totals.unservedBits += BigInt(bits[flow] - delivered);
  }
  const kinds = [0, 0, 0, 0];
  siteBits.fill(0);
  for (let link = 0; link < snapshot.linkCount; link++) {
    const kind = snapshot.linkKind[link];
    totals.kindBits[kind] += BigInt(linkDelivered[link]);
    totals.linkBits[link] += linkDelivered[link];
    kinds[kind] += linkDelivered[link];
    siteBits[snapshot.linkSite[link]] += linkDelivered[link];
  }
  const siteBps = siteBits.map((sum) => (sum * 1000) / epochMs);
  raise(totals.sitePeakBps, siteBps);
  return { kinds, unservedBits };
}

/** Lets faults begin and end that came before `atMs`. */
function applyStrikes(conductor: Conductor, atMs: number): void {
  const { setup, deadAppliance, deadLink, withdrawnLink } = conductor;
  const { strikes } = setup;
  while (conductor.nextStrike < strikes.length && strikes[conductor.nextStrike].atMs < atMs) {
    const { appliances, links, withdrawn, isEnd } = strikes[conductor.nextStrike++];
    for (const appliance of appliances) deadAppliance[appliance] += isEnd ? -1 : 1;
    for (const link of links) deadLink[link] += isEnd ? -1 : 1;
    for (const link of withdrawn) withdrawnLink[link] += isEnd ? -1 : 1;
  }
}

/** Files the report of `boundary`, and lets the loops make of it what instances read next. */
function report(conductor: Conductor, boundary: number): void {
  const { setup, running, rateKbps } = conductor;
  const { flows } = setup;
  const fresh = reportOf(running, boundary);
  fresh.applianceKbps.fill(0);
  fresh.linkKbps.fill(0);
  for (let flow = 0; flow < flows.count; flow++) {
    fresh.applianceKbps[flows.appliance[flow]] += rateKbps[flow];
    fresh.linkKbps[flows.link[flow]] += rateKbps[flow];
  }
  fresh.isDead.set(conductor.deadAppliance);
  fresh.isCut.set(conductor.deadLink);
  fresh.isWithdrawn.set(conductor.withdrawnLink);
  stepLoops(running, boundary, boundary * setup.epochMs);
}
