// What does one instance know of loads: its own sessions, how long they last, what was reported?
import { given } from '../base/given.ts';
import { isRow } from '../base/ids.ts';

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
 * | `demand`, `demandMs`           | what is asked of it, were nothing shed; the report it is by  |
 * | `gain`                         | how much of what is believed now may count since, 0..1       |
 * | `believed`                     | what it is believed to carry, when that was last asked       |
 *
 * `sums` are of all rows, in the places of `sumAt`: how long own sessions last.
 */
export type Loads = {
  readonly [column in LoadColumn]: Float64Array;
} & { readonly sums: Float64Array };

/**
 * Places in `sums`: own load now; own load that ended, that load over time (load × ms), what began
 * or ended, and its squares, all four fading; up to when; the mean length found, ms, 0: none yet.
 */
export const sumAt = {
  own: 0,
  ended: 1,
  ownMs: 2,
  churn: 3,
  squares: 4,
  atMs: 5,
  lengthMs: 6,
} as const;
const sumCount = 7;

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
  'demand',
  'demandMs',
  'gain',
  'believed',
] as const;

/** A word of `loadColumns`. */
export type LoadColumn = (typeof loadColumns)[number];

/** Loads of `count` rows of which nothing is known yet, at `atMs`. */
export function createLoads(count: number, atMs: number): Loads {
  given(count, 'count');
  given(atMs, 'number');
  const column = () => new Float64Array(count);
  const sums = new Float64Array(sumCount);
  sums[sumAt.atMs] = atMs;
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
    demand: column(),
    demandMs: column().fill(Number.NaN),
    gain: column(),
    believed: column(),
    sums,
  };
}

/** Counts a session of this instance that starts (`load` > 0) or ends (`load` < 0). @hot */
export function countOwn(out: Loads, row: number, load: number): void {
  const { sums } = out;
  const square = load * load;
  out.own[row] += load;
  out.turnover[row] += square;
  sums[sumAt.own] += load;
  sums[sumAt.squares] += square;
  sums[sumAt.churn] += load > 0 ? load : -load;
  if (load < 0) sums[sumAt.ended] -= load;
}

/**
 * Share of what was there that is left after `part` mean lengths: e^−part to its second power, as
 * every engine rounds it alike.
 */
export function left(part: number): number {
  return 1 / (1 + part + (part * part) / 2);
}

/** The length that a rule says counts as if so many sessions had been seen to end. */
const assumedSessions = 4;
/** What is measured fades over so many mean lengths. */
const memoryLengths = 4;
/** Lengths are summed so often, ms. */
export const measureMs = 1000;

/**
 * Mean length of a session, ms: what own sessions reserved over time ÷ what of it ended, all rows
 * together, and the rule's as long as few have ended. Source: J. D. C. Little, "A Proof for the
 * Queuing Formula L = λW", 1961. @hot
 */
export function sessionLengthMs({ sums }: Loads, sessionMs: number): number {
  const lengthMs = sums[sumAt.lengthMs];
  return lengthMs > 0 ? lengthMs : sessionMs;
}

/** Measures on up to `atMs`, `measureMs` later at least; `sessionMs` is what the rule says. */
export function measureLength(out: Loads, atMs: number, sessionMs: number): void {
  const { sums } = out;
  const restMs = atMs - sums[sumAt.atMs];
  const kept = left(restMs / (memoryLengths * sessionLengthMs(out, sessionMs)));
  const own = sums[sumAt.own] > 0 ? sums[sumAt.own] : 0;
  sums[sumAt.atMs] = atMs;
  sums[sumAt.ownMs] = sums[sumAt.ownMs] * kept + own * restMs;
  sums[sumAt.ended] *= kept;
  sums[sumAt.churn] *= kept;
  sums[sumAt.squares] *= kept;
  const assumed = assumedSessions * sessionLoad(out);
  if (!(assumed > 0)) return; // No session yet: nothing is measured.
  const lengthMs = (assumed * sessionMs + sums[sumAt.ownMs]) / (assumed + sums[sumAt.ended]);
  const most = sessionMs * 4;
  const least = sessionMs / 32;
  sums[sumAt.lengthMs] = lengthMs < least ? least : lengthMs < most ? lengthMs : most;
}

/** Mean load of a session, by load: of those that began or ended here; 0: of none. @hot */
export function sessionLoad({ sums }: Loads): number {
  return sums[sumAt.churn] > 0 ? sums[sumAt.squares] / sums[sumAt.churn] : 0;
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

/** A load beyond this is none: sums stay numbers, and lose no session to what was told wrong. */
const loadMax = Number.MAX_SAFE_INTEGER;

/** Nor is a session beyond 2⁴⁰, 1.1 Tbit/s: its square would hide those of all others. */
export const sessionLoadMax = 1_099_511_627_776;

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
