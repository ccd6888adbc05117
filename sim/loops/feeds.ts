// Which reports of a feed arrive at a boundary between epochs, and what do they say?
import { pair } from '@fairlead/core';
import { heardAt, type Output } from '../desk/desk.ts';
import { type FeedName, feedNames } from '../events/event.ts';
import { lateEpochs, latenesses } from '../events/lateness.ts';
import type { FeedEvent } from '../events/schedule.ts';
import { createKey, type Draws, openCell, unitAt } from '../random/keyed.ts';
import type { Setup } from '../setup/setup.ts';
import { copyOf, type Report, seemsFit } from './reports.ts';

/** Draws of reports are of this purpose and those after it, one an event. */
const feedPurpose = 0x10000;

/**
 * What became of the reports of a feed: of those that came by now when they should, `sent`, so many
 * were lost, late, doubled, or said what is not true; of those that were heard so many were taken,
 * and refused as `stale` (doubled or overtaken), `forgotten` (nothing is known of their instant any
 * more) or of the `future`. A report of a load counts once an instance.
 */
export type ReportCounts = { [name in (typeof feedCounts)[number]]: number };
export const feedCounts = [
  ...(['sent', 'lost', 'late', 'doubled', 'wrong'] as const),
  ...(['taken', 'stale', 'forgotten', 'future'] as const),
];

export const noFeedCounts = (): ReportCounts =>
  Object.fromEntries(feedCounts.map((name) => [name, 0])) as ReportCounts;

type Trouble = FeedEvent & {
  /** 1: of the reports of this row; appliances, then links. */
  readonly isMeant: Uint8Array;
  readonly lateEpochs: number;
};

/** A feed of which not all reports come as they should. */
export type ReportSource = {
  readonly name: FeedName;
  readonly troubles: readonly Trouble[];
  readonly latenesses: readonly number[];
  readonly epochMs: number;
  readonly seed: number;
  readonly key: Draws;
  /** What the last report before a frozen feed said, by event. */
  readonly frozen: Map<number, Report>;
  counts: ReportCounts;
};

/** Feeds of a run that something is wrong with at some time. */
export const feedsOf = (setup: Setup): readonly ReportSource[] =>
  feedNames.flatMap((name) => feedOf(setup, name) ?? []);

function feedOf(
  { feeds, snapshot, timeline, scenario }: Setup,
  name: FeedName,
): ReportSource | undefined {
  const mine = feeds.filter(({ feed }) => feed === name);
  if (mine.length === 0) return undefined;
  const { applianceCount, linkCount } = snapshot;
  const { epochMs } = timeline;
  const troubles = mine.map((trouble) => {
    const isMeant = new Uint8Array(applianceCount + linkCount);
    for (const row of trouble.of.appliances) isMeant[row] = 1;
    for (const row of trouble.of.links) isMeant[applianceCount + row] = 1;
    return { ...trouble, isMeant, lateEpochs: lateEpochs(trouble.fault, epochMs) };
  });
  return {
    ...{ name, troubles, epochMs, latenesses: latenesses(feeds, name, epochMs) },
    ...{ seed: scenario.seed, key: createKey(), frozen: new Map(), counts: noFeedCounts() },
  };
}

/** Who reports on what: a row (appliances, then links), its hash, and the observer, from 0. */
export type Reporter = { readonly row: number; readonly hash: number; readonly observer: number };

/** Whether a report that is sent at a boundary has the trouble. */
function strikes({ epochMs }: ReportSource, trouble: Trouble, of: Reporter, sent: number): boolean {
  const atMs = sent * epochMs;
  const isThen = trouble.fromMs <= atMs && atMs < trouble.untilMs;
  return isThen && trouble.isMeant[of.row] === 1 && of.observer < trouble.observers;
}

/** Whether it is one of the share that the trouble is of: its own toss, the same in every run. */
function isDrawn(
  { key, seed }: ReportSource,
  trouble: Trouble,
  of: Reporter,
  sent: number,
): boolean {
  const { fault, event } = trouble;
  if (!('share' in fault) || fault.share === 1) return true;
  openCell(key, seed, pair(of.hash, of.observer), sent);
  return unitAt(key, feedPurpose + event) < fault.share;
}

/** What becomes of a report on its way. */
type Fate = { lateEpochs: number; copies: number; isWrong: boolean };

function fateOf(feed: ReportSource, of: Reporter, sent: number): Fate {
  const fate = { lateEpochs: 0, copies: 1, isWrong: false };
  let isLost = false;
  for (const trouble of feed.troubles) {
    if (!strikes(feed, trouble, of, sent) || !isDrawn(feed, trouble, of, sent)) continue;
    const { how } = trouble.fault;
    if (how === 'lost') isLost = true;
    else if (how === 'doubled') fate.copies = 2;
    else if (trouble.lateEpochs === 0) fate.isWrong = how !== 'late' && how !== 'reordered';
    // Of several that make it late the longest counts.
    fate.lateEpochs = Math.max(fate.lateEpochs, trouble.lateEpochs);
  }
  return isLost ? { ...fate, copies: 0 } : fate;
}

/**
 * Calls `take` with the boundary at which it was sent for each report that arrives in the place of
 * the one that is `due`: the newest first, so that what was overtaken comes behind.
 */
export function forEachArrival(
  feed: ReportSource | undefined,
  of: Reporter,
  due: number,
  take: (sent: number) => void,
): void {
  if (feed === undefined) {
    take(due);
    return;
  }
  for (const epochs of feed.latenesses) {
    const fate = fateOf(feed, of, due - epochs);
    if (epochs === 0) tally(feed.counts, fate);
    if (fate.lateEpochs !== epochs) continue;
    for (let copy = 0; copy < fate.copies; copy++) take(due - epochs);
  }
}

function tally(counts: ReportCounts, { lateEpochs: late, copies, isWrong }: Fate): void {
  counts.sent++;
  if (copies === 0) counts.lost++;
  else if (late > 0) counts.late++;
  if (copies === 2) counts.doubled++;
  if (copies > 0 && isWrong) counts.wrong++;
}

/** Keeps what a feed says that freezes with the report that is due. */
export function freeze(
  feed: ReportSource,
  due: number,
  reportAt: (boundary: number) => Report,
): void {
  for (const { event, fault, fromMs } of feed.troubles) {
    if (fault.how !== 'frozen' || feed.frozen.has(event) || due * feed.epochMs < fromMs) continue;
    feed.frozen.set(event, copyOf(reportAt(due - 1)));
  }
}

/** What a report says of a load of `bps`: whole bit/s, or what was said before it froze. */
export function loadTold(feed: ReportSource, of: Reporter, sent: number, bps: number): number {
  let told = bps;
  for (const trouble of feed.troubles) {
    if (!strikes(feed, trouble, of, sent)) continue;
    const { fault, event } = trouble;
    if (fault.how === 'scaled') told = Math.floor(told * fault.factor);
    const before = feed.frozen.get(event);
    if (fault.how !== 'frozen' || before === undefined) continue;
    const { applianceBps, linkBps } = before;
    const link = of.row - applianceBps.length;
    told = link < 0 ? applianceBps[of.row] : linkBps[link];
  }
  return told;
}

/** Whether a report says that an appliance is fit that `isFit`. */
export function healthTold(
  feed: ReportSource,
  of: Reporter,
  sent: number,
  isFit: boolean,
): boolean {
  let told = isFit;
  for (const trouble of feed.troubles) {
    if (!strikes(feed, trouble, of, sent)) continue;
    const { how } = trouble.fault;
    if (how === 'fit' || how === 'unfit') told = how === 'fit';
    const before = feed.frozen.get(trouble.event);
    if (how === 'frozen' && before !== undefined) told = seemsFit(before, of.row);
  }
  return told;
}

/** What became of reports in an epoch, of a feed that something is wrong with at some time. */
export type ReportRow = { readonly feed: FeedName; readonly counts: ReportCounts };

/** Of the epoch that ends. All instances hear of loads, and belief in health is one for all. */
export function feedRows(feeds: readonly ReportSource[], outputs: readonly Output[]): ReportRow[] {
  return feeds.map((feed) => {
    const counts = { ...feed.counts };
    if (feed.name === 'health') return { feed: feed.name, counts };
    for (const name of feedCounts) counts[name] *= outputs.length;
    for (const { heard } of outputs)
      for (const name of ['lost', 'taken', 'stale', 'forgotten', 'future'] as const)
        counts[name] += heard[heardAt[name]];
    return { feed: feed.name, counts };
  });
}

/** Begins to count anew. */
export function forgetCounts(feeds: readonly ReportSource[]): void {
  for (const feed of feeds) feed.counts = noFeedCounts();
}

/** Adds what was counted to what was before. */
export function addCounts(to: ReportCounts, more: ReportCounts): void {
  for (const name of feedCounts) to[name] += more[name];
}
