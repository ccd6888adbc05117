// What happened in each five minutes, and what do peaks and bills keep of them?
import type { Output } from '../desk/desk.ts';
import { deliveredEndings } from '../measures/account.ts';
import { createExact, type Exact, mergeExact, numberAt } from '../measures/exact.ts';
import { placeWidth } from '../measures/ledger.ts';
import { createSketch, mergeSketch, quantile, weightOf } from '../measures/sketch.ts';
import { binMs, type Round } from '../setup/rounds.ts';
import type { Setup } from '../setup/setup.ts';
import { type Elements, endBin, type Means } from './elements.ts';
import { takeGrain } from './grain.ts';
import { type Best, createBest, takeHour } from './peak-hours.ts';

/** One row of the series over five minutes; bit/s are means over them. */
export type BinRow = Means & {
  readonly startMs: number;
  /** By place. */
  readonly placeAskedBps: Float64Array;
  readonly placeCarriedBps: Float64Array;
  /** First pictures that came, and how long they took; NaN where none came. */
  readonly pictures: number;
  readonly startMsP50: number;
  readonly startMsP95: number;
};

export type SitePeaks = {
  readonly carriedBps: Float64Array;
  readonly askedShare: Float64Array;
  readonly carriedShare: Float64Array;
};

export type Bins = {
  /** Rows that nobody has taken yet. */
  rows: BinRow[];
  /** Of each site the largest mean over its links: bit/s, and the share of what its boxes had. */
  readonly sites: SitePeaks;
  readonly billing: Billing;
  readonly hours: Best;
};

/** Of each link its largest means, descending: as many as the bill of the window looks at. */
export type Billing = { readonly kept: number; readonly topBps: Float64Array; count: number };

/** Of so many means the largest one costs nothing: 95/5. */
const freeOf = 20;

export function createBins({ snapshot, timeline, networkCount }: Setup): Bins {
  const most = Math.ceil((timeline.toMs - timeline.fromMs) / binMs) + 1;
  return {
    rows: [],
    sites: {
      carriedBps: new Float64Array(snapshot.siteCount),
      askedShare: new Float64Array(snapshot.siteCount),
      carriedShare: new Float64Array(snapshot.siteCount),
    },
    billing: createBilling(snapshot.linkCount, most),
    hours: createBest(networkCount),
  };
}

/** A bill over at most so many bins. */
export function createBilling(links: number, bins: number): Billing {
  const kept = Math.floor(bins / freeOf) + 1;
  return { kept, topBps: new Float64Array(links * kept), count: 0 };
}

/** The mean that a link is billed by: of those of its bins, largest first, the next after 5 %. */
export function billedBps({ kept, topBps, count }: Billing, link: number): number {
  return topBps[link * kept + Math.floor(count / freeOf)];
}

/** Adds the means of a bin. */
export function addToBill(bill: Billing, linkBps: Float64Array): void {
  const { kept, topBps } = bill;
  bill.count++;
  for (let link = 0; link < linkBps.length; link++) {
    const bps = linkBps[link];
    let place = (link + 1) * kept - 1;
    if (bps <= topBps[place]) continue;
    for (; place > link * kept && topBps[place - 1] < bps; place--)
      topBps[place] = topBps[place - 1];
    topBps[place] = bps;
  }
}

/** What all desks have booked of the five minutes, by place. */
function placesOf(outputs: readonly Output[]): Exact {
  const sums = createExact(outputs[0].ledger.placeBps.length);
  for (const { ledger } of outputs) mergeExact(sums, ledger.place);
  return sums;
}

/**
 * Ends the bin that ends with the round; a shorter piece than five minutes is a row where the
 * window has no whole one, and counts for the hours of networks in any case.
 */
export function takeBin(
  { setup, outputs, elements, bins }: BinGround,
  round: Round,
  hasWhole: boolean,
): void {
  const { ms } = elements.bin;
  if (ms === 0) return;
  const places = placesOf(outputs);
  const startMs = round.toMs - ms;
  takeHour(bins.hours, { places, network: setup.places.network }, setup.timeline.startMs + startMs);
  const means = endBin(elements, ms === binMs || !hasWhole);
  if (means === undefined) return;
  takeGrain(setup, outputs, elements, means);
  addToBill(bins.billing, means.carriedBps.subarray(elements.links));
  sitePeaks(setup, bins.sites, elements.links, means);
  bins.rows.push({ ...means, startMs, ...placeMeans(places, ms), ...startsOf(outputs) });
}

/** The run ends at `toMs`: what is open of a bin is no row, and counts for its hour. */
export function takePiece({ setup, outputs, elements, bins }: BinGround, toMs: number): void {
  const { ms } = elements.bin;
  const places = placesOf(outputs);
  const { network } = setup.places;
  if (ms > 0) takeHour(bins.hours, { places, network }, setup.timeline.startMs + toMs - ms);
}

type BinGround = {
  readonly setup: Setup;
  readonly outputs: readonly Output[];
  readonly elements: Elements;
  readonly bins: Bins;
};

function placeMeans(places: Exact, ms: number) {
  const count = places.low.length / placeWidth;
  const placeAskedBps = new Float64Array(count);
  const placeCarriedBps = new Float64Array(count);
  for (let place = 0; place < count; place++) {
    let carried = 0;
    const row = place * placeWidth;
    for (let kind = 0; kind < deliveredEndings; kind++) carried += numberAt(places, row + kind);
    placeCarriedBps[place] = carried / ms;
    placeAskedBps[place] = (carried + numberAt(places, row + deliveredEndings)) / ms;
  }
  return { placeAskedBps, placeCarriedBps };
}

function startsOf(outputs: readonly Output[]) {
  const sketch = createSketch();
  for (const { ledger } of outputs) mergeSketch(sketch, ledger.pictures);
  const pictures = weightOf(sketch);
  return { pictures, startMsP50: quantile(sketch, 0.5), startMsP95: quantile(sketch, 0.95) };
}

/** Means of sites, by their links. */
export function bySite({ snapshot }: Setup, linkBps: Float64Array): Float64Array {
  const sum = new Float64Array(snapshot.siteCount);
  for (let link = 0; link < snapshot.linkCount; link++)
    sum[snapshot.linkSite[link]] += linkBps[link];
  return sum;
}

/** Means of sites, by their boxes. */
function byBoxes({ snapshot }: Setup, applianceBps: Float64Array): Float64Array {
  const sum = new Float64Array(snapshot.siteCount);
  for (let row = 0; row < snapshot.applianceCount; row++)
    sum[snapshot.clusterSite[snapshot.applianceCluster[row]]] += applianceBps[row];
  return sum;
}

function sitePeaks(setup: Setup, peaks: SitePeaks, links: number, means: Means): void {
  const hadBps = byBoxes(setup, means.capacityBps);
  const keep = (largest: Float64Array, bps: Float64Array, of?: Float64Array) =>
    bySite(setup, bps.subarray(links)).forEach((mean, site) => {
      const value = of === undefined ? mean : mean / Math.max(1, of[site]);
      if (value > largest[site]) largest[site] = value;
    });
  keep(peaks.carriedBps, means.carriedBps);
  keep(peaks.askedShare, means.askedBps, hadBps);
  keep(peaks.carriedShare, means.carriedBps, hadBps);
}
