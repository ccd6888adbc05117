// How long does a player try, and what does it cost it?
import { roundAt } from '../../measures/ledger.ts';
import { openCell, unitAt } from '../../random/keyed.ts';
import { count, isMeasured, measuredMs } from '../book.ts';
import type { Desk } from '../desk.ts';
import { absent, flags } from '../sessions.ts';

/** What a dead target costs: a connection that times out. */
export const tryMs = 2000;
/** Until it asks again where nobody was alive: twice as long each time, from and up to. */
const waitMsMin = 2000;
const waitMsMax = 30000;
/** Waits are drawn within this part of their length either way, so that players do not march. */
const spreadShare = 0.25;
const waitPurpose = 91;

/** How long a player waits before it asks again, whole ms; it counts its tries. */
export function waitMs({ sessions, key, setup }: Desk, session: number): number {
  const tries = sessions.tries[session];
  sessions.tries[session] = Math.min(tries + 1, 255);
  const meanMs = Math.min(waitMsMax, waitMsMin * (1 << Math.min(tries, 10)));
  openCell(key, setup.scenario.seed, sessions.key[session], tries);
  const spread = 1 + spreadShare * (2 * unitAt(key, waitPurpose) - 1);
  return Math.floor(meanMs * spread);
}

/**
 * The player gives up at `atMs`; its member still wants the session, on nobody. `isError`: since
 * nobody may serve it, or nobody is alive.
 */
export function giveUp(desk: Desk, session: number, atMs: number, isError: boolean): void {
  const { sessions, output } = desk;
  const endMs = sessions.endMs[session];
  if (sessions.flow[session] !== absent) throw new Error('broken promise: it is on no flow');
  // What it waited for a first picture is stalled, as what it waited for the next one is.
  bookDark(desk, session, atMs);
  count(desk, session, 'goneMs', measuredMs(desk, atMs, endMs));
  if (isError) output.ledger.counts[roundAt.errors]++;
  if (sessions.pictureMs[session] === Infinity && isMeasured(desk, sessions.startMs[session]))
    count(desk, session, 'pictureless', 1);
  if (isMeasured(desk, atMs)) {
    count(desk, session, 'gaveUp', 1);
    if (isError) count(desk, session, 'erred', 1);
  }
  sessions.flags[session] |= flags.isGone;
  sessions.wakeMs[session] = Infinity;
  sessions.active--;
}

/** Books the time without a picture that ends at `atMs` as stalled. */
export function bookDark(desk: Desk, session: number, atMs: number): void {
  const ms = measuredMs(desk, desk.sessions.darkMs[session], atMs);
  if (ms > 0) count(desk, session, 'stalledUs', 1000 * ms);
}
