// What does a desk do when an event begins or ends? Sessions on what stops move at once.

import type { Rows } from '../events/event.ts';
import { causeAt } from '../measures/account.ts';
import { markMoment } from './calendar.ts';
import type { Desk } from './desk.ts';
import { moveAway } from './player/ask.ts';
import { absent, rowPlaces } from './sessions.ts';

/** When the next moment is, ms from the start. */
export function nextMomentMs({ setup, nextMoment }: Desk): number {
  return nextMoment < setup.moments.length ? setup.moments[nextMoment].atMs : Infinity;
}

/** Lets events of the round have moments of their own: who moves wakes before the next start. */
export function markMoments({ setup, nextMoment, calendar, round }: Desk): void {
  for (let k = nextMoment; k < setup.moments.length; k++) {
    const { atMs } = setup.moments[k];
    if (atMs >= round.toMs) return;
    markMoment(calendar, atMs - calendar.cellStartMs);
  }
}

/** Lets the next event begin or end; who is on what it stops moves at once, in order of start. */
export function passMoment(desk: Desk): void {
  const { setup, deadAppliance, deadLink } = desk;
  const { flows } = setup;
  const moment = setup.moments[desk.nextMoment++];
  const { atMs, appliances, links, isEnd, moved } = moment;
  if (moment.touches !== undefined) countTouched(desk, moment.event, moment.touches, atMs);
  for (const appliance of appliances) deadAppliance[appliance] += isEnd ? -1 : 1;
  for (const link of links) deadLink[link] += isEnd ? -1 : 1;
  const isDead = (flow: number): boolean =>
    deadAppliance[flows.appliance[flow]] > 0 || deadLink[flows.link[flow]] > 0;
  if (!isEnd && appliances.length + links.length > 0)
    for (const session of runningOn(desk, atMs, isDead))
      moveAway(desk, session, { atMs, cause: causeAt.loss });
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

/** Counts the sessions on what an event touches, and what they ask, as it begins. */
function countTouched(desk: Desk, event: number, touches: Rows, atMs: number): void {
  const { appliances, links } = touches;
  if (appliances.length + links.length === 0) return;
  const { output, sessions, setup } = desk;
  const { flows } = setup;
  const [mine, over] = [new Set(appliances), new Set(links)];
  const isMeant = (flow: number): boolean =>
    mine.has(flows.appliance[flow]) || over.has(flows.link[flow]);
  for (const session of runningOn(desk, atMs, isMeant)) {
    output.touched[2 * event]++;
    output.touched[2 * event + 1] += sessions.freeBps[session];
  }
}
