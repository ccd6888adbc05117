// What happens between rounds and between epochs? Counts are merged, what is short is shared out,
// then the loops step.
import type { Bulletin } from '../desk/bulletin.ts';
import type { Output } from '../desk/desk.ts';
import type { Levels, Presence, ShortFlows } from '../desk/short.ts';
import { causeCount, cellCount } from '../measures/account.ts';
import {
  addProduct,
  clearExact,
  createExact,
  type Exact,
  exactAt,
  joinExact,
  mergeExact,
  numberAt,
} from '../measures/exact.ts';
import { binMs, minuteMs, type Round } from '../setup/rounds.ts';
import type { Setup } from '../setup/setup.ts';
import type { SnapshotSource } from '../setup/snapshots.ts';
import { type Bins, createBins, takeBin } from './bins.ts';
import { scaled } from './courses.ts';
import { addRound, type Elements, elementsOf } from './elements.ts';
import {
  addCounts,
  feedRows,
  forgetCounts,
  noFeedCounts,
  type ReportCounts,
  type ReportRow,
} from './feeds.ts';
import { countFlips, createFlips, type Flips } from './flips.ts';
import { type RunningLoops, reportOf, stepLoops } from './loops.ts';
import { askedIn, cellsOf, countsOf, kindsThatDiffer, mergeRound, reservedOf } from './merge.ts';
import { judgeOutcomes } from './outcomes.ts';
import { type Backlogs, createBacklogs, noTries, type TryCounts } from './queues.ts';
import { shareOut, shortFlowsOf } from './shortage.ts';

/** Above this share of its capacity an appliance counts as overloaded. */
const overShare = 1.05;

/** One row of the series over time. */
export type EpochRow = {
  readonly startMs: number;
  readonly spanMs: number;
  readonly started: number;
  readonly active: number;
  /** 1/1000 bit of each cell of the account. */
  readonly cells: Float64Array;
  /** Of each cause, how long sessions asked under it, session-ms. */
  readonly memberMs: Float64Array;
  readonly failovers: number;
  readonly errors: number;
  readonly flips: number;
  /** Where starting costs something. */
  readonly tried?: TryCounts;
  /** Of feeds that something is wrong with. */
  readonly heard: readonly ReportRow[];
};

/** Comparisons of the two accounts, and how many of them did not come out equal. */
export type Balance = { checked: number; differing: number };

export type Conductor = {
  readonly setup: Setup;
  readonly bulletin: Bulletin;
  readonly outputs: readonly Output[];
  readonly running: RunningLoops;
  /** What is published, and what became of it. */
  readonly snapshots: SnapshotSource;
  readonly elements: Elements;
  readonly flips: Flips;
  /** Rows that nobody has taken yet. */
  rows: EpochRow[];
  readonly bins: Bins;
  /** Cells of the epoch and of the minute that are played. */
  readonly epoch: {
    cells: Exact;
    memberMs: Float64Array;
    started: number;
    failovers: number;
    errors: number;
  };
  minute: bigint;
  /** What became of reports in the window, of each of the feeds. */
  readonly heard: ReportCounts[];
  /** Flips in the window. */
  flipCount: number;
  readonly balance: { readonly flows: Balance; readonly drawn: Balance };
  /** How many events hold it now. */
  readonly deadAppliance: Uint32Array;
  readonly deadLink: Uint32Array;
  nextMoment: number;
  /** 1/1000 bit asked of what each event touches, while it lasts. */
  readonly touched: Exact;
  /** Tries that wait, where starting costs something. */
  readonly queues: Backlogs | undefined;
};

/** What a conductor merges, and where to. */
export type ConductorGround = Pick<Conductor, 'bulletin' | 'outputs' | 'running' | 'snapshots'>;

export function createConductor(setup: Setup, ground: ConductorGround): Conductor {
  const { applianceCount, linkCount } = setup.snapshot;
  return {
    setup,
    ...ground,
    elements: elementsOf(setup),
    flips: createFlips(applianceCount + linkCount),
    rows: [],
    bins: createBins(setup),
    epoch: { ...emptyEpoch() },
    minute: 0n,
    heard: ground.running.feeds.map(noFeedCounts),
    flipCount: 0,
    balance: { flows: { checked: 0, differing: 0 }, drawn: { checked: 0, differing: 0 } },
    deadAppliance: new Uint32Array(applianceCount),
    deadLink: new Uint32Array(linkCount),
    nextMoment: 0,
    touched: createExact(setup.scenario.events.length),
    queues: setup.doors && createBacklogs(setup.doors),
  };
}

const emptyEpoch = (): Conductor['epoch'] => ({
  ...{ cells: createExact(cellCount), memberMs: new Float64Array(causeCount) },
  ...{ started: 0, failovers: 0, errors: 0 },
});

/** Takes in a wave of those who play when the run begins: its report is that of the begin. */
export function takeWave({ outputs, elements, running, bulletin }: Conductor): void {
  const { links } = elements;
  const bps = reservedOf(outputs);
  for (const { applianceBps, linkBps } of [bulletin, ...running.reports]) {
    applianceBps.set(bps.subarray(0, links));
    linkBps.set(bps.subarray(links));
  }
}

/** Takes in what all desks played of a round: the flows that may be short in it, if any. */
export function takeRound(conductor: Conductor, round: Round): ShortFlows | undefined {
  const { setup, outputs, elements } = conductor;
  mergeRound(outputs, elements);
  return shortFlowsOf(setup, elements, round);
}

/** Shares out what is short, by who was there on each desk. */
export function shareRound(
  { setup, elements }: Conductor,
  round: Round,
  flows: ShortFlows,
  presences: readonly Presence[],
): Levels | undefined {
  return shareOut(setup, elements, { round, flows, presences });
}

/** Ends a round that all desks have closed, and the epoch that ends with it. */
export function endRound(conductor: Conductor, round: Round): void {
  const { setup, outputs, elements, epoch, balance } = conductor;
  const { timeline } = setup;
  const cells = cellsOf(outputs);
  balance.flows.checked++;
  if (kindsThatDiffer(setup, elements, cells, round) > 0) balance.flows.differing++;
  addRound(elements, round);
  addTouched(conductor, round);
  mergeExact(epoch.cells, cells);
  for (const { ledger } of outputs)
    ledger.memberMs.forEach((ms, cause) => {
      epoch.memberMs[cause] += ms;
    });
  const counts = countsOf(outputs);
  epoch.started += counts.started;
  epoch.failovers += counts.failovers;
  epoch.errors += counts.errors;
  conductor.minute += askedIn(cells);
  const isLast = round.toMs === timeline.epochCount * timeline.epochMs;
  const isMinuteEnd = isLast || (timeline.startMs + round.toMs) % minuteMs === 0;
  if (isMinuteEnd) compareDrawn(conductor);
  endBinWith(conductor, round);
  if (round.isEpochEnd) endEpoch(conductor, round, counts.active);
}

/** Holds what was asked in the minute against what those who were drawn ask in it. */
function compareDrawn(conductor: Conductor): void {
  const { balance, outputs } = conductor;
  const drawn = outputs.reduce((all, { ledger }) => all + exactAt(ledger.drawn, 0), 0n);
  balance.drawn.checked++;
  if (drawn !== conductor.minute) balance.drawn.differing++;
  conductor.minute = 0n;
}

/** Ends a bin of five minutes of UTC; a shorter piece counts where the window has no whole one. */
function endBinWith(conductor: Conductor, round: Round): void {
  if (round.toMs !== round.binToMs) return;
  const { startMs, fromMs, toMs } = conductor.setup.timeline;
  const hasWhole = Math.floor((startMs + toMs) / binMs) > Math.ceil((startMs + fromMs) / binMs);
  takeBin(conductor, round, hasWhole);
}

function endEpoch(conductor: Conductor, round: Round, active: number): void {
  const { setup, rows, epoch, outputs } = conductor;
  const { epochMs, fromMs, toMs } = setup.timeline;
  judgeLoads(conductor, round);
  const flips = countFlips(conductor.flips, conductor.outputs);
  const startMs = round.epoch * epochMs;
  if (startMs >= fromMs && startMs < toMs) {
    conductor.flipCount += flips;
    const cells = Float64Array.from({ length: cellCount }, (_, cell) =>
      numberAt(epoch.cells, cell),
    );
    const { memberMs, started, failovers, errors } = epoch;
    const tried = conductor.queues?.counts;
    const heard = feedRows(conductor.running.feeds, outputs);
    for (const [k, { counts }] of heard.entries()) addCounts(conductor.heard[k], counts);
    const counts = { started, active, failovers, errors, flips, heard, ...(tried && { tried }) };
    rows.push({ startMs, spanMs: epochMs, cells, memberMs, ...counts });
  }
  if (conductor.queues) conductor.queues.counts = { ...noTries };
  Object.assign(epoch, emptyEpoch());
  forgetCounts(conductor.running.feeds);
  passMoments(conductor, round.toMs);
  report(conductor, round.epoch + 1);
}

/**
 * How full each appliance was over the epoch, and for how many it has now been too full: by what it
 * is declared to have, since of what nobody tells steering it cannot spare anybody.
 */
function judgeLoads({ setup, elements, bulletin, snapshots }: Conductor, round: Round): void {
  const { epochAsked } = elements;
  const { capacityBps } = snapshots.handOut(round.fromMs);
  for (let row = 0; row < setup.snapshot.applianceCount; row++) {
    const bps = numberAt(epochAsked, row) / setup.timeline.epochMs;
    const utilisation = bps / scaled(capacityBps[row], setup.share);
    bulletin.utilisation[row] = utilisation;
    bulletin.overEpochs[row] = utilisation > overShare ? bulletin.overEpochs[row] + 1 : 0;
  }
  clearExact(epochAsked);
}

/** Adds what was asked of the rows of each event, as long as it lasts in the round. */
function addTouched(conductor: Conductor, round: Round): void {
  const { setup, elements } = conductor;
  const { events } = setup.scenario;
  if (!round.isMeasured) return;
  for (const { event, touches, atMs } of setup.moments) {
    if (touches === undefined || atMs >= round.toMs) continue;
    const { untilMs = Infinity } = events[event];
    const toMs = Math.min(round.toMs, untilMs - setup.timeline.startMs);
    const fromMs = Math.max(round.fromMs, atMs);
    if (toMs <= fromMs) continue;
    const { appliances, links } = touches;
    const rows = appliances.length > 0 ? appliances : links.map((row) => elements.links + row);
    for (const row of rows) addAsked(conductor, { event, row }, round, toMs - fromMs);
  }
}

type Touch = { readonly event: number; readonly row: number };
/** Adds what was asked of a row in `ms` of a round: of a part pro rata, as rounds know no more. */
function addAsked({ elements, touched }: Conductor, at: Touch, round: Round, ms: number): void {
  const { event, row } = at;
  const { baseBps, changed } = elements;
  const roundMs = round.toMs - round.fromMs;
  if (ms === roundMs) joinExact(touched, event, changed, row);
  const pieceBps = Math.floor(baseBps[row] + numberAt(changed, row) / roundMs + 0.5);
  addProduct(touched, event, ms === roundMs ? baseBps[row] : pieceBps, ms);
}

/** Asked of what an event touches, while it lasts within the window; of a sample its own. */
export function touchedBytes({ touched }: Conductor, event: number): number {
  return numberAt(touched, event) / 8000;
}

/** Lets begin and end what came before `atMs`. */
function passMoments(conductor: Conductor, atMs: number): void {
  const { setup, deadAppliance, deadLink } = conductor;
  const { moments } = setup;
  while (conductor.nextMoment < moments.length && moments[conductor.nextMoment].atMs < atMs) {
    const { appliances, links, isEnd } = moments[conductor.nextMoment++];
    for (const appliance of appliances) deadAppliance[appliance] += isEnd ? -1 : 1;
    for (const link of links) deadLink[link] += isEnd ? -1 : 1;
  }
}

const isAny = (events: number): number => Math.min(1, events);

/** Files the report of `boundary`, and lets the loops make of it what instances read next. */
function report(conductor: Conductor, boundary: number): void {
  const { setup, running, elements } = conductor;
  const fresh = reportOf(running, boundary);
  fresh.applianceBps.set(elements.reservedBps.subarray(0, elements.links));
  fresh.linkBps.set(elements.reservedBps.subarray(elements.links));
  fresh.isDead.set(conductor.deadAppliance.map(isAny));
  fresh.isCut.set(conductor.deadLink.map(isAny));
  if (setup.scenario.policy.outcomes) {
    const before = reportOf(running, boundary - 1).isIll;
    judgeOutcomes(fresh.isIll, before, conductor.outputs, setup.share);
  }
  stepLoops(running, boundary, boundary * setup.timeline.epochMs);
}
