// Where does each stretch of a session stand in the account?
import {
  causeAt,
  causeCount,
  cellAt,
  cellCount,
  deliveredEndings,
  endingAt,
} from '../measures/account.ts';
import { addExact } from '../measures/exact.ts';
import {
  distributionAt,
  distributions,
  groupOf,
  placeWidth,
  tallyAt,
  tallyCount,
} from '../measures/ledger.ts';
import { addValue } from '../measures/sketch.ts';
import { reachKm, reachMs } from '../setup/reach.ts';
import type { Desk } from './desk.ts';
import { absent, rowPlaces } from './sessions.ts';

/** The part of [fromMs, toMs) that is measured, ms. @hot */
export function measuredMs({ setup }: Desk, fromMs: number, toMs: number): number {
  const { timeline } = setup;
  const from = fromMs > timeline.fromMs ? fromMs : timeline.fromMs;
  const to = toMs < timeline.toMs ? toMs : timeline.toMs;
  return to > from ? to - from : 0;
}

/** Moves what a session asks into the running account (`sign` 1) or out of it (-1). @hot */
export function run(desk: Desk, session: number, atMs: number, sign: number): void {
  const { sessions, output, round } = desk;
  const { ledger } = output;
  const flow = sessions.flow[session];
  const ending = flow === absent ? endingAt.absent : kindOf(desk, flow);
  const cause = sessions.cause[session];
  const cell = cellAt(ending, cause);
  const bps = sign * sessions.freeBps[session];
  ledger.nowBps[cell] += bps;
  addExact(ledger.round, cell, bps * (round.toMs - atMs));
  ledger.members[cause] += sign;
  ledger.memberMs[cause] += sign * (round.toMs - atMs);
  const place = placeOf(desk, session, ending);
  ledger.placeBps[place] += bps;
  if (round.isMeasured) addExact(ledger.place, place, bps * (round.binToMs - atMs));
}

/** Row of a session's place and an ending in `Ledger.place`. @hot */
export function placeOf({ setup, sessions }: Desk, session: number, ending: number): number {
  const column = ending < deliveredEndings ? ending : deliveredEndings;
  return setup.places.ofMetro[sessions.metro[session]] * placeWidth + column;
}

/** Kind of the link of a flow. @hot */
export function kindOf({ setup }: Desk, flow: number): number {
  return setup.flows.kind[flow];
}

/**
 * Books (`sign` 1) or takes back (-1) what a session asks from `fromMs` to its end where it is now:
 * as if it stayed there, since most do. @hot
 */
export function bookRest(desk: Desk, session: number, fromMs: number, sign: number): void {
  const { sessions } = desk;
  const ms = measuredMs(desk, fromMs, sessions.endMs[session]);
  if (ms === 0) return;
  const flow = sessions.flow[session];
  const ending = flow === absent ? endingAt.absent : kindOf(desk, flow);
  const bps = sign * sessions.freeBps[session];
  bookBits(desk, session, ending, bps * ms);
  if (flow !== absent) bookMissed(desk, flow, sessions.cause[session], bps * ms);
}

/** Adds 1/1000 bits to what a flow delivers to sessions that rank 0 lacks, for a cause. @hot */
export function bookMissed(
  { setup, output }: Desk,
  flow: number,
  cause: number,
  amount: number,
): void {
  if (cause === causeAt.first) return;
  const { flows, snapshot } = setup;
  const { missed } = output.ledger;
  addExact(missed, flows.appliance[flow] * causeCount + cause, amount);
  addExact(missed, (snapshot.applianceCount + flows.link[flow]) * causeCount + cause, amount);
}

/**
 * Adds 1/1000 bits (below 0: takes away) of a session to one ending, under its cause. What is
 * delivered is delivered over the reach that was asked last. @hot
 */
export function bookBits(desk: Desk, session: number, ending: number, amount: number): void {
  const { sessions, output, setup, reach } = desk;
  const { metro, group, hosted, sketches } = output.ledger;
  const at = sessions.metro[session];
  const cell = cellAt(ending, sessions.cause[session]);
  const mine = groupOf(sessions.key[session]);
  addExact(metro, at * cellCount + cell, amount);
  addExact(group, mine * cellCount + cell, amount);
  if (setup.hasEmbedded[setup.audience.network[at]] === 1) {
    addExact(hosted, 2 * mine, amount);
    if (ending === endingAt.embedded) addExact(hosted, 2 * mine + 1, amount);
  }
  if (ending >= deliveredEndings) return;
  const first = mine * distributions.length;
  addValue(sketches[first + distributionAt.kmBytes], reach.km, amount);
  addValue(sketches[first + distributionAt.rttBytes], reach.rtt, amount);
}

/** How far a session is from the site of a flow, in `desk.reach`. @hot */
export function reachOver({ setup, sessions, reach }: Desk, session: number, flow: number): void {
  const metro = sessions.metro[session];
  const site = setup.flows.site[flow];
  if (reach.metro === metro && reach.site === site) return;
  reach.metro = metro;
  reach.site = site;
  reach.km = reachKm(setup, metro, site);
  reach.rtt = reachMs(setup, metro, site, reach.km);
}

/** Adds to a time or count, a place of `tallyAt`, of a session's metro and group. @hot */
export function count(desk: Desk, session: number, place: number, amount: number): void {
  const { sessions, output } = desk;
  const { metroTime, groupTime } = output.ledger;
  addExact(metroTime, sessions.metro[session] * tallyCount + place, amount);
  addExact(groupTime, groupOf(sessions.key[session]) * tallyCount + place, amount);
}

/** Counts that a session is wanted from `fromMs` to its end. @hot */
export function bookWanted(desk: Desk, session: number, fromMs: number): void {
  const ms = measuredMs(desk, fromMs, desk.sessions.endMs[session]);
  if (ms > 0) count(desk, session, tallyAt.wantedMs, ms);
}

/** Counts a value, of a place of `distributionAt`, of a session that starts in the window. @hot */
export function distribute(desk: Desk, session: number, place: number, value: number): void {
  const { sessions, output } = desk;
  const first = groupOf(sessions.key[session]) * distributions.length;
  addValue(output.ledger.sketches[first + place], value, 1);
}

/** Whether a session's start is measured. @hot */
export function isMeasured({ setup }: Desk, atMs: number): boolean {
  return atMs >= setup.timeline.fromMs && atMs < setup.timeline.toMs;
}

/** Of a sample: notes Σ r² over the rates r asked of each flow now; few large ones tell less. */
export function noteSquares({ output, sessions }: Desk): void {
  const { squareBps } = output;
  if (squareBps.length === 0) return;
  const { flow, freeBps } = sessions;
  squareBps.fill(0);
  for (let row = 0; row < sessions.used; row += rowPlaces)
    if (flow[row] < absent) squareBps[flow[row]] += freeBps[row] * freeBps[row];
}
