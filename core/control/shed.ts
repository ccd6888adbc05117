// How much of the new load should go elsewhere, though what is known of it is old?
import { given } from '../base/given.ts';
import {
  type LoadInput,
  type Loads,
  left,
  loadPlaces,
  measureLength,
  measureMs,
  sessionLengthMs,
  sessionLoad,
  sumAt,
} from './believed-load.ts';
import { shedUnits } from './state.ts';

/** Nothing is shed up to utilisation `from`, everything from `full` on; from < full. */
export type ShedRule = { readonly from: number; readonly full: number };

/**
 * Shed share 0..1 at a utilisation (reserved nominal bitrate ÷ capacity): 0 up to `from`, rising
 * in a straight line to 1 at `full`. Graded, so that a small change of load moves few sessions;
 * sessions that are served already are never moved. Total: NaN sheds nothing. @hot
 */
export function shedShare(utilisation: number, rule: ShedRule): number {
  if (!(utilisation > rule.from)) return 0;
  if (utilisation >= rule.full) return 1;
  return (utilisation - rule.from) / (rule.full - rule.from);
}

/**
 * What one of `instances` steering instances believes an appliance or a link carries: the report,
 * and its own sessions begun less ended since then, times the number of instances, as the others
 * do what it does. Without the factor, many instances with old reports herd onto the same box.
 * The error grows with the factor: `believedLoad` weighs this estimate by what its sample says.
 * @hot
 */
export function estimateLoad(reported: number, ownSinceReport: number, instances: number): number {
  const estimate = reported + ownSinceReport * instances;
  return estimate > 0 ? estimate : 0;
}

/** From `floorShare` of its part at once to all of it after `rampMs`. */
export type SlowStartRule = {
  /** Time to full load, ms; 0 or less: at once. */
  readonly rampMs: number;
  /** Share that it gets from the first moment on, 0 to 1: without load nothing is learnt. */
  readonly floorShare: number;
};

/** A minute, from a tenth on. */
export const defaultSlowStart: SlowStartRule = { rampMs: 60_000, floorShare: 0.1 };

/**
 * Shed share 0..1 of an appliance that became healthy `sinceMs` ago (Infinity: it always was):
 * 1 − max(floorShare, sinceMs ÷ rampMs), 0 from `rampMs` on. It takes effect as the larger of this
 * and the share shed for load: one share a moment, so that a larger one still sheds whom a smaller
 * one did, and whoever the ramp let in stays let in. Where nobody else can serve, all shares of a
 * decision are ignored (fail-open): a slow start refuses nobody. Total: a clock that went
 * backwards, or NaN, counts as the first moment. Source: the slow start of Envoy's load balancers,
 * weight × max(min_weight_percent, time factor), with aggression 1. @hot
 */
export function slowStartShare(sinceMs: number, rule: SlowStartRule): number {
  if (sinceMs >= rule.rampMs) return 0;
  const ramp = sinceMs > 0 ? sinceMs / rule.rampMs : 0;
  const given = ramp > rule.floorShare ? ramp : rule.floorShare;
  return given < 1 ? 1 - given : 0;
}

/** What a steering instance takes for granted when it reads reports that are old. */
export type LoadRule = {
  readonly shed: ShedRule;
  /** Mean length of a session, ms, until it is measured (within 1/32 and 4 of it); above 0. */
  readonly sessionMs: number;
  /** Share of capacity by which demand may move between two reports without anybody's notice. */
  readonly surpriseShare: number;
  /** Share of capacity by which an estimate must leave the utilisation that a share stands on. */
  readonly playShare: number;
  /** Within this share of capacity of the begin of the ramp, shedding that has begun goes on. */
  readonly slackShare: number;
};

/**
 * Shedding from 85 to 97 %; sessions of fifty minutes, which at 2.4 starts a day make the two hours
 * a day that are published, until an instance has measured its own.
 */
export const defaultLoadRule: LoadRule = {
  shed: { from: 0.85, full: 0.97 },
  sessionMs: 3_000_000,
  surpriseShare: 0.05,
  playShare: 0.02,
  slackShare: 0.05,
};

/** How all instances read their loads, and how many there are (1 or more). */
export type LoadPolicy = { readonly rule: LoadRule; readonly instances: number };

/** Of a demand of which less than this is served too little is seen to tell its size. */
const servedMin = 1 / 16;
/** Arrivals beyond this times the load, or its inverse, explain no two reports: it jumped. */
const arrivedMax = 1.5;
/** What is so many standard deviations off is no chance: demand has moved, and at once. */
const chanceMax = 2.5;

/**
 * What is asked of a row, were nothing shed, in units of load: the load that it would come to. The
 * last two reports and the share shed between them say so with an error that is known, as arrivals
 * come by chance. A mean over about one session length takes that away; what chance does not
 * explain is believed at once, and where no demand explains the two, the last report alone. @hot
 */
function demandOf(loads: Loads, row: number, rule: LoadRule): number {
  const at = row * loadPlaces;
  const { reported, reportMs, earlier, earlierMs, shedThen, earlierShed, demand, demandMs } = loads;
  const report = reported[at];
  const betweenMs = reportMs[at] - earlierMs[at];
  if (!(betweenMs > 0)) return report;
  const kept = left(betweenMs / sessionLengthMs(loads, rule.sessionMs));
  const open = 1 - (shedThen[at] - earlierShed[at]) / betweenMs;
  const served = open > servedMin ? open : servedMin;
  const arrived = (report - earlier[at] * kept) / (1 - kept);
  if (!(arrived * arrivedMax >= report && arrived <= report * arrivedMax)) return report / served;
  const known = Number.isNaN(demandMs[at]) ? report / served : demand[at];
  const error = arrived / served - known;
  const chance = (sessionLoad(loads) * (earlier[at] * kept + arrived)) / (1 - kept);
  const part = (chance * chanceMax * chanceMax) / (served * served * error * error);
  return known + error * (1 - (part < kept ? part : kept));
}

/**
 * What a row carries at `atMs` by its reports alone: what of the last is still there, and what of
 * the demand was served since. The model of a Smith predictor: it knows that shedding acts late.
 * Source: O. J. M. Smith, "Closer Control of Loops with Dead Time", 1957. @hot
 */
export function predictLoad(loads: Loads, row: number, atMs: number, rule: LoadRule): number {
  const at = row * loadPlaces;
  const report = loads.reported[at];
  const ageMs = atMs - loads.reportMs[at];
  if (!(ageMs > 0)) return report;
  const isKnown = loads.demandMs[at] === loads.reportMs[at];
  const demand = isKnown ? loads.demand[at] : demandOf(loads, row, rule);
  const restMs = atMs - loads.shedAtMs[at];
  const shedMs = loads.shedMs[at] + loads.share[at] * (restMs > 0 ? restMs : 0);
  const open = 1 - (shedMs - loads.shedThen[at]) / ageMs;
  const kept = left(ageMs / sessionLengthMs(loads, rule.sessionMs));
  return report * kept + demand * (open > 0 ? open : 0) * (1 - kept);
}

/**
 * What one of `instances` steering instances believes `row` carries at `atMs`.
 *
 * Two estimates, each by its credibility: what the instance itself began since the report, times
 * the number of instances (`estimateLoad`), and the course of the reports (`predictLoad`). Of one
 * instance the first is exact. Of a hundred it is a sample of 1 % blown up a hundredfold: with n
 * starts and ends in all its error is √(99 n) sessions, which would shed load where there is none
 * to shed, so the second counts the more, the less the sample says. Noted in `believed`. Total.
 * Source: the mean of two estimates weighted by inverse variance (C. F. Gauss, 1823).
 */
export function believedLoad(
  loads: Loads,
  row: number,
  input: LoadInput,
  policy: LoadPolicy,
): number {
  given(loads, 'loads');
  given(row, 'number');
  given(input, 'object');
  given(policy?.rule, 'object');
  believe(loads, row, input, policy);
  return loads.believed[row * loadPlaces];
}

/** Writes it to its column: what a call returns may lie on the heap. @hot */
function believe(out: Loads, row: number, input: LoadInput, policy: LoadPolicy): void {
  const at = row * loadPlaces;
  const { instances, rule } = policy;
  const since = out.own[at] - out.ownThen[at];
  const scaled = estimateLoad(out.reported[at], since, instances);
  const turnover = instances * (out.turnover[at] - out.turnoverThen[at]);
  const blur = (instances - 1) * turnover;
  out.believed[at] = scaled;
  if (!(blur > 0)) return;
  const surprise = rule.surpriseShare * input.room;
  const predicted = predictLoad(out, row, input.atMs, rule);
  const trusted = turnover + surprise * surprise;
  out.believed[at] = predicted + (trusted / (trusted + blur)) * (scaled - predicted);
}

/** 1/e: a loop of this gain over its dead time comes to rest without a swing, none sooner. */
const calmGain = 0.36787944117144233;
/** No load is believed to be more than so many capacities. */
const utilisationMax = 8;

/**
 * How much of what is believed at any time may count, 0..1, and of the demand the rest. On the ramp
 * a share acts on itself with the gain demand ÷ (width of the ramp × session length), after the age
 * of a report, in which nobody sees what it did: that times the age must stay below 1/e. One
 * instance alone sees all at once.
 */
function gainOf(loads: Loads, row: number, input: LoadInput, policy: LoadPolicy): number {
  const at = row * loadPlaces;
  const { rule, instances } = policy;
  if (!(instances > 1)) return 1;
  const { from, full } = rule.shed;
  const { reportMs, earlierMs } = loads;
  const sinceMs = earlierMs[at] <= reportMs[at] ? earlierMs[at] : reportMs[at];
  const asked = loads.demand[at] / input.room;
  const width = (full - from) * sessionLengthMs(loads, rule.sessionMs);
  const gain = (calmGain * width) / ((asked > from ? asked : from) * (input.atMs - sinceMs));
  return gain < 1 ? gain : 1;
}

/** Once for each report, before shares are set by it. */
function learn(out: Loads, row: number, input: LoadInput, policy: LoadPolicy): void {
  const at = row * loadPlaces;
  out.demand[at] = demandOf(out, row, policy.rule);
  out.demandMs[at] = out.reportMs[at];
  out.gain[at] = gainOf(out, row, input, policy);
}

/** Where the ramp meets a demand: the utilisation at which just that is served; below `full`. */
function restOf(asked: number, { from, full }: ShedRule): number {
  return asked > from ? full / ((full - from) / asked + 1) : asked;
}

/**
 * Sets the shed share of a row by what it is believed to carry, and returns it in units of 1/65536
 * as `State` holds it; as a share it stands in `share`. Total: without a report only `leastShare`
 * is shed.
 *
 * Two things say where on the ramp a row stands. The demand says where it would come to rest, below
 * `full` whatever its size: a report leaves at most `utilisation ÷ full` of the way there, and none
 * passes it, so it cannot swing however old reports are. What is believed now says how far it is
 * from there and counts by its gain (`gainOf`). RULES.md, part 5, has it step by step.
 * What it can hold, if lengths are exponential and n sessions have room:
 * - The largest age of a report, A, is their interval plus their delay: till then a row takes all
 *   that is asked, `load + (demand − load)(1 − e^−(A ÷ session length))`, and 4 deviations of that.
 * - One session length and five A later (three and ten after a leap to several times its capacity)
 *   at most `full` and chance, 4 deviations of sessions and of demand, each 1/√n: `full + 4√(2/n)`,
 *   1.083 for 2,500; with reports of up to 10, 60, 300 s 1.00, 1.05 and 1.15. Under constant demand
 *   that is, but for chance, never more than shedding nothing comes to.
 * - Of more than 15 times its capacity less than 1/16 is served, too little to tell the rest: many
 *   instances let it carry √(demand × full ÷ 16), 1.35 of 30 times; one alone holds `full`.
 * - Shedding goes on while a row carries `from − slack`, 0.80, and no longer, however little what
 *   is believed late may count: at rest it carries that at least, or all that is asked of it.
 * @hot
 */
export function updateShedUnits(
  out: Loads,
  row: number,
  input: LoadInput,
  policy: LoadPolicy,
): number {
  const at = row * loadPlaces;
  const { rule } = policy;
  const { atMs } = input;
  const { sums } = out;
  if (atMs - sums[sumAt.atMs] >= measureMs) measureLength(out, atMs, rule.sessionMs);
  if (out.demandMs[at] !== out.reportMs[at]) learn(out, row, input, policy);
  believe(out, row, input, policy);
  hold(out, row, input, rule);
  const restMs = atMs - out.shedAtMs[at];
  if (restMs > 0) {
    out.shedMs[at] += out.share[at] * restMs;
    out.shedAtMs[at] = atMs;
  }
  const share = Number.isNaN(out.reportMs[at]) ? 0 : shedShare(out.held[at], rule.shed);
  out.share[at] = share > input.leastShare ? share : input.leastShare;
  return shedUnits(out.share[at]);
}

/**
 * Moves the utilisation that a share stands on as far as `play` demands, so that noise turns
 * nothing on and off (the play operator); about the begin of the ramp it goes down only when the
 * load, as reported and by its gain since, leaves the slack; from `full` on all is shed. @hot
 */
function hold(
  out: Loads,
  row: number,
  { room }: LoadInput,
  { shed, playShare, slackShare }: LoadRule,
): void {
  const at = row * loadPlaces;
  const gain = out.gain[at];
  const rest = restOf(out.demand[at] / room, shed);
  const believed = out.believed[at] / room;
  const seen = believed < utilisationMax ? believed : utilisationMax;
  const weighed = gain < 1 ? rest + gain * (seen - rest) : seen;
  const utilisation = room > 0 ? weighed : utilisationMax;
  const play = gain * playShare;
  const held = out.held[at];
  const high = utilisation + play;
  if (utilisation >= shed.full) out.held[at] = utilisation;
  else if (held < utilisation - play) out.held[at] = utilisation - play;
  else if (held > high) {
    const lip = shed.from + slackShare - play * 0.75;
    const kept = held < lip ? held : lip;
    const told = out.reported[at] / room;
    const isBelow = told + gain * (seen - told) < shed.from - slackShare;
    out.held[at] = isBelow || kept < high ? high : kept;
  }
}
