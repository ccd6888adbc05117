// What happens when a session starts and when it ends?
import { addValue } from '../measures/histogram.ts';
import { at, epochAt, networkAt, networkWidth } from '../measures/tally.ts';
import { startDelayMs } from '../network/rtt.ts';
import { reachKm, reachMs } from '../setup/reach.ts';
import { type Desk, markMoment } from './desk.ts';
import { failoverStallMs, waitFor } from './failover.ts';
import { closeLeg, openLeg } from './leg.ts';
import {
  checkLoad,
  firstAlive,
  flowOfTarget,
  isMeasured,
  markOf,
  siteOf,
  steer,
} from './placing.ts';
import { closeSession, openSession } from './sessions.ts';

/** Puts the drawn session `row` into the pool; it is on no flow yet. */
function admit(desk: Desk, row: number, endMs: number): number {
  const { setup, drawn, sessions } = desk;
  const { columns } = drawn;
  const session = openSession(sessions);
  sessions.endMs[session] = endMs;
  // In a sample each session stands for many, so that loads compare with capacities.
  sessions.kbps[session] = Math.ceil((columns.bitrateBps[row] / 1000) * setup.weight);
  sessions.floorKbps[session] = Math.ceil(setup.floorKbps[columns.title[row]] * setup.weight);
  sessions.metro[session] = drawn.metro[row];
  sessions.prefixPick[session] = columns.prefixPick[row];
  sessions.hostPick[session] = columns.hostPick[row];
  sessions.file[session] = setup.fileRow[columns.file[row]];
  sessions.hash[session] = columns.sessionKey[row];
  return session;
}

/** Starts the drawn session `row`. */
export function startSession(desk: Desk, row: number, atMs: number): void {
  const { setup, drawn, sessions, output } = desk;
  const { counts, epoch, siteSessions, network } = output.tally;
  const endMs = atMs + drawn.columns.lengthMs[row];
  const session = admit(desk, row, endMs);
  steer(desk, session);
  const k = firstAlive(desk);
  epoch[epochAt.started]++;
  if (k > 0) epoch[epochAt.failovers]++;
  if (isMeasured(desk, atMs)) {
    counts[at.sessions]++;
    counts[at.decisions]++;
    if (k > 0) counts[at.failovers]++;
    network[setup.audience.network[drawn.metro[row]] * networkWidth + networkAt.sessions]++;
    if (k >= 0) measureStart(desk, row, k);
    if (k >= 0) siteSessions[siteOf(desk, k)]++;
  }
  if (k >= 0) checkLoad(desk, k);
  sessions.mark[session] = markOf(desk, k);
  if (k >= 0) openLeg(desk, session, flowOfTarget(desk, k), atMs);
  else if (desk.instance.decision.targetCount > 0) waitFor(desk, session, atMs);
  else refuse(desk, session, atMs);
  scheduleEnd(desk, session, endMs);
}

/** Chains a session to the moment, or the later epoch, in which it ends. */
function scheduleEnd(desk: Desk, session: number, endMs: number): void {
  const { setup, sessions, endsAt, endsIn } = desk;
  const endEpoch = Math.floor(endMs / setup.epochMs);
  if (endMs < desk.epochEndMs) {
    const ms = endMs - desk.epochStartMs;
    sessions.next[session] = endsAt[ms];
    endsAt[ms] = session;
    markMoment(desk, ms);
  } else if (endEpoch < setup.epochCount) {
    sessions.next[session] = endsIn[endEpoch];
    endsIn[endEpoch] = session;
  }
}

/** Distance, round trip and start delay of a session that target `k` serves. */
function measureStart(desk: Desk, row: number, k: number): void {
  const { setup, drawn, output } = desk;
  const metro = drawn.metro[row];
  const site = siteOf(desk, k);
  const km = reachKm(setup, metro, site);
  const rtt = reachMs(setup, metro, site, km);
  const { columns } = drawn;
  const delay = startDelayMs(rtt, columns.throughputBps[row], columns.bitrateBps[row]);
  const { tally } = output;
  addValue(tally.distanceKm, km, 1);
  addValue(tally.rttMs, rtt, 1);
  addValue(tally.startDelayMs, delay + k * failoverStallMs, 1);
}

/** Nobody holds the file: the player shows an error, and all of the session is unserved. */
function refuse(desk: Desk, session: number, atMs: number): void {
  openLeg(desk, session, desk.setup.flows.refused, atMs);
  desk.output.tally.epoch[epochAt.errors]++;
  if (isMeasured(desk, atMs)) desk.output.tally.counts[at.refused]++;
}

/** Ends a session at `atMs`: at its end, or at the end of the simulation. */
export function endSession(desk: Desk, session: number, atMs: number): void {
  closeLeg(desk, session, atMs);
  closeSession(desk.sessions, session);
}
