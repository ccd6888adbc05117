// How long does a player try, and what does it cost it?
import { roundAt, tallyAt } from '../../measures/ledger.ts';
import { openCell, unitAt } from '../../random/keyed.ts';
import { patienceOf } from '../../setup/setup.ts';
import { count, isMeasured, measuredMs } from '../book.ts';
import { noteGone } from '../chunks/panel.ts';
import type { Desk } from '../desk.ts';
import { absent, flags, type Wait } from '../sessions.ts';

/** What a dead target costs: a connection that times out. */
export const tryMs = 2000;
/** Until it asks again where nobody was alive: twice as long each time, from and up to. */
const waitMsMin = 2000;
const waitMsMax = 30000;
/** Waits are drawn within this part of their length either way, so that players do not march. */
const spreadShare = 0.25;
const waitPurpose = 91;

/** What a session on no flow knows; at first that it has waited since its start. */
export function waitOf({ waits, sessions }: Desk, session: number): Wait {
  const known = waits.get(session);
  if (known !== undefined) return known;
  const darkMs = sessions.startMs[session];
  const wait = { darkMs, wakeMs: Infinity, toFlow: absent, tries: 0, place: 0 };
  waits.set(session, wait);
  return wait;
}

/** Members begin to leave after so long without a first picture, ms. */
const abandonFromMs = 2000;
const abandonPurpose = 93;

/** Whether the member of a session may leave before its player gives up: it has had no picture. */
export function leavesEarly({ setup, sessions }: Desk, session: number): boolean {
  return setup.scenario.player?.abandon !== undefined && sessions.pictureMs[session] === Infinity;
}

/**
 * How long a session goes on without a picture, whole ms: until its player gives up or, of a first
 * one, its member leaves. Source: S. Krishnan and R. Sitaraman, "Video stream quality impacts
 * viewer behavior", IMC 2012: viewers begin to leave after two seconds, and each second more takes
 * 5.8 % of them (measured up to ten seconds; here it goes on until all have left).
 */
export function staysMs(desk: Desk, session: number): number {
  const { setup, sessions, key } = desk;
  const patience = patienceOf(setup.scenario);
  const abandon = setup.scenario.player?.abandon;
  if (abandon === undefined || !leavesEarly(desk, session)) return patience;
  openCell(key, setup.scenario.seed, sessions.key[session], sessions.member[session]);
  const staysOnMs = abandonFromMs + Math.floor((1000 * unitAt(key, abandonPurpose)) / abandon);
  return staysOnMs < patience ? staysOnMs : patience;
}

/** When a session that waits gives up: it may have had no picture before it left its flow, too. */
export function lastMs(desk: Desk, session: number): number {
  return (desk.dark.get(session) ?? darkOf(desk, session)) + staysMs(desk, session);
}

/** How long a player waits before it asks again, whole ms; it counts its tries. */
export function waitMs(desk: Desk, session: number): number {
  const { sessions, key, setup } = desk;
  const wait = waitOf(desk, session);
  const tries = wait.tries++;
  const firstMs = setup.scenario.demand.retry?.backoffMs ?? waitMsMin;
  const meanMs = Math.min(Math.max(waitMsMax, firstMs), firstMs * (1 << Math.min(tries, 10)));
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
  count(desk, session, tallyAt.goneMs, measuredMs(desk, atMs, endMs));
  if (isError) output.ledger.counts[roundAt.errors]++;
  if (sessions.pictureMs[session] === Infinity && isMeasured(desk, sessions.startMs[session]))
    count(desk, session, tallyAt.pictureless, 1);
  if (isMeasured(desk, atMs)) {
    count(desk, session, tallyAt.gaveUp, 1);
    if (isError) count(desk, session, tallyAt.erred, 1);
  }
  sessions.flags[session] |= flags.isGone;
  if ((sessions.flags[session] & flags.isSampled) !== 0) noteGone(desk, session, atMs);
  desk.waits.delete(session);
  desk.dark.delete(session);
  sessions.active--;
}

/** Since when a session has no picture, where it has none. */
export function darkOf({ waits, sessions }: Desk, session: number): number {
  return waits.get(session)?.darkMs ?? sessions.startMs[session];
}

/** Place in its list of the target that a session tries next. */
export function placeOf({ waits }: Desk, session: number): number {
  return waits.get(session)?.place ?? 0;
}

/** Books the time without a picture that ends at `atMs` as stalled. */
export function bookDark(desk: Desk, session: number, atMs: number): void {
  const ms = measuredMs(desk, darkOf(desk, session), atMs);
  if (ms > 0) count(desk, session, tallyAt.stalledUs, 1000 * ms);
}
