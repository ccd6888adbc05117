// How full does any box get, when load, age of reports, instances and session length are swept?
import {
  countOwn,
  createLoadMark,
  createLoads,
  type LoadMark,
  type Loads,
  takeReport,
  writeLoadMark,
} from '../../index.ts';
import { createDice, poisson } from './dice.ts';
import { cell } from './oracle-basics.ts';

/** Boxes of one cluster, sessions that each has room for, and how many of them have the hot file. */
export const boxCount = 20;
export const room = 2500;
const hotCount = 4;
const lossShare = 0.05;
/** Load of all boxes before a leap. */
export const calmLoad = 0.6;

/** One cell of the sweep; loads are shares of the room of all boxes, times in s. */
export type SweepCase = {
  readonly load: number;
  /** Begins at 60 % and leaps to `load`, or has it from the begin. */
  readonly leaps: boolean;
  /** A tenth of the sessions want a file that four boxes have. */
  readonly isUneven: boolean;
  /** Intervals between a report and its arrival. */
  readonly delay: number;
  readonly instances: number;
  readonly intervalS: number;
  /** Mean of the exponential length of a session. */
  readonly sessionS: number;
};

/** The greatest age that a report gets before the next is there, unless that is lost. */
export const greatestAgeS = ({ intervalS, delay }: SweepCase): number => intervalS * (delay + 1);

/** What an instance of a rule is; `shares` are those by which it sends sessions elsewhere. */
export type SweepInstance = {
  readonly loads: Loads;
  readonly shares: Float64Array;
  readonly isShedding: Uint8Array;
};

/** Sets the share that a box sheds, or picks the box of a session itself. */
export type SweepRule = {
  readonly name: string;
  readonly share: (instance: SweepInstance, row: number, atMs: number, of: SweepCase) => number;
  readonly pick?: (instance: SweepInstance) => number;
};

/** What came of it once it has settled: one session length and five greatest ages after a change. */
export type SweepOutcome = {
  /** Largest utilisation of a box at the end of a second. */
  readonly max: number;
  /** The same before that, from a leap on. */
  readonly peak: number;
  /** Share of boxes × seconds above capacity. */
  readonly over: number;
  /** Means over time of the fullest box and of the emptiest. */
  readonly fullest: number;
  readonly emptiest: number;
  /** Begins and ends of shedding (10 %, 1 %) per box and hour, the mean of the instances. */
  readonly flips: number;
  /** RMS of utilisation less the mean over time of its box. */
  readonly rms: number;
  /** Correlation of the change over one report interval with those one and two intervals on. */
  readonly echo: number;
};

type Run = {
  readonly of: SweepCase;
  readonly rule: SweepRule;
  readonly unit: () => number;
  readonly fleet: readonly SweepInstance[];
  readonly load: Float64Array;
  /** Owner × boxCount + box of each session that runs. */
  sessions: Int32Array;
  running: number;
  flips: number;
  readonly ring: { readonly load: Float64Array; readonly marks: readonly LoadMark[] }[];
  /** All boxes, and those that have the hot file, in any order. */
  readonly order: Int32Array;
  readonly hotOrder: Int32Array;
};

function refresh(run: Run, instance: SweepInstance, row: number, atMs: number): void {
  const share = run.rule.share(instance, row, atMs, run.of);
  instance.shares[row] = share;
  const was = instance.isShedding[row];
  const is = share >= 0.1 ? 1 : share <= 0.01 ? 0 : was;
  if (is === was) return;
  instance.isShedding[row] = is ?? 0;
  run.flips++;
}

/** First box in an order of the session's own that does not shed it; else the first of all. */
function pick(run: Run, { shares }: SweepInstance, isHot: boolean): number {
  const { unit } = run;
  const order = isHot ? run.hotOrder : run.order;
  let first = -1;
  for (let left = order.length; left > 0; left--) {
    const at = Math.floor(unit() * left);
    const box = cell(order, at);
    const share = cell(shares, box);
    if (share === 0 || unit() >= share) return box;
    if (first < 0) first = box;
    // What was tried goes behind those that are left.
    order[at] = cell(order, left - 1);
    order[left - 1] = box;
  }
  return first;
}

function begin(run: Run, row: number, owner: number, atMs: number): void {
  if (run.running === run.sessions.length) {
    const wider = new Int32Array(run.running * 2);
    wider.set(run.sessions);
    run.sessions = wider;
  }
  run.sessions[run.running++] = owner * boxCount + row;
  run.load[row] = cell(run.load, row) + 1;
  const instance = cell(run.fleet, owner);
  countOwn(instance.loads, row, 1);
  if (atMs >= 0) refresh(run, instance, row, atMs);
}

/** Any of those that run ends: their lengths are exponential, so none is older than another. */
function endOne(run: Run, atMs: number): void {
  const at = Math.floor(run.unit() * run.running);
  const session = cell(run.sessions, at);
  run.sessions[at] = cell(run.sessions, --run.running);
  const row = session % boxCount;
  const instance = cell(run.fleet, (session - row) / boxCount);
  run.load[row] = cell(run.load, row) - 1;
  countOwn(instance.loads, row, -1);
  refresh(run, instance, row, atMs);
}

/** Reports go out, and those of `delay` intervals ago come in, but for the lost ones. */
function report(run: Run, atMs: number): void {
  const { ring, fleet, load, of, unit } = run;
  const marks = fleet.map(({ loads }) => {
    const mark = createLoadMark(boxCount);
    writeLoadMark(mark, loads, atMs);
    return mark;
  });
  ring.push({ load: load.slice(), marks });
  if (ring.length > of.delay + 1) ring.shift();
  const seen = cell(ring, 0);
  fleet.forEach((instance, owner) => {
    for (let row = 0; row < boxCount; row++) {
      if (unit() >= lossShare || atMs === 0)
        takeReport(instance.loads, row, cell(seen.load, row), cell(seen.marks, owner));
      refresh(run, instance, row, atMs);
    }
  });
}

function createRun(rule: SweepRule, of: SweepCase, seed: number): Run {
  const unit = createDice(seed).unit;
  const run: Run = {
    of,
    rule,
    unit,
    fleet: Array.from({ length: of.instances }, () => ({
      loads: createLoads(boxCount, 0),
      shares: new Float64Array(boxCount),
      isShedding: new Uint8Array(boxCount),
    })),
    load: new Float64Array(boxCount),
    sessions: new Int32Array(boxCount * room * 2),
    running: 0,
    flips: 0,
    ring: [],
    order: Int32Array.from({ length: boxCount }, (_, row) => row),
    hotOrder: Int32Array.from({ length: hotCount }, (_, row) => row),
  };
  const first = Math.round((of.leaps ? calmLoad : of.load) * room);
  for (let row = 0; row < boxCount; row++)
    for (let k = 0; k < first; k++) begin(run, row, Math.floor(unit() * of.instances), -1);
  return run;
}

/** One second: reports, ends, starts. */
function playSecond(run: Run, atS: number, load: number): void {
  const { of, unit, fleet, rule } = run;
  const atMs = atS * 1000;
  if (atS % of.intervalS === 0) report(run, atMs);
  const endShare = 1 - Math.exp(-1 / of.sessionS);
  for (let n = Math.min(run.running, poisson(unit, run.running * endShare)); n > 0; n--)
    endOne(run, atMs);
  for (let n = poisson(unit, (load * boxCount * room) / of.sessionS); n > 0; n--) {
    const owner = Math.floor(unit() * of.instances);
    const instance = cell(fleet, owner);
    const isHot = of.isUneven && unit() < 0.1;
    begin(run, rule.pick?.(instance) ?? pick(run, instance, isHot), owner, atMs);
  }
}

/** When a cell leaps, from when on it counts as settled, and when it ends. */
function timesOf(of: SweepCase): { readonly leapS: number; seenS: number; endS: number } {
  const ageS = greatestAgeS(of);
  const leapS = of.leaps ? of.sessionS + 2 * ageS : 0;
  const seenS = leapS + of.sessionS + 5 * ageS;
  return { leapS, seenS, endS: seenS + Math.max(2 * of.sessionS, 3 * ageS) };
}

/** Plays one cell of the sweep second by second. */
export function playSweep(rule: SweepRule, of: SweepCase, seed = 1): SweepOutcome {
  const run = createRun(rule, of, seed);
  const { leapS, seenS, endS } = timesOf(of);
  const rows: Float64Array[] = [];
  let peak = 0;
  for (let atS = 0; atS < endS; atS++) {
    if (atS === seenS) run.flips = 0;
    playSecond(run, atS, atS < leapS ? calmLoad : of.load);
    if (atS >= seenS) rows.push(run.load.map((load) => load / room));
    else if (atS >= leapS) for (const load of run.load) if (load > peak * room) peak = load / room;
  }
  const hours = (rows.length / 3600) * boxCount * of.instances;
  return { peak, flips: run.flips / hours, ...measuresOf(rows), echo: echoOf(rows, of.intervalS) };
}

function measuresOf(rows: readonly Float64Array[]) {
  const sums = new Float64Array(boxCount);
  let [max, over, squares] = [0, 0, 0];
  for (const now of rows)
    now.forEach((share, row) => {
      if (share > max) max = share;
      if (share > 1) over++;
      sums[row] = cell(sums, row) + share;
      squares += share * share;
    });
  const means = sums.map((sum) => sum / rows.length);
  const meanSquare = means.reduce((sum, mean) => sum + mean * mean, 0) / boxCount;
  const all = rows.length * boxCount;
  const rms = Math.sqrt(Math.max(0, squares / all - meanSquare));
  const [fullest, emptiest] = [Math.max(...means), Math.min(...means)];
  return { max, over: over / all, fullest, emptiest, rms };
}

function echoOf(rows: readonly Float64Array[], lag: number): number {
  const both = [0, 0];
  let one = 0;
  for (let at = 0; at + 3 * lag < rows.length; at += Math.max(1, lag / 10))
    for (let row = 0; row < boxCount; row++) {
      const [a, b, c, d] = [0, 1, 2, 3].map((times) => cell(cell(rows, at + times * lag), row));
      const now = Number(b) - Number(a);
      both[0] = cell(both, 0) + now * (Number(c) - Number(b));
      both[1] = cell(both, 1) + now * (Number(d) - Number(c));
      one += now * now;
    }
  return one === 0 ? 0 : Math.max(...both) / one;
}
