// What does an evening come to, drawn and played a second time? From the design's text alone.
import type { World } from '@fairlead/core';
import { bookStep, createAccount, type Stretch, type Sums, stepMs, sumsOf } from './account.ts';
import { drawSessions, type Session } from './draw.ts';
import { candidatesBy } from './routes.ts';
import { addSession, createTable, markOf, report, shareUnits, type Table } from './shed.ts';
import { type Belief, decider, type Target } from './steer.ts';

export type Question = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly warmupMs: number;
  readonly intervalMs: number;
  readonly delayMs: number;
  readonly instances: number;
  readonly startsPerMemberDay: number;
  /** A site that is lost from an instant on. */
  readonly lost?: { readonly site: string; readonly atMs: number };
};

const tryMs = 2000;
const waitMsMax = 30_000;
const leaseReports = 3;

/** A session at an appliance, or at none. */
type Leg = {
  readonly play: Session;
  sinceMs: number;
  at: Target | undefined;
  /** The appliance, and the link, after all appliances. */
  on: readonly number[];
  cause: number;
};

/** What one instance believes: appliances, then links. */
type Instance = Belief & { readonly tables: readonly [Table, Table] };

/** What each row carried at an interval's begin, and what instances had begun by then. */
type Report = {
  readonly atMs: number;
  readonly loads: Float64Array;
  readonly marks: readonly (readonly (readonly ReturnType<typeof markOf>[])[])[];
};

type Evening = ReturnType<typeof openEvening>;

function openEvening(world: World, asked: Question) {
  const { appliances, links, sites } = world;
  const { fromMs, toMs, instances, lost } = asked;
  const beginMs = fromMs - asked.warmupMs;
  const account = createAccount(world, fromMs, toMs);
  const instance = (): Instance => ({
    isUp: Uint8Array.from(appliances.state, (state) => (state === 0 ? 1 : 0)),
    isHealthy: new Uint8Array(appliances.count).fill(1),
    applianceUnits: new Uint32Array(appliances.count),
    linkUnits: new Uint32Array(links.count),
    isLost: new Uint8Array(appliances.count),
    isLinkLost: new Uint8Array(links.count),
    tables: [
      createTable(appliances.capacityBps, instances, beginMs),
      createTable(links.capacityBps, instances, beginMs),
    ],
  });
  const lostSite = lost ? sites.id.indexOf(lost.site) : -1;
  return {
    ...{ asked, account, beginMs, links, boxes: appliances.count },
    listOf: candidatesBy(world),
    decide: decider(world, 5),
    instances: Array.from({ length: instances }, instance),
    isLinkOfLost: (link: number) => links.site[link] === lostSite,
    isDead: (box: number, atMs: number) =>
      lost !== undefined && account.siteOf(box) === lostSite && atMs >= lost.atMs,
    /** What each second has to do; sessions that play or wait; what they had in this step. */
    later: new Map<number, (() => void)[]>(),
    legs: new Set<Leg>(),
    stretches: [] as Stretch[],
    reports: [] as Report[],
    isLossHeard: false,
  };
}

const instanceOf = ({ instances }: Evening, { metro }: Session) =>
  instances[metro % instances.length] as Instance;

/** What is shed of a link for other reasons than load: all, once it is heard that it is lost. */
const least = ({ isLossHeard, isLinkOfLost }: Evening, link: number) =>
  isLossHeard && isLinkOfLost(link) ? 1 : 0;

/** A session begins (1) or ends (-1) on a target: its instance sheds by what it knows now. */
function reserve(evening: Evening, { play, at }: Leg, sign: number, atMs: number): void {
  if (!at) return;
  const { tables, applianceUnits, linkUnits } = instanceOf(evening, play);
  addSession(tables[0], at.appliance, sign * play.nominalBps);
  addSession(tables[1], at.link, sign * play.nominalBps);
  applianceUnits[at.appliance] = shareUnits(tables[0], at.appliance, atMs);
  linkUnits[at.link] = shareUnits(tables[1], at.link, atMs, least(evening, at.link));
}

function plan({ later }: Evening, atMs: number, act: () => void): void {
  const second = Math.floor(atMs / 1000);
  const acts = later.get(second) ?? [];
  acts.push(act);
  later.set(second, acts);
}

/** Notes what a session had until now, for the end of the step. */
function settle({ stretches }: Evening, leg: Leg, atMs: number): void {
  const [ms, free] = [atMs - leg.sinceMs, leg.play.freeBps];
  if (ms > 0) stretches.push({ free, ms, on: leg.on, cause: leg.cause });
  leg.sinceMs = atMs;
}

function move(evening: Evening, leg: Leg, target: Target | undefined, atMs: number): void {
  settle(evening, leg, atMs);
  reserve(evening, leg, -1, atMs);
  leg.at = target;
  leg.on = target ? [target.appliance, evening.boxes + target.link] : [];
  reserve(evening, leg, 1, atMs);
}

/** A player asks, and goes down its targets; where all are dead it asks again later. */
function ask(evening: Evening, leg: Leg, atMs: number, waitMs = tryMs): void {
  const { play } = leg;
  if (play.endMs <= atMs || !evening.legs.has(leg)) return;
  settle(evening, leg, atMs);
  const list = evening.listOf(play.family, play.words);
  const request = { file: play.file, key: play.key, list };
  const { targets, missed } = evening.decide(request, instanceOf(evening, play));
  const alive = targets.findIndex(({ appliance }) => !evening.isDead(appliance, atMs));
  const dead = targets.slice(0, alive < 0 ? undefined : alive);
  const target = targets[alive];
  const hasDead = dead.some(({ rank }) => rank === 0);
  leg.cause = target?.rank === 0 ? -1 : Math.max(missed, hasDead ? 2 : -1);
  const thenMs = atMs + dead.length * tryMs;
  const place = () => {
    if (evening.legs.has(leg) && play.endMs > thenMs) move(evening, leg, target, thenMs);
  };
  const nextWaitMs = Math.min(waitMs * 2, waitMsMax);
  if (target && dead.length === 0) place();
  else if (target) plan(evening, thenMs, place);
  else plan(evening, thenMs + waitMs, () => ask(evening, leg, thenMs + waitMs, nextWaitMs));
}

function begin(evening: Evening, play: Session): void {
  const leg: Leg = { play, sinceMs: play.startMs, at: undefined, on: [], cause: -1 };
  evening.legs.add(leg);
  ask(evening, leg, play.startMs);
  plan(evening, play.endMs, () => {
    move(evening, leg, undefined, play.endMs);
    evening.legs.delete(leg);
  });
}

/** The site is lost: who plays from it is on none for a try, and asks. */
function lose(evening: Evening, atMs: number): void {
  const { instances, legs, isDead, isLinkOfLost } = evening;
  for (const { isLost, isLinkLost } of instances) {
    isLost.forEach((_, box) => {
      isLost[box] = isDead(box, atMs) ? 1 : 0;
    });
    isLinkLost.forEach((_, link) => {
      isLinkLost[link] = isLinkOfLost(link) ? 1 : 0;
    });
  }
  for (const leg of legs) {
    if (!leg.at || !isDead(leg.at.appliance, atMs)) continue;
    move(evening, leg, undefined, atMs);
    leg.cause = 2;
    plan(evening, atMs + tryMs, () => ask(evening, leg, atMs + tryMs));
  }
}

/** Those who play when it begins ask against what their instance has begun: it has heard of 0. */
function hearNothing(evening: Evening): void {
  const { account, beginMs, asked } = evening;
  const loads = new Float64Array(account.room.length);
  evening.instances.forEach((_, i) => {
    hearOne(evening, i, { atMs: beginMs - asked.delayMs, loads, marks: [] }, beginMs);
  });
}

/** Reports leave, and those that are old enough are heard. */
function hear(evening: Evening, atMs: number): void {
  const { instances, account, reports, legs, asked } = evening;
  const loads = new Float64Array(account.room.length);
  for (const { play, on } of legs) for (const e of on) loads[e] = (loads[e] ?? 0) + play.nominalBps;
  const marks = instances.map(({ tables }) =>
    tables.map(({ rows }) => rows.map((row) => markOf(row, atMs))),
  );
  reports.push({ atMs, loads, marks });
  const seen = reports.find((one) => one.atMs === atMs - asked.delayMs);
  if (!seen) return;
  evening.isLossHeard = asked.lost !== undefined && asked.lost.atMs <= seen.atMs;
  instances.forEach((_, i) => {
    hearOne(evening, i, seen, atMs);
  });
}

function hearOne(evening: Evening, i: number, seen: Report, atMs: number): void {
  const { boxes, isDead, asked } = evening;
  const one = evening.instances[i] as Instance;
  const { tables, applianceUnits, linkUnits, isHealthy, isUp } = one;
  tables.forEach((table, side) => {
    const units = side === 0 ? applianceUnits : linkUnits;
    table.rows.forEach((row, r) => {
      const mark = seen.marks[i]?.[side]?.[r] ?? markOf(row, atMs);
      report(row, seen.atMs, seen.loads[side * boxes + r] ?? 0, mark);
      units[r] = shareUnits(table, r, atMs, side === 1 ? least(evening, r) : 0);
    });
  });
  isHealthy.forEach((_, box) => {
    isHealthy[box] = isDead(box, seen.atMs) ? 0 : 1;
    // With the fourth silent report its lease is out, and it is not offered any more.
    if (isDead(box, seen.atMs - leaseReports * asked.intervalMs)) isUp[box] = 0;
  });
}

/** Plays second by second: reports, the loss, who ends or tries again, who starts. */
export function playEvening(world: World, asked: Question, seed: number): Sums {
  const { fromMs, toMs, intervalMs, lost } = asked;
  const evening = openEvening(world, asked);
  const { beginMs, later, legs } = evening;
  const plays = drawSessions(world, { fromMs: beginMs, toMs }, asked.startsPerMemberDay, seed);
  hearNothing(evening);
  let next = 0;
  for (let nowMs = beginMs; nowMs < toMs; nowMs += 1000) {
    if ((nowMs - beginMs) % intervalMs === 0) hear(evening, nowMs);
    if (lost?.atMs === nowMs) lose(evening, nowMs);
    for (const act of later.get(nowMs / 1000) ?? []) act();
    later.delete(nowMs / 1000);
    for (let play = plays[next]; play && play.startMs < nowMs + 1000; play = plays[++next])
      begin(evening, play.startMs < beginMs ? { ...play, startMs: beginMs } : play);
    const endMs = nowMs + 1000;
    if ((endMs - beginMs) % stepMs !== 0) continue;
    for (const leg of legs) settle(evening, leg, endMs);
    if (nowMs >= fromMs) bookStep(evening.account, endMs - stepMs, evening.stretches);
    evening.stretches.length = 0;
  }
  return sumsOf(evening.account);
}
