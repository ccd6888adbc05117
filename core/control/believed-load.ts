// What does an appliance or a link carry now, though its report is old, and how much must leave it?
import { given } from '../base/given.ts';
import { isRow } from '../base/ids.ts';
import { estimateLoad, type ShedRule, shedShare } from './shed.ts';
import { shedUnits } from './state.ts';

/** What a steering instance takes for granted when it reads reports that are old. */
export type LoadRule = {
  readonly shed: ShedRule;
  /** Mean length of a session, ms: how fast a load falls when nobody comes any more; above 0. */
  readonly sessionMs: number;
  /** Share of capacity by which demand may move between two reports without anybody's notice. */
  readonly surpriseShare: number;
  /** Utilisation that an estimate has to move before the shed share moves: its hysteresis. */
  readonly slackShare: number;
};

/**
 * Shedding from 85 to 97 %; sessions of fifty minutes, which at 2.4 starts a day make the two hours
 * a day that are published. It need not be exact: a demand is inferred and spent with one number.
 */
export const defaultLoadRule: LoadRule = {
  shed: { from: 0.85, full: 0.97 },
  sessionMs: 3_000_000,
  surpriseShare: 0.05,
  slackShare: 0.05,
};

/**
 * What one steering instance knows of the loads of a table, one row per appliance or link. Loads
 * are nominal bitrates in one unit of the caller's choice, instants ms of one steady clock.
 *
 * | column                         | holds                                                        |
 * | ------------------------------ | ------------------------------------------------------------ |
 * | `own`                          | what this instance's own sessions reserve                    |
 * | `turnover`                     | Σ load² over its own starts and ends: how noisy `own` is     |
 * | `shedMs`, `shedAtMs`           | the shed share, summed over time, and up to when             |
 * | `share`                        | the shed share since then                                    |
 * | `held`                         | the utilisation that the share stands on                     |
 * | `reported`, `reportMs`         | the last report and its instant; NaN before the first        |
 * | `ownThen`, `turnoverThen`, `shedThen` | `own`, `turnover` and `shedMs` at that instant        |
 * | `earlier`, `earlierMs`, `earlierShed` | the same of the report before                         |
 */
export type Loads = {
  readonly [column in LoadColumn]: Float64Array;
};

/** The columns of `Loads`. */
export const loadColumns = [
  'own',
  'turnover',
  'shedMs',
  'shedAtMs',
  'share',
  'held',
  'reported',
  'reportMs',
  'ownThen',
  'turnoverThen',
  'shedThen',
  'earlier',
  'earlierMs',
  'earlierShed',
] as const;

/** A word of `loadColumns`. */
export type LoadColumn = (typeof loadColumns)[number];

/** Loads of `count` rows of which nothing is known yet, at `atMs`. */
export function createLoads(count: number, atMs: number): Loads {
  given(count, 'count');
  given(atMs, 'number');
  const column = () => new Float64Array(count);
  return {
    own: column(),
    turnover: column(),
    shedMs: column(),
    shedAtMs: column().fill(atMs),
    share: column(),
    held: column(),
    reported: column(),
    reportMs: column().fill(Number.NaN),
    ownThen: column(),
    turnoverThen: column(),
    shedThen: column(),
    earlier: column(),
    earlierMs: column().fill(Number.NaN),
    earlierShed: column(),
  };
}

/** Counts a session of this instance that starts (`load` > 0) or ends (`load` < 0). @hot */
export function countOwn(out: Loads, row: number, load: number): void {
  out.own[row] += load;
  out.turnover[row] += load * load;
}

/** What an instance knew of itself at one instant, so that a later report of then can be read. */
export type LoadMark = {
  atMs: number;
  readonly own: Float64Array;
  readonly turnover: Float64Array;
  readonly shedMs: Float64Array;
};

/** A mark with room for `count` rows; it is of no instant yet. */
export function createLoadMark(count: number): LoadMark {
  given(count, 'count');
  const column = () => new Float64Array(count);
  return { atMs: Number.NaN, own: column(), turnover: column(), shedMs: column() };
}

/** Writes what `loads` know of themselves at `atMs`, an instant of which reports will tell. */
export function writeLoadMark(out: LoadMark, loads: Loads, atMs: number): void {
  given(out, 'mark');
  given(loads, 'loads');
  given(atMs, 'number');
  out.atMs = atMs;
  out.own.set(loads.own);
  out.turnover.set(loads.turnover);
  for (let row = 0; row < out.shedMs.length; row++) out.shedMs[row] = shedMsAt(loads, row, atMs);
}

/** The shed share of a row, summed over time up to `atMs`. @hot */
export function shedMsAt(loads: Loads, row: number, atMs: number): number {
  const restMs = atMs - loads.shedAtMs[row];
  return loads.shedMs[row] + loads.share[row] * (restMs > 0 ? restMs : 0);
}

/** What an instance knew of one row of its own at an instant: a row of a mark, or between two. */
export type LoadMarkRow = {
  readonly atMs: number;
  readonly own: number;
  readonly turnover: number;
  readonly shedMs: number;
};

/** A load beyond this is none: sums of loads stay numbers, whatever is told how often. */
export const loadMax = 1e100;

/**
 * What became of a report of a load.
 *
 * | code       | says                                                              |
 * | ---------- | ----------------------------------------------------------------- |
 * | `taken`    | it is the last one now                                            |
 * | `row`      | no such row                                                       |
 * | `load`     | it is no number, below 0 or beyond `loadMax`                      |
 * | `unmarked` | of that instant nothing is known                                  |
 * | `stale`    | it is no newer than the last one: doubled, overtaken, or restarted |
 */
export type LoadVerdict = 'taken' | 'row' | 'load' | 'unmarked' | 'stale';

/**
 * Takes in a report: `load` is what the row carried at the instant of `mark`. What is not taken
 * changes nothing: what comes twice or lies openly is as if it had been lost, and the verdict says
 * so. Total.
 */
export function takeReport(out: Loads, row: number, load: number, mark: LoadMark): LoadVerdict {
  given(out, 'loads');
  given(mark, 'mark');
  given(row, 'number');
  given(load, 'number');
  const { atMs, own, turnover, shedMs } = mark;
  const known = { atMs, own: own[row], turnover: turnover[row], shedMs: shedMs[row] };
  return takeReading(out, row, load, known);
}

/** The same, of an instant between two marks: `known` is what was known of the row then. @hot */
export function takeReading(
  out: Loads,
  row: number,
  load: number,
  known: LoadMarkRow,
): LoadVerdict {
  const { atMs } = known;
  if (!isRow(row, out.own.length)) return 'row';
  if (!(load >= 0 && load <= loadMax)) return 'load';
  if (Number.isNaN(atMs)) return 'unmarked';
  if (atMs <= out.reportMs[row]) return 'stale';
  out.earlier[row] = out.reported[row];
  out.earlierMs[row] = out.reportMs[row];
  out.earlierShed[row] = out.shedThen[row];
  out.reported[row] = load;
  out.reportMs[row] = atMs;
  out.ownThen[row] = known.own;
  out.turnoverThen[row] = known.turnover;
  out.shedThen[row] = known.shedMs;
  return 'taken';
}

/** Share of what was there that is left after `part` mean lengths: e^−part, the same everywhere. */
function left(part: number): number {
  return 1 / (1 + part + (part * part) / 2);
}

/** Of a demand that a share of 1/2 or more is shed of, too little is seen to tell its size. */
const servedMin = 0.5;

/** A demand below 0, or above twice the load, explains no two reports: the load has jumped. */
const arrivedMax = 2;

/**
 * What a row carries at `atMs` by its last two reports alone: the demand that explains the second
 * after the first, served less the share shed since. The model of a Smith predictor: it knows that
 * shedding acts late, so that a share does not rise further while an earlier rise still acts.
 * Where no demand explains the two, the load will not go on as it went: the report is believed.
 * Source: O. J. M. Smith, "Closer Control of Loops with Dead Time", 1957. @hot
 */
export function predictLoad(loads: Loads, row: number, atMs: number, rule: LoadRule): number {
  const report = loads.reported[row];
  const ageMs = atMs - loads.reportMs[row];
  const betweenMs = loads.reportMs[row] - loads.earlierMs[row];
  if (!(ageMs > 0 && betweenMs > 0)) return report;
  const leftBetween = left(betweenMs / rule.sessionMs);
  const arrived = (report - loads.earlier[row] * leftBetween) / (1 - leftBetween);
  if (!(arrived >= 0 && arrived <= report * arrivedMax)) return report;
  const servedBetween = 1 - (loads.shedThen[row] - loads.earlierShed[row]) / betweenMs;
  const demand = arrived / Math.max(servedBetween, servedMin);
  const restMs = Math.max(0, atMs - loads.shedAtMs[row]);
  const shedSince = loads.shedMs[row] + loads.share[row] * restMs - loads.shedThen[row];
  const leftSince = left(ageMs / rule.sessionMs);
  return report * leftSince + demand * (1 - shedSince / ageMs) * (1 - leftSince);
}

/**
 * What one of `instances` steering instances believes `row` carries at `atMs`.
 *
 * Two estimates, each by its credibility: what the instance itself began since the report, times
 * the number of instances (`estimateLoad`), and the course of the reports (`predictLoad`). Of one
 * instance the first is exact. Of a hundred it is a sample of 1 % blown up a hundredfold: with n
 * starts and ends in all its error is √(99 n) sessions, which would shed load where there is none
 * to shed, so the second counts the more, the less the sample says. Total; NaN before a report.
 * Source: the mean of two estimates weighted by inverse variance (C. F. Gauss, 1823). @hot
 */
export function believedLoad(
  loads: Loads,
  row: number,
  input: LoadInput,
  policy: LoadPolicy,
): number {
  const { instances, rule } = policy;
  const since = loads.own[row] - loads.ownThen[row];
  const scaled = estimateLoad(loads.reported[row], since, instances);
  const turnover = instances * (loads.turnover[row] - loads.turnoverThen[row]);
  const blur = (instances - 1) * turnover;
  if (!(blur > 0)) return scaled;
  const surprise = rule.surpriseShare * input.room;
  const predicted = predictLoad(loads, row, input.atMs, rule);
  const trusted = turnover + surprise * surprise;
  return predicted + (trusted / (trusted + blur)) * (scaled - predicted);
}

/** What is asked of a row: what it can carry (unit of the loads), when, and the least to shed. */
export type LoadInput = {
  readonly room: number;
  readonly atMs: number;
  /** 0, or what else keeps load away, such as a slow start. */
  readonly leastShare: number;
};

/** How all instances read their loads, and how many there are (1 or more). */
export type LoadPolicy = { readonly rule: LoadRule; readonly instances: number };

/**
 * Sets the shed share of a row by what it is believed to carry, and returns it in units of 1/65536
 * as `State` holds it; as a share it stands in `share`. The utilisation that counts moves only when
 * the estimate leaves it by more than `slackShare` (the play operator), so that noise turns nothing
 * on and off; from `full` on everything is shed at once. Total: without a report only `leastShare`
 * is shed. @hot
 */
export function updateShedUnits(
  out: Loads,
  row: number,
  input: LoadInput,
  policy: LoadPolicy,
): number {
  const { rule } = policy;
  const utilisation = believedLoad(out, row, input, policy) / input.room;
  const low = utilisation - rule.slackShare;
  const high = utilisation + rule.slackShare;
  if (utilisation >= rule.shed.full) out.held[row] = utilisation;
  else if (out.held[row] < low) out.held[row] = low;
  else if (out.held[row] > high) out.held[row] = high;
  const restMs = input.atMs - out.shedAtMs[row];
  if (restMs > 0) {
    out.shedMs[row] += out.share[row] * restMs;
    out.shedAtMs[row] = input.atMs;
  }
  const share = Number.isNaN(out.reportMs[row]) ? 0 : shedShare(out.held[row], rule.shed);
  out.share[row] = share > input.leastShare ? share : input.leastShare;
  return shedUnits(out.share[row]);
}
