// Who was on a flow of something that is short, and what does each of them lose?

import { cellAt, endingAt } from '../measures/account.ts';
import { addExact } from '../measures/exact.ts';
import { tallyAt } from '../measures/ledger.ts';
import { patienceOf } from '../setup/setup.ts';
import { bookBits, bookMissed, count, kindOf, placeOf, reachOver } from './book.ts';
import type { Desk } from './desk.ts';
import { absent, rowPlaces, type Stay } from './sessions.ts';

/**
 * Flows that may be short in this round: `slot` of each, or -1, and the flow of each slot.
 * `stepEndMs` are the ends of the steps in which it is shared out.
 */
export type ShortFlows = {
  readonly slot: Int32Array;
  readonly flows: readonly number[];
  readonly stepEndMs: readonly number[];
};

/** Session-ms by slot, free rate and step: `ms[k × steps + step]` of pair `k`. */
export type Presence = {
  readonly slot: number[];
  readonly rateBps: number[];
  readonly ms: number[];
};

/** Level of each slot and step, bit/s: `levelBps[slot × steps + step]`, Infinity where none is. */
export type Levels = ShortFlows & { readonly levelBps: Float64Array };

/** Sessions on flows that may be short; looked for once in a round, since all rows are read. */
function crowdOf(desk: Desk, slot: Int32Array): readonly number[] {
  if (desk.crowd !== undefined) return desk.crowd;
  const { sessions } = desk;
  const { flow, used } = sessions;
  const found: number[] = [];
  for (let session = 0; session < used; session += rowPlaces) {
    const on = flow[session];
    if (on < absent && slot[on] >= 0) found.push(session);
  }
  desk.crowd = found;
  return found;
}

/** Calls `visit` for each stretch of the round that a session spent on one of `flows`. */
function forEachStretch(desk: Desk, flows: ShortFlows, visit: (stretch: Stay) => void): void {
  forEachStay(desk, flows, visit);
  for (const stretch of desk.left) if (flows.slot[stretch.flow] >= 0) visit(stretch);
}

/** Calls `visit` for what each session on one of `flows` spent there, which it has not left. */
export function forEachStay(
  desk: Desk,
  { slot }: ShortFlows,
  visit: (stretch: Stay) => void,
): void {
  const { sessions, round } = desk;
  const { flow, legMs, endMs, cause } = sessions;
  for (const session of crowdOf(desk, slot)) {
    const on = flow[session];
    const fromMs = Math.max(legMs[session], round.fromMs);
    const toMs = Math.min(endMs[session], round.toMs);
    if (fromMs < toMs) visit({ session, flow: on, cause: cause[session], fromMs, toMs });
  }
}

/** Who was there, how long. */
export function presenceOf(desk: Desk, flows: ShortFlows): Presence {
  const { freeBps } = desk.sessions;
  const steps = flows.stepEndMs.length;
  const presence: Presence = { slot: [], rateBps: [], ms: [] };
  const placeOf = new Map<number, Map<number, number>>();
  forEachStretch(desk, flows, (stretch) => {
    const slot = flows.slot[stretch.flow];
    const rateBps = freeBps[stretch.session];
    const rungs = placeOf.get(slot) ?? new Map<number, number>();
    placeOf.set(slot, rungs);
    let place = rungs.get(rateBps);
    if (place === undefined) {
      place = presence.slot.push(slot) - 1;
      presence.rateBps.push(rateBps);
      for (let step = 0; step < steps; step++) presence.ms.push(0);
      rungs.set(rateBps, place);
    }
    forEachStep(desk, flows, stretch, (step, fromMs, toMs) => {
      presence.ms[(place as number) * steps + step] += toMs - fromMs;
    });
  });
  return presence;
}

/** Calls `visit` for each step of the round that a stretch has a part of. */
export function forEachStep(
  { round }: Desk,
  { stepEndMs }: ShortFlows,
  { fromMs, toMs }: Pick<Stay, 'fromMs' | 'toMs'>,
  visit: (step: number, fromMs: number, toMs: number) => void,
): void {
  let beginMs = round.fromMs;
  for (let step = 0; step < stepEndMs.length; step++) {
    const from = beginMs > fromMs ? beginMs : fromMs;
    const to = stepEndMs[step] < toMs ? stepEndMs[step] : toMs;
    if (from < to) visit(step, from, to);
    beginMs = stepEndMs[step];
  }
}

/** Takes from each session what it did not get, and books what it was of. */
export function takeLosses(desk: Desk, levels: Levels): void {
  const { sessions } = desk;
  const { stepEndMs, slot, levelBps } = levels;
  forEachStretch(desk, levels, (stretch) => {
    const { session, flow } = stretch;
    reachOver(desk, session, flow);
    const freeBps = sessions.freeBps[session];
    const lowestBps = desk.lowestBps[sessions.file[session]];
    forEachStep(desk, levels, stretch, (step, fromMs, toMs) => {
      const level = levelBps[slot[flow] * stepEndMs.length + step];
      if (level >= freeBps) return;
      const needed = freeBps < lowestBps ? freeBps : lowestBps;
      const stalled = level < needed ? needed - level : 0;
      const ms = toMs - fromMs;
      move(desk, stretch, endingAt.stalled, stalled * ms);
      move(desk, stretch, endingAt.reduced, (freeBps - level - stalled) * ms);
      bookStall(desk, session, { fromMs, toMs, part: stalled / lowestBps });
    });
  });
}

/** When the player of a session gives up whose picture stands still; Infinity: it is not. */
export function goneMs({ dark, setup }: Desk, session: number): number {
  const sinceMs = dark.size === 0 ? undefined : dark.get(session);
  return sinceMs === undefined ? Infinity : sinceMs + patienceOf(setup.scenario);
}

/** Moves 1/1000 bits of a session from what was delivered to what was not. */
function move(desk: Desk, { session, flow, cause }: Stay, ending: number, amount: number): void {
  if (amount === 0) return;
  const { sessions, output, round } = desk;
  const { ledger } = output;
  const kind = kindOf(desk, flow);
  addExact(ledger.round, cellAt(kind, cause), -amount);
  addExact(ledger.round, cellAt(ending, cause), amount);
  if (!round.isMeasured) return;
  addExact(ledger.place, placeOf(desk, session, kind), -amount);
  addExact(ledger.place, placeOf(desk, session, ending), amount);
  // The stretch may be one that the session has left: it is booked as it was then.
  const now = sessions.cause[session];
  sessions.cause[session] = cause;
  bookBits(desk, session, kind, -amount);
  bookBits(desk, session, ending, amount);
  bookMissed(desk, flow, cause, -amount);
  sessions.cause[session] = now;
}

/** Books a part of a stretch as stalled, from the first picture until its player gives up. */
function bookStall(
  desk: Desk,
  session: number,
  { fromMs, toMs, part }: { readonly fromMs: number; readonly toMs: number; readonly part: number },
): void {
  const pictureMs = desk.sessions.pictureMs[session];
  const from = fromMs > pictureMs ? fromMs : pictureMs;
  const to = Math.min(toMs, goneMs(desk, session));
  if (part === 0 || from >= to || !desk.round.isMeasured) return;
  count(desk, session, tallyAt.stalledUs, Math.floor(1000 * (to - from) * part));
}
