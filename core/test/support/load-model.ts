// What do policies make of twenty appliances whose reports are old? Events, and the core's decide.
import {
  compileSnapshot,
  countOwn,
  createDecision,
  createLoadMark,
  createLoads,
  createState,
  type Decision,
  decide,
  findFile,
  hashId,
  type LoadMark,
  parseAddress,
  scramble,
  setAppliance,
  takeReport,
  vantageOf,
  writeLoadMark,
} from '../../index.ts';
import { createDice, poisson } from './dice.ts';
import {
  applianceCount,
  type Instance,
  modelRule,
  type Policy,
  type Question,
  room,
  sessionS,
} from './load-policies.ts';
import { cell } from './oracle-basics.ts';
import { worldOf } from './small-world.ts';

const files = ['even', 'hot'] as const;

const ids = Array.from({ length: applianceCount }, (_, row) => `a${String(row).padStart(2, '0')}`);
/** One cluster: every appliance has `even`, four have `hot`. */
const { snapshot } = compileSnapshot(
  worldOf({
    sites: ['s ix'],
    clusters: ['c s'],
    appliances: ids.map((id) => `${id} c ${room}`),
    links: ['l s pni'],
    routes: ['c 20.0.0.0/8 65001 l'],
    manifests: ['c even 255', 'c hot 4'],
  }),
  { ranking: ['prefix-length'] },
);
const client = new Uint32Array(4);
const vantage = vantageOf(snapshot, parseAddress('20.1.2.3', client), client);
const request = { vantage, file: 0, fileHash: 0, sessionHash: 0, want: 1 };
const decision = createDecision(snapshot);

const rowOf = { even: findFile(snapshot, 'even'), hot: findFile(snapshot, 'hot') };
const hashOf = { even: hashId('even'), hot: hashId('hot') };

function ask(file: (typeof files)[number], sessionHash: number, want: number): void {
  request.file = rowOf[file];
  request.fileHash = hashOf[file];
  request.sessionHash = sessionHash;
  request.want = want;
}

/** Whom a session would go to if nothing were ever shed. */
const calm = createState(snapshot);
const calmDecision = createDecision(snapshot);
function hotAppliances(): number[] {
  ask('hot', 1, 16);
  decide(snapshot, calm, request, calmDecision);
  return [...calmDecision.targetAppliance.subarray(0, calmDecision.targetCount)];
}

/** First target of each of `count` sessions where appliance k sheds `shares[k]`, or nothing. */
export function firstTargets(count: number, shares: readonly number[]): number[] {
  const state = createState(snapshot);
  shares.forEach((shedShare, row) => {
    setAppliance(state, row, { healthy: true, shedShare });
  });
  return Array.from({ length: count }, (_, session) => {
    ask('even', scramble(session), 1);
    decide(snapshot, state, request, decision);
    return cell(decision.targetAppliance, 0);
  });
}

/** What came of it; shares and utilisations are ratios. */
export type Outcome = {
  /** Largest utilisation of an appliance at the end of a second. */
  readonly max: number;
  /** RMS of utilisation less its mean: the demand, or per appliance where it is hot. */
  readonly rms: number;
  /**
   * A flip: an instance begins to shed an appliance (its share reaches 10 %) or has ceased to (it
   * is back at 1 % or less). Per appliance and hour, the mean over the instances.
   */
  readonly flips: number;
  /** Sessions moved from an appliance that had room below the begin of the ramp. */
  readonly needless: number;
  /** Seconds × appliances above capacity. */
  readonly over: number;
  /** Correlation of the change over one report interval with those one and two intervals on. */
  readonly echo: number;
  readonly sessions: number;
};

type Run = {
  readonly question: Question;
  readonly policy: Policy;
  readonly unit: () => number;
  readonly fleet: readonly Instance[];
  readonly load: Float64Array;
  /** Appliance and instance of each session that ends in a second. */
  readonly ends: readonly number[][];
  readonly ring: { readonly load: Float64Array; readonly marks: readonly LoadMark[] }[];
  session: number;
  moved: number;
};

function refresh(run: Run, instance: Instance, row: number, atS: number): void {
  const units = run.policy.units(instance, row, atS, run.question);
  setAppliance(instance.state, row, { healthy: true, shedShare: units / 65536 });
  const share = units / 65536;
  const was = cell(instance.isShedding, row);
  const is = share >= 0.1 ? 1 : share <= 0.01 ? 0 : was;
  instance.isShedding[row] = is;
  if (is !== was && atS > 0) instance.flips++;
}

function begin(run: Run, row: number, owner: number, atS: number): void {
  const { unit, ends, load, fleet } = run;
  const endS = Math.floor(atS - Math.log(1 - unit()) * sessionS);
  if (endS < ends.length) cell(ends, endS).push(row, owner);
  load[row] = cell(load, row) + 1;
  countOwn(cell(fleet, owner).loads, row, 1);
}

/** Reports go out, and those of `delay` intervals ago come in, but for the lost ones. */
function reports(run: Run, atS: number): void {
  const { ring, fleet, load, question, unit } = run;
  const marks = fleet.map(({ loads }) => {
    const mark = createLoadMark(applianceCount);
    writeLoadMark(mark, loads, atS * 1000);
    return mark;
  });
  ring.push({ load: load.slice(), marks });
  if (ring.length > question.delay + 1) ring.shift();
  const seen = cell(ring, 0);
  fleet.forEach((instance, owner) => {
    for (let row = 0; row < applianceCount; row++) {
      const isLost = unit() < question.lossShare;
      if (!isLost || atS === 0)
        takeReport(instance.loads, row, cell(seen.load, row), cell(seen.marks, owner));
      refresh(run, instance, row, atS);
    }
  });
}

function arrive(run: Run, atS: number): void {
  const { question, unit, fleet, policy, load } = run;
  const owner = Math.floor(unit() * question.instances);
  const instance = cell(fleet, owner);
  const hash = scramble(run.session++ ^ Math.imul(question.seed, 0x9e3779b1));
  ask(unit() < question.hotShare ? 'hot' : 'even', hash, 1);
  const out: Decision = decision;
  decide(snapshot, instance.state, request, out);
  const row = policy.pick ? policy.pick(instance, question) : cell(out.targetAppliance, 0);
  if (!policy.pick) {
    decide(snapshot, calm, request, calmDecision);
    const first = cell(calmDecision.targetAppliance, 0);
    if (first !== row && cell(load, first) < modelRule.shed.from * room) run.moved++;
  }
  begin(run, row, owner, atS);
  refresh(run, instance, row, atS);
}

/** Loads to begin with: those of plain hashing, hot appliances at 90 % at most. */
function fill(run: Run): void {
  const { question, unit } = run;
  const demand = question.demand(0);
  const hot = hotAppliances();
  const share = question.hotShare;
  const onHot = Math.min(demand * (1 - share + (share * applianceCount) / hot.length), 0.9);
  const others = (demand * applianceCount - onHot * hot.length) / (applianceCount - hot.length);
  for (let row = 0; row < applianceCount; row++) {
    const part = share === 0 ? demand : hot.includes(row) ? onHot : others;
    for (let k = Math.round(part * room); k > 0; k--)
      begin(run, row, Math.floor(unit() * question.instances), 0);
  }
}

function createRun(policy: Policy, question: Question): Run {
  return {
    question,
    policy,
    unit: createDice(question.seed).unit,
    fleet: Array.from({ length: question.instances }, () => ({
      state: createState(snapshot),
      loads: createLoads(applianceCount, 0),
      isShedding: new Uint8Array(applianceCount),
      flips: 0,
    })),
    load: new Float64Array(applianceCount),
    ends: Array.from({ length: question.seconds }, () => []),
    ring: [],
    session: 1,
    moved: 0,
  };
}

/** Plays a question second by second: reports, ends, starts. */
export function playLoad(policy: Policy, question: Question): Outcome {
  const run = createRun(policy, question);
  fill(run);
  const rows: Float64Array[] = [];
  for (let atS = 0; atS < question.seconds; atS++) {
    if (atS % question.intervalS === 0) reports(run, atS);
    const list = cell(run.ends, atS);
    for (let k = 0; k < list.length; k += 2) {
      const row = cell(list, k);
      const instance = cell(run.fleet, cell(list, k + 1));
      run.load[row] = cell(run.load, row) - 1;
      countOwn(instance.loads, row, -1);
      refresh(run, instance, row, atS);
    }
    const mean = (question.demand(atS) * applianceCount * room) / sessionS;
    for (let n = poisson(run.unit, mean); n > 0; n--) arrive(run, atS);
    rows.push(run.load.map((load) => load / room));
  }
  return outcomeOf(run, rows);
}

function outcomeOf(run: Run, rows: readonly Float64Array[]): Outcome {
  const { question, fleet, session, moved } = run;
  const means = Float64Array.from({ length: applianceCount }, (_, row) =>
    question.hotShare === 0
      ? question.demand(0)
      : rows.reduce((sum, now) => sum + cell(now, row), 0) / rows.length,
  );
  let max = 0;
  let over = 0;
  let squares = 0;
  for (const now of rows)
    for (let row = 0; row < applianceCount; row++) {
      const share = cell(now, row);
      if (share > max) max = share;
      if (share > 1) over++;
      squares += (share - cell(means, row)) * (share - cell(means, row));
    }
  const all = rows.length * applianceCount;
  const hours = (question.seconds / 3600) * applianceCount * question.instances;
  return {
    max,
    rms: Math.sqrt(squares / all),
    flips: fleet.reduce((sum, { flips }) => sum + flips, 0) / hours,
    needless: moved / (session - 1),
    over: over / all,
    echo: Math.max(...[1, 2].map((times) => echoAt(rows, question.intervalS, times))),
    sessions: session - 1,
  };
}

/** Correlation of changes over `lag` seconds with those `times` × `lag` later. */
function echoAt(rows: readonly Float64Array[], lag: number, times: number): number {
  let both = 0;
  let one = 0;
  const step = Math.max(1, Math.floor(lag / 10));
  for (let at = 0; at + lag * (times + 1) < rows.length; at += step)
    for (let row = 0; row < applianceCount; row++) {
      const of = (later: number) => cell(cell(rows, at + later), row);
      const now = of(lag) - of(0);
      both += now * (of(lag * (times + 1)) - of(lag * times));
      one += now * now;
    }
  return one === 0 ? 0 : both / one;
}
