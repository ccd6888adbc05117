// What does one instance know of loads: its own sessions, how long they last, what was reported?
import { given } from '../base/given.ts';
import { isRow } from '../base/ids.ts';

/** Rows of `Loads` are so many places apart. */
export const loadPlaces = 18;

/**
 * What one steering instance knows of the loads of a table, one row per appliance or link. Loads
 * are nominal bitrates in one unit of the caller's choice, instants ms of one steady clock. Row `r`
 * stands at place `r × loadPlaces` of each column: all of a row lie beside each other, since who
 * reads one of them reads nearly all.
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
} & { readonly rows: number; readonly sums: Float64Array };

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
  'demand',
  'demandMs',
  'gain',
  'believed',
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
  const room = new ArrayBuffer(8 * loadPlaces * count);
  const column = (place: number) => new Float64Array(room, count > 0 ? 8 * place : 0);
  const columns = {
    own: column(0),
    turnover: column(1),
    shedMs: column(2),
    shedAtMs: column(3),
    share: column(4),
    held: column(5),
    reported: column(6),
    reportMs: column(7),
    ownThen: column(8),
    turnoverThen: column(9),
    shedThen: column(10),
    demand: column(11),
    demandMs: column(12),
    gain: column(13),
    believed: column(14),
    earlier: column(15),
    earlierMs: column(16),
    earlierShed: column(17),
    rows: count,
    sums: new Float64Array(sumCount),
  };
  for (let at = 0; at < count * loadPlaces; at += loadPlaces) {
    columns.shedAtMs[at] = atMs;
    for (const name of ['reportMs', 'earlierMs', 'demandMs'] as const)
      columns[name][at] = Number.NaN;
  }
  columns.sums[sumAt.atMs] = atMs;
  return columns;
}

/** Counts a session of this instance that starts (`load` > 0) or ends (`load` < 0). @hot */
export function countOwn(out: Loads, row: number, load: number): void {
  const { sums } = out;
  const square = load * load;
  const at = row * loadPlaces;
  out.own[at] += load;
  out.turnover[at] += square;
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
  for (let row = 0; row < out.shedMs.length; row++) {
    out.own[row] = loads.own[row * loadPlaces];
    out.turnover[row] = loads.turnover[row * loadPlaces];
    out.shedMs[row] = shedMsAt(loads, row, atMs);
  }
}

/** The shed share of a row, summed over time up to `atMs`. @hot */
export function shedMsAt(loads: Loads, row: number, atMs: number): number {
  const at = row * loadPlaces;
  const restMs = atMs - loads.shedAtMs[at];
  return loads.shedMs[at] + loads.share[at] * (restMs > 0 ? restMs : 0);
}

/** What an instance knew of one row of its own at an instant: a row of a mark, or between two. */
export type LoadMarkRow = {
  readonly atMs: number;
  readonly own: number;
  readonly turnover: number;
  readonly shedMs: number;
};

/** What is asked of a row: what it can carry (unit of the loads), when, and the least to shed. */
export type LoadInput = {
  readonly room: number;
  readonly atMs: number;
  /** 0, or what else keeps load away, such as a slow start. */
  readonly leastShare: number;
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
  if (!isRow(row, out.rows)) return 'row';
  const at = row * loadPlaces;
  if (!(load >= 0 && load <= loadMax)) return 'load';
  if (Number.isNaN(atMs)) return 'unmarked';
  if (atMs <= out.reportMs[at]) return 'stale';
  out.earlier[at] = out.reported[at];
  out.earlierMs[at] = out.reportMs[at];
  out.earlierShed[at] = out.shedThen[at];
  out.reported[at] = load;
  out.reportMs[at] = atMs;
  out.ownThen[at] = known.own;
  out.turnoverThen[at] = known.turnover;
  out.shedThen[at] = known.shedMs;
  return 'taken';
}
