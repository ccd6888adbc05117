// Where does a session go? The decision of the core, and what its player finds there.
import type { Decision } from '@fairlead/core';
import { cellOf } from '../../demand/arrivals.ts';
import { openSessionKey } from '../../demand/live/live.ts';
import { picksOf } from '../../demand/session.ts';
import { causeAt } from '../../measures/account.ts';
import { distributionAt, roundAt, tallyAt } from '../../measures/ledger.ts';
import { preparedAt } from '../ahead/look-ahead.ts';
import { count, distribute, isMeasured, reachOver } from '../book.ts';
import { scheduleWake } from '../calendar.ts';
import { vantageFrom } from '../client.ts';
import type { Desk } from '../desk.ts';
import { mayStart } from '../grey/failing.ts';
import { bookLineStall, enter, leave } from '../leg.ts';
import { absent, flags, isKnocking } from '../sessions.ts';
import { causeOf } from './cause.ts';
import { checkLoad } from './check-load.ts';
import { knock, mayTryAgain } from './knock.ts';
import { expectPicture, showPicture } from './picture.ts';
import {
  bookDark,
  darkOf,
  giveUp,
  lastMs,
  leavesEarly,
  placeOf,
  tryMs,
  waitMs,
  waitOf,
} from './wait.ts';

/** The vantage of a session's address, which is drawn again, on the snapshot that serves. */
function vantageNow({ setup, instance, sessions, key, client }: Desk, session: number): number {
  const { audience, scenario, timeline } = setup;
  const metro = sessions.metro[session];
  const cell = cellOf(timeline.startMs + sessions.startMs[session]);
  const minute = { seed: scenario.seed, metroHash: audience.hash[metro], cell };
  openSessionKey(key, setup.lives, minute, sessions.member[session]);
  return vantageFrom(instance.snapshot, audience, { metro, ...picksOf(key) }, client);
}

/** Decides for a session by the production functions, and counts the checks. */
function steer(desk: Desk, session: number, vantage: number): Decision {
  const { instance, sessions, request, output } = desk;
  const view = instance.snapshot;
  request.vantage = vantage;
  request.file = sessions.file[session];
  request.fileHash = view.fileHash[request.file];
  request.sessionHash = sessions.key[session];
  const { counts } = output.ledger;
  counts[roundAt.decisions]++;
  const decision = desk.ask(instance, request, preparedAt(desk, session));
  counts[roundAt.rankChecked]++;
  for (let k = 1; k < decision.targetCount; k++)
    if (decision.targetRank[k] < decision.targetRank[k - 1]) {
      counts[roundAt.rankViolated]++;
      break;
    }
  return decision;
}

/**
 * Lets a session that is on no flow ask at `atMs`: its player goes down its targets, of which each
 * dead one costs it two seconds, and comes to the first that is alive; where none is, it waits and
 * asks again; where nobody may serve it, it gives up.
 */
export function ask(
  desk: Desk,
  session: number,
  atMs: number,
  vantage: number = vantageNow(desk, session),
): void {
  const { sessions } = desk;
  const decision = steer(desk, session, vantage);
  // Those whose tries timed out are not tried again before the end of the list.
  const from = desk.door === undefined ? 0 : placeOf(desk, session);
  const k = firstAlive(desk, session, from, atMs);
  const tried = k < 0 ? decision.targetCount : k;
  if (tried > 0) sessions.flags[session] |= flags.hasLost;
  const cause = causeOf(desk, tried, from);
  if (k >= 0) {
    checkLoad(desk, k);
    const flow = flowOfTarget(desk, k);
    reachOver(desk, session, flow);
    if (sessions.startMs[session] === atMs) measurePlace(desk, session);
    if (k === from) settle(desk, session, { flow, cause, atMs });
    else waitAs(desk, session, { cause, atMs, wakeMs: atMs + (k - from) * tryMs, toFlow: flow });
    if (k !== from && desk.door !== undefined) waitOf(desk, session).place = k;
    return;
  }
  if (decision.targetCount === 0) {
    waitAs(desk, session, { cause, atMs, wakeMs: atMs, toFlow: absent });
    giveUp(desk, session, atMs, true);
    return;
  }
  const deadMs = Math.max(0, tried - from) * tryMs;
  const wakeMs = atMs + deadMs + waitMs(desk, session);
  waitAs(desk, session, { cause, atMs, wakeMs, toFlow: absent });
  waitOf(desk, session).place = 0;
}

type Wait = {
  readonly cause: number;
  readonly atMs: number;
  readonly wakeMs: number;
  readonly toFlow: number;
};

/** Lets a session wait on no flow until it tries again, under the cause that it has now. */
export function waitAs(desk: Desk, session: number, { cause, atMs, wakeMs, toFlow }: Wait): void {
  const { sessions } = desk;
  if (sessions.flow[session] !== absent || sessions.cause[session] !== cause) {
    if (sessions.flow[session] === absent) leave(desk, session, atMs);
    sessions.cause[session] = cause;
    enter(desk, session, absent, atMs);
  }
  const wait = waitOf(desk, session);
  // Where it will be served its player waits as long as that takes, but not every member.
  const mayLeave = toFlow === absent || leavesEarly(desk, session);
  const goneMs = mayLeave ? lastMs(desk, session) : Infinity;
  const atOnce = wakeMs < goneMs ? wakeMs : goneMs;
  wait.toFlow = toFlow;
  wait.wakeMs = atOnce;
  if (atOnce < sessions.endMs[session]) scheduleWake(desk.calendar, session, atOnce);
}

/** Puts a session on the flow that it was sent to; where starting costs something, it tries. */
export function settle(
  desk: Desk,
  session: number,
  to: { readonly flow: number; readonly cause: number; readonly atMs: number },
): void {
  const { sessions, door } = desk;
  const { flow, cause, atMs } = to;
  const wasAbsent = sessions.flow[session] === absent;
  if (wasAbsent) leave(desk, session, atMs);
  sessions.cause[session] = cause;
  enter(desk, session, flow, atMs);
  const isAnswered = (sessions.flags[session] & flags.isAnswered) !== 0;
  // Who plays when the run begins has tried before.
  const isOld = atMs === 0 && sessions.startMs[session] < 0;
  if (door === undefined || isAnswered || isOld) arrive(desk, session, atMs, wasAbsent);
  else knock(desk, door, session, atMs);
}

/** The appliance of a session serves it from `atMs` on; until then it was on none, or is new. */
export function arrive(desk: Desk, session: number, atMs: number, wasAbsent: boolean): void {
  const { sessions, output } = desk;
  const hasPicture = sessions.pictureMs[session] < Infinity;
  sessions.flags[session] &= ~(flags.isAnswered | flags.timedOut);
  if (hasPicture && wasAbsent) seeAgain(desk, session, atMs);
  if (wasAbsent) desk.waits.delete(session);
  if (hasPicture) bookLineStall(desk, session, atMs, 1);
  else expectPicture(desk, session);
  if ((sessions.flags[session] & flags.hasLost) === 0) return;
  sessions.flags[session] &= ~flags.hasLost;
  output.ledger.counts[roundAt.failovers]++;
  if (!isMeasured(desk, atMs) || (sessions.flags[session] & flags.failedOver) !== 0) return;
  sessions.flags[session] |= flags.failedOver;
  count(desk, session, tallyAt.failedOver, 1);
}

/** Ends the time without a picture, unless its flow brings no media: then it goes on. */
function seeAgain(desk: Desk, session: number, atMs: number): void {
  bookDark(desk, session, atMs);
  if (desk.waits.has(session) && !desk.dark.has(session))
    desk.dark.set(session, darkOf(desk, session));
}

/** Distance and round trip to where a session is sent first. */
function measurePlace(desk: Desk, session: number): void {
  const { sessions, reach } = desk;
  if (!isMeasured(desk, sessions.startMs[session])) return;
  distribute(desk, session, distributionAt.kmStarts, reach.km);
  distribute(desk, session, distributionAt.rttStarts, reach.rtt);
}

/** Whether the appliance and the link of a flow work. */
function isAlive({ setup, deadAppliance, deadLink }: Desk, flow: number): boolean {
  const { flows } = setup;
  return deadAppliance[flows.appliance[flow]] === 0 && deadLink[flows.link[flow]] === 0;
}

/** Place of the first target from `from` on that is really alive and lets it start, or -1. */
function firstAlive(desk: Desk, session: number, from: number, atMs: number): number {
  const { instance, deadAppliance, deadLink } = desk;
  const { decision } = instance;
  for (let k = from; k < decision.targetCount; k++) {
    const appliance = decision.targetAppliance[k];
    if (deadAppliance[appliance] > 0 || deadLink[decision.targetLink[k]] > 0) continue;
    if (mayStart(desk, session, appliance, atMs)) return k;
  }
  return -1;
}

function flowOfTarget({ setup, instance }: Desk, k: number): number {
  const { decision } = instance;
  const { flows } = setup;
  return flows.start[decision.targetAppliance[k]] + flows.linkPlace[decision.targetLink[k]];
}

/** The target of a session is gone, by its cause: its player notices, and asks again. */
export function moveAway(
  desk: Desk,
  session: number,
  { atMs, cause: why }: { readonly atMs: number; readonly cause: number },
): void {
  const { sessions } = desk;
  const wasThere = !isKnocking(sessions, session);
  if (wasThere && sessions.pictureMs[session] === Infinity && sessions.dueMs[session] <= atMs)
    showPicture(desk, session, sessions.dueMs[session]);
  // Whether its flow brought media since it came there, in this round, is not known yet.
  if (sessions.legMs[session] > desk.round.fromMs) desk.dark.delete(session);
  leave(desk, session, atMs);
  sessions.flags[session] &= ~flags.isKnocking;
  sessions.flags[session] |= flags.hasLost;
  if (wasThere && sessions.pictureMs[session] < Infinity) waitOf(desk, session).darkMs = atMs;
  // Whoever had no appliance of rank 0 before lacks it for the same reason as before.
  if (sessions.cause[session] === causeAt.first) sessions.cause[session] = why;
  enter(desk, session, absent, atMs);
  const { cause } = sessions;
  waitAs(desk, session, { cause: cause[session], atMs, wakeMs: atMs + tryMs, toFlow: absent });
}

/** A session that waits tries again at `atMs`: where it was sent to, or it asks, or it gives up. */
export function tryAgain(desk: Desk, session: number, atMs: number): void {
  const { sessions } = desk;
  const wait = desk.waits.get(session);
  if (wait?.wakeMs !== atMs || sessions.endMs[session] <= atMs) return;
  const flow = wait.toFlow;
  if (leavesEarly(desk, session) && atMs >= lastMs(desk, session))
    giveUp(desk, session, atMs, false);
  else if (flow !== absent && isAlive(desk, flow))
    settle(desk, session, { flow, cause: sessions.cause[session], atMs });
  else if (flow === absent && atMs >= lastMs(desk, session)) giveUp(desk, session, atMs, true);
  else if (!isHeldBack(desk, session, atMs)) {
    sessions.flags[session] &= ~flags.isAnswered;
    ask(desk, session, atMs);
  }
}

/** Whether a session whose try timed out makes none now: it leaves, or the budget is used up. */
function isHeldBack(desk: Desk, session: number, atMs: number): boolean {
  const { sessions, door } = desk;
  if (door === undefined || (sessions.flags[session] & flags.timedOut) === 0) return false;
  const isLeaving = (sessions.flags[session] & flags.isLeaving) !== 0;
  if (isLeaving) giveUp(desk, session, atMs, true);
  if (isLeaving || mayTryAgain(desk, door, atMs)) return isLeaving;
  const wakeMs = atMs + Math.max(tryMs, waitMs(desk, session));
  waitAs(desk, session, { cause: sessions.cause[session], atMs, wakeMs, toFlow: absent });
  return true;
}
