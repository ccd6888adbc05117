// Is a try answered? Its box says so when the round is over, by all that came before it.
import { openCell, unitAt } from '../../random/keyed.ts';
import type { Desk } from '../desk.ts';
import { flags } from '../sessions.ts';
import { createDoor, type Door, type Recent, type TriedTargets } from './door.ts';
import { darkOf, waitOf } from './wait.ts';

/** The budget is of so many ms, and of the ones before. */
const windowMs = 10000;
const leavesPurpose = 92;

function roll(recent: Recent, atMs: number): void {
  const window = Math.floor(atMs / windowMs);
  if (window === recent.window) return;
  const isNext = window === recent.window + 1;
  recent.before = isNext ? recent.first : 0;
  recent.againBefore = isNext ? recent.again : 0;
  recent.first = 0;
  recent.again = 0;
  recent.window = window;
}

/** The player of a session that was put on a flow tries its appliance. */
export function knock(desk: Desk, door: Door, session: number, atMs: number): void {
  const { sessions, setup } = desk;
  const { tries, recent } = door;
  roll(recent, atMs);
  if ((sessions.flags[session] & flags.timedOut) === 0) recent.first++;
  const restart = setup.scenario.demand.retry?.restart;
  const isRestarted = restart && atMs - darkOf(desk, session) >= restart.afterMs;
  sessions.flags[session] |= flags.isKnocking;
  const wait = desk.waits.get(session);
  if (wait !== undefined) wait.wakeMs = Infinity;
  tries.session.push(session);
  tries.appliance.push(setup.flows.appliance[sessions.flow[session]]);
  tries.atMs.push(atMs);
  tries.order.push(sessions.key[session]);
  tries.weight.push(isRestarted ? restart.times : 1);
}

/**
 * Whether steering lets a player try again whose try timed out: no more than a share of the first
 * tries that its members made of late. Source: Beyer et al., "Site Reliability Engineering", 2016,
 * chapter 21 (a budget of a tenth, by client); here the instance that they ask keeps it.
 */
export function mayTryAgain(desk: Desk, door: Door, atMs: number): boolean {
  const { recent, tries } = door;
  const budget = desk.setup.scenario.demand.retry?.budget;
  roll(recent, atMs);
  const most = budget === undefined ? Infinity : budget * (recent.first + recent.before);
  const isAllowed = recent.again + recent.againBefore + 1 <= most;
  if (isAllowed) recent.again++;
  else tries.heldBack++;
  return isAllowed;
}

/** Whether the member of a session whose try timed out stays: one draw a try. */
export function staysOn(desk: Desk, session: number): boolean {
  const { sessions, setup, key } = desk;
  const { seed, demand } = setup.scenario;
  const share = demand.retry?.share ?? 1;
  if (share === 1) return true;
  const { tries, place } = waitOf(desk, session);
  openCell(key, seed, sessions.key[session], 16 * tries + place);
  return unitAt(key, leavesPurpose) < share;
}

/** What the players of a desk tried in the round. */
export function triesOf({ door }: Desk): TriedTargets {
  return door?.tries ?? createDoor().tries;
}
