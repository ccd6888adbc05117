// When does a session show its first picture, and when has it had none for too long?
import { distributionAt, tallyAt } from '../../measures/ledger.ts';
import { addValue } from '../../measures/sketch.ts';
import { mediaMs, startDelayMs } from '../../network/rtt.ts';
import { patienceOf } from '../../setup/setup.ts';
import { count, distribute, isMeasured, measuredMs } from '../book.ts';
import type { Desk } from '../desk.ts';
import { bookLineStall, enter, leave } from '../leg.ts';
import { absent, flags, isKnocking, type Stay } from '../sessions.ts';
import { forEachStay, forEachStep, goneMs, type Levels } from '../short.ts';
import { bookDark, giveUp, staysMs, waitOf } from './wait.ts';

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
  const { sessions } = desk;
  for (const { session, atMs } of desk.unseen) {
    if (sessions.pictureMs[session] < Infinity) {
      bookLineStall(desk, session, atMs, -1);
      bookLineStall(desk, session, nowMs, 1);
      waitOf(desk, session).darkMs = atMs;
    }
    leave(desk, session, nowMs);
    enter(desk, session, absent, nowMs);
    giveUp(desk, session, atMs, false);
  }
  desk.unseen.length = 0;
}

/**
 * Notes since when sessions on short flows have no picture. They have none where what they get
 * would not bring the media of a start within their patience, were it as little for so long.
 */
export function loseSight(desk: Desk, levels: Levels): void {
  const { dark, left, lowestBps } = desk;
  const { slot, levelBps } = levels;
  const patience = patienceOf(desk.setup.scenario);
  let mostBps = 0;
  for (const bps of lowestBps) if (bps > mostBps) mostBps = bps;
  const isAny = levelBps.some((bps) => bps * patience < mostBps * mediaMs);
  if (!isAny && dark.size === 0) return;
  for (const stretch of left)
    if (slot[stretch.flow] >= 0) see(desk, levels, stretch);
    else dark.delete(stretch.session);
  forEachStay(desk, levels, (stretch) => see(desk, levels, stretch));
}

/** What a session sees in a stretch, step by step. */
function see(desk: Desk, levels: Levels, stretch: Stay): void {
  const { dark, sessions, setup } = desk;
  const { slot, stepEndMs, levelBps } = levels;
  const { session, flow } = stretch;
  const pictureMs = sessions.pictureMs[session];
  const neededBits = desk.lowestBps[sessions.file[session]] * mediaMs;
  forEachStep(desk, levels, stretch, (step, fromMs, toMs) => {
    if (pictureMs >= toMs || goneMs(desk, session) <= fromMs) return;
    const bps = levelBps[slot[flow] * stepEndMs.length + step];
    if (bps * patienceOf(setup.scenario) >= neededBits) dark.delete(session);
    else if (!dark.has(session)) dark.set(session, Math.max(fromMs, Math.ceil(pictureMs)));
  });
}

/** When the round is over: whose patience is, and who sees something again, or is gone. */
export function losePatience(desk: Desk, levels: Levels | undefined): void {
  const { dark, sessions, round, unseen } = desk;
  for (const session of dark.keys()) {
    const flow = sessions.flow[session];
    const endMs = sessions.endMs[session];
    const atMs = goneMs(desk, session);
    const isServed = flow < absent && (levels === undefined || levels.slot[flow] < 0);
    if ((isServed && !isKnocking(sessions, session)) || flow > absent) dark.delete(session);
    else if (flow < absent && atMs < endMs && atMs <= round.toMs) {
      if (endMs <= round.toMs) endDark(desk, session, atMs);
      else unseen.push({ session, atMs });
    }
    if (endMs <= round.toMs) dark.delete(session);
  }
}

/** A session ended on its flow after its player had given up, in the same round. */
function endDark(desk: Desk, session: number, atMs: number): void {
  bookLineStall(desk, session, atMs, -1);
  count(desk, session, tallyAt.goneMs, measuredMs(desk, atMs, desk.sessions.endMs[session]));
  if (isMeasured(desk, atMs)) count(desk, session, tallyAt.gaveUp, 1);
}

/** A session ends that never showed a picture: all of it stood still. */
export function endPictureless(desk: Desk, session: number): void {
  const { sessions } = desk;
  const endMs = sessions.endMs[session];
  bookDark(desk, session, endMs);
  if (isMeasured(desk, sessions.startMs[session])) count(desk, session, tallyAt.pictureless, 1);
  if (isMeasured(desk, endMs - 1)) count(desk, session, tallyAt.gaveUp, 1);
}
