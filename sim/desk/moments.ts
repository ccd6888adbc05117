// What does a desk do when an event begins or ends? Sessions on what stops move at once.

import { assert, step } from '@fairlead/core';
import type { Rows } from '../events/event.ts';
import { type EventChange, followersOf } from '../events/schedule.ts';
import { causeAt } from '../measures/account.ts';
import { instancePolicy } from '../setup/rules.ts';
import { measuredMs } from './book.ts';
import { markMoment } from './calendar.ts';
import type { Desk } from './desk.ts';
import { failFrom } from './grey/failing.ts';
import { moveAway } from './player/ask.ts';
import { absent, rowPlaces } from './sessions.ts';

/** When the next moment is, ms from the start. */
export function nextMomentMs({ moments, nextMoment }: Desk): number {
  return nextMoment < moments.length ? moments[nextMoment].atMs : Infinity;
}

/** Lets events of the round have moments of their own: who moves wakes before the next start. */
export function markMoments(desk: Desk): void {
  const { moments, nextMoment, calendar, round } = desk;
  addForces(desk);
  for (let k = nextMoment; k < moments.length; k++) {
    const { atMs } = moments[k];
    if (atMs >= round.toMs) return;
    markMoment(calendar, atMs - calendar.cellStartMs);
  }
}

/** Adds when sessions are moved by force in the round. */
function addForces({ setup, bulletin, moments, nextMoment, round }: Desk): void {
  const nothing = { appliances: [], links: [], isEnd: false };
  for (const [k, { event, appliances }] of setup.forces.entries()) {
    const atMs = bulletin.forcedMs[k];
    if (atMs < round.fromMs || atMs >= round.toMs) continue;
    const later = moments.findIndex((one, row) => row >= nextMoment && one.atMs > atMs);
    const at = later < 0 ? moments.length : later;
    moments.splice(at, 0, { ...nothing, event, atMs, moved: appliances });
  }
}

/** Lets the next event begin or end; who is on what it stops moves at once, in order of start. */
export function passMoment(desk: Desk): void {
  const { setup, deadAppliance, deadLink } = desk;
  const { flows } = setup;
  const moment = desk.moments[desk.nextMoment++];
  const { atMs, appliances, links, isEnd, moved } = moment;
  if (moment.touches !== undefined) countTouched(desk, moment.event, moment.touches, atMs);
  for (const appliance of appliances) deadAppliance[appliance] += isEnd ? -1 : 1;
  for (const link of links) deadLink[link] += isEnd ? -1 : 1;
  const isDead = (flow: number): boolean =>
    deadAppliance[flows.appliance[flow]] > 0 || deadLink[flows.link[flow]] > 0;
  if (!isEnd && appliances.length + links.length > 0)
    for (const session of runningOn(desk, atMs, isDead))
      moveAway(desk, session, { atMs, cause: causeAt.loss });
  if (moment.fails !== undefined) failFrom(desk, moment);
  if (moment.policy !== undefined) followPolicy(desk, moment);
  if (moved.length === 0) return;
  const leaving = new Set(moved);
  for (const session of runningOn(desk, atMs, (flow) => leaving.has(flows.appliance[flow])))
    moveAway(desk, session, { atMs, cause: causeAt.drain });
}

/**
 * Sessions that are not over, on flows that `isMeant`, in order of their starts: rows are used
 * again, theirs says nothing.
 */
function runningOn(
  { sessions }: Desk,
  atMs: number,
  isMeant: (flow: number) => boolean,
): readonly number[] {
  const { flow, endMs, startMs, key } = sessions;
  const found: number[] = [];
  for (let row = 0; row < sessions.used; row += rowPlaces)
    if (flow[row] < absent && endMs[row] > atMs && isMeant(flow[row])) found.push(row);
  return found.sort((a, b) => startMs[a] - startMs[b] || key[a] - key[b]);
}

/** Lets an instance follow another policy, or its own again, with its next answer. */
function followPolicy(desk: Desk, { event, isEnd, policy, atMs }: EventChange): void {
  const { setup, policies, instance, request } = desk;
  const { scenario } = setup;
  if (policy === undefined || desk.index >= followersOf(policy.share, scenario.instances)) return;
  if (isEnd) policies.delete(event);
  else {
    policies.set(event, policy.change);
    countTouchedBy(
      desk,
      event,
      runningOn(desk, atMs, () => true),
    );
  }
  let merged = scenario.policy;
  for (const change of policies.values()) merged = { ...merged, ...change };
  request.want = merged.want;
  const next = instancePolicy({ ...setup, scenario: { ...scenario, policy: merged } });
  const [refusal] = step(instance, { kind: 'policy', atMs, policy: next });
  assert(refusal === undefined, 'a policy of a scenario that was checked is followed');
}

/** Counts the sessions on what an event touches, and what they ask, as it begins. */
function countTouched(desk: Desk, event: number, touches: Rows, atMs: number): void {
  const { appliances, links } = touches;
  if (appliances.length + links.length === 0) return;
  const { flows } = desk.setup;
  const [mine, over] = [new Set(appliances), new Set(links)];
  const isMeant = (flow: number): boolean =>
    mine.has(flows.appliance[flow]) || over.has(flows.link[flow]);
  countTouchedBy(desk, event, runningOn(desk, atMs, isMeant));
}

function countTouchedBy(desk: Desk, event: number, touched: readonly number[]): void {
  const { output, sessions } = desk;
  output.touched[2 * event] += touched.length;
  for (const session of touched) output.touched[2 * event + 1] += sessions.freeBps[session];
}

/**
 * Counts a session that starts for each event that makes those who want its title, or members of
 * its metro, want otherwise while it does; and the 1/1000 bits that it asks until either is over.
 */
export function countWanted(desk: Desk, session: number, title: number): void {
  const { setup, sessions, output } = desk;
  const atMs = setup.timeline.startMs + sessions.startMs[session];
  for (const { event, fromMs, untilMs, titles, metros } of setup.watched) {
    if (atMs < fromMs || atMs >= untilMs) continue;
    if (!titles.has(title) && !metros.has(sessions.metro[session])) continue;
    const toMs = Math.min(sessions.endMs[session], untilMs - setup.timeline.startMs);
    const ms = measuredMs(desk, sessions.startMs[session], toMs);
    output.touched[2 * event]++;
    output.touched[2 * event + 1] += sessions.freeBps[session] * ms;
  }
}
