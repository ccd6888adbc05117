// What becomes of a session when its appliance answers its try, late, or not in time?
import { causeAt } from '../../measures/account.ts';
import type { Desk } from '../desk.ts';
import { enter, leave, sumFlows } from '../leg.ts';
import { absent, flags, isKnocking } from '../sessions.ts';
import { arrive, settle, waitAs } from './ask.ts';
import { staysOn } from './knock.ts';
import { tryMs, waitOf } from './wait.ts';

/**
 * Tells the players of the round how long their tries waited, in the order of `door.tries`, ms:
 * Infinity where one timed out. It was on its flow from its try on as if nothing had to wait; what
 * was booked of that is taken back to the ms.
 */
export function hearAnswers(desk: Desk, waits: ArrayLike<number>): void {
  const { door, sessions } = desk;
  door?.tries.session.forEach((session, k) => {
    // Who was moved on or ended in the meantime hears nothing.
    if (!isKnocking(sessions, session)) return;
    sessions.flags[session] &= ~flags.isKnocking;
    if (waits[k] === Infinity) timeOut(desk, session, door.tries.atMs[k]);
    else if (waits[k] < 1) arrive(desk, session, door.tries.atMs[k], true);
    else answerLate(desk, session, door.tries.atMs[k], Math.floor(waits[k]));
  });
  sumFlows(desk);
}

/** The session was on none from its try on. */
function takeOff(desk: Desk, session: number, atMs: number): void {
  leave(desk, session, atMs);
  enter(desk, session, absent, atMs);
}

function answerLate(desk: Desk, session: number, atMs: number, waitMs: number): void {
  const { sessions, round } = desk;
  const flow = sessions.flow[session];
  const cause = sessions.cause[session];
  takeOff(desk, session, atMs);
  sessions.flags[session] |= flags.isAnswered;
  const wakeMs = atMs + waitMs;
  if (wakeMs >= sessions.endMs[session]) return;
  if (wakeMs < round.toMs) settle(desk, session, { flow, cause, atMs: wakeMs });
  else waitAs(desk, session, { cause, atMs, wakeMs, toFlow: flow });
}

function timeOut(desk: Desk, session: number, atMs: number): void {
  const { sessions } = desk;
  leave(desk, session, atMs);
  if (sessions.cause[session] === causeAt.first) sessions.cause[session] = causeAt.load;
  enter(desk, session, absent, atMs);
  waitOf(desk, session).place++;
  sessions.flags[session] |= flags.hasLost | flags.timedOut;
  if (!staysOn(desk, session)) sessions.flags[session] |= flags.isLeaving;
  const { cause } = sessions;
  waitAs(desk, session, { cause: cause[session], atMs, wakeMs: atMs + tryMs, toFlow: absent });
}
