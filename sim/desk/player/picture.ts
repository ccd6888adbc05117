// When does a session show its first picture?
import { distributionAt, tallyAt } from '../../measures/ledger.ts';
import { addValue } from '../../measures/sketch.ts';
import { startDelayMs } from '../../network/rtt.ts';
import { count, distribute, isMeasured, measuredMs } from '../book.ts';
import type { Desk } from '../desk.ts';
import { bookLineStall, enter, leave } from '../leg.ts';
import { absent, flags } from '../sessions.ts';
import { bookDark, giveUp, staysMs } from './wait.ts';

/** A session without a picture has come to a flow just now: when it is due if nothing is short. */
export function expectPicture(desk: Desk, session: number): void {
  const { sessions } = desk;
  const { legMs, lineBps, nominalBps } = sessions;
  const delayMs = startDelayMs(desk.reach.rtt, lineBps[session], nominalBps[session]);
  sessions.dueMs[session] = legMs[session] + delayMs;
  // Whoever lost a flow without a picture begins anew, and is among the others still.
  desk.slow.delete(session);
  if ((sessions.flags[session] & flags.isStarting) !== 0) return;
  sessions.flags[session] |= flags.isStarting;
  desk.starting.push(session);
}

/** The first picture comes at `atMs`. */
export function showPicture(desk: Desk, session: number, atMs: number): void {
  const { sessions } = desk;
  const startMs = sessions.startMs[session];
  sessions.pictureMs[session] = atMs;
  if (isMeasured(desk, startMs)) distribute(desk, session, distributionAt.start, atMs - startMs);
  if (desk.round.isMeasured) addValue(desk.output.ledger.pictures, atMs - startMs, 1);
  const startingMs = measuredMs(desk, startMs, atMs);
  if (startingMs > 0) count(desk, session, tallyAt.startingUs, Math.floor(1000 * startingMs));
  bookLineStall(desk, session, atMs, 1);
}

/** Pictures of the round that is over: those that are due, and those that will never come. */
export function showPictures(desk: Desk): void {
  const { sessions, starting, round } = desk;
  const { pictureMs, dueMs, endMs, flow } = sessions;
  let kept = 0;
  for (const session of starting) {
    sessions.flags[session] &= ~flags.isStarting;
    if (pictureMs[session] < Infinity || flow[session] === absent) continue;
    const lastMs = Math.min(endMs[session], sessions.startMs[session] + staysMs(desk, session));
    if (dueMs[session] <= round.toMs && dueMs[session] < lastMs)
      showPicture(desk, session, dueMs[session]);
    else if (lastMs <= round.toMs) missPicture(desk, session, lastMs);
    else {
      sessions.flags[session] |= flags.isStarting;
      starting[kept++] = session;
    }
  }
  starting.length = kept;
}

/** The session is over, or its player's patience is, before there was a picture. */
function missPicture(desk: Desk, session: number, atMs: number): void {
  const { sessions, round } = desk;
  if (sessions.endMs[session] <= round.toMs) {
    endPictureless(desk, session);
    return;
  }
  desk.unseen.push({ session, atMs });
}

/**
 * Those whose patience ran out in the round before leave their flows: what they were given until
 * now, `nowMs`, is delivered all the same.
 */
export function leaveUnseen(desk: Desk, nowMs: number): void {
  for (const { session, atMs } of desk.unseen) {
    leave(desk, session, nowMs);
    enter(desk, session, absent, nowMs);
    giveUp(desk, session, atMs, false);
  }
  desk.unseen.length = 0;
}

/** A session ends that never showed a picture: all of it stood still. */
export function endPictureless(desk: Desk, session: number): void {
  const { sessions } = desk;
  const endMs = sessions.endMs[session];
  bookDark(desk, session, endMs);
  if (isMeasured(desk, sessions.startMs[session])) count(desk, session, tallyAt.pictureless, 1);
  if (isMeasured(desk, endMs - 1)) count(desk, session, tallyAt.gaveUp, 1);
}
