// What does a player do when its appliance dies, or every target of its list is dead?
import { at, epochAt } from '../measures/tally.ts';
import type { Desk } from './desk.ts';
import { closeLeg, openLeg } from './leg.ts';
import { firstAlive, flowOfTarget, isMeasured, markOf, steer } from './placing.ts';
import type { Waiting } from './sessions.ts';

/** What a player loses when its appliance dies: a connection that times out, a new start. */
export const failoverStallMs = 2000;
/** How long a player tries before it shows an error. */
const patienceMs = 180000;

/** Moves a session whose appliance or link has just died: its player asks again. */
export function moveAway(desk: Desk, session: number, atMs: number): void {
  if (place(desk, session, atMs)) return;
  closeLeg(desk, session, atMs);
  waitFor(desk, session, atMs);
}

/** Decides anew for a session and moves it; false, and nothing done, where no target is alive. */
function place(desk: Desk, session: number, atMs: number): boolean {
  const { sessions, output } = desk;
  const { counts, epoch } = output.tally;
  steer(desk, session);
  const measured = isMeasured(desk, atMs);
  if (measured) counts[at.decisions]++;
  const k = firstAlive(desk);
  if (k < 0) return false;
  epoch[epochAt.failovers]++;
  if (measured) {
    counts[at.failovers]++;
    counts[at.rebufferMs] += failoverStallMs;
  }
  closeLeg(desk, session, atMs);
  sessions.mark[session] = markOf(desk, k);
  openLeg(desk, session, flowOfTarget(desk, k), atMs);
  return true;
}

/** Lets a session that is on no flow wait, on nobody's, until steering knows more. */
export function waitFor(desk: Desk, session: number, atMs: number): void {
  openLeg(desk, session, desk.setup.flows.lost, atMs);
  desk.waiting.push({ session, hash: desk.sessions.hash[session], sinceMs: atMs });
}

/** Whether the row still holds the session that began to wait, and it has not ended. */
function isWaiting({ sessions, setup }: Desk, { session, hash, sinceMs }: Waiting): boolean {
  const { flow, legMs } = sessions;
  const isSame = sessions.hash[session] === hash && legMs[session] === sinceMs;
  return isSame && flow[session] === setup.flows.lost;
}

/**
 * Lets the waiting players ask again, in the order in which they began to wait: at the begin of an
 * epoch, as steering knows nothing new before. When its patience is over a player shows an error,
 * and what is left of its session counts as unserved.
 */
export function askAgain(desk: Desk, atMs: number): void {
  const { output } = desk;
  const { counts, epoch } = output.tally;
  desk.waiting = desk.waiting.filter((waiting) => {
    if (!isWaiting(desk, waiting)) return false;
    const measured = isMeasured(desk, atMs);
    if (place(desk, waiting.session, atMs)) {
      if (measured) counts[at.rebufferMs] += atMs - waiting.sinceMs;
      return false;
    }
    if (atMs - waiting.sinceMs < patienceMs) return true;
    epoch[epochAt.errors]++;
    if (measured) counts[at.lost]++;
    return false;
  });
}
