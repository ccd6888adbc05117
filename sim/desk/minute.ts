// Who starts in a minute? Drawn when it begins, chained by millisecond, and booked at once.
import { cellMs, forEachArrival } from '../demand/arrivals.ts';
import { editionAt } from '../demand/catalogue.ts';
import { createSessions, drawSession, offsetIn, type SessionColumns } from '../demand/session.ts';
import { addExact, addProduct, clearExact } from '../measures/exact.ts';
import { markMoment, openMinute } from './calendar.ts';
import type { Desk, Drawn } from './desk.ts';

/** Begins the minute of the round: what is known to end or to try again in it is at its place. */
export function beginMinute(desk: Desk): void {
  const { setup, calendar, sessions, round } = desk;
  openMinute(calendar, { cell: round.cell, startMs: setup.timeline.startMs }, sessions);
  carryDrawn(desk);
}

/** Draws who starts in the minute of the round, each at its millisecond. */
export function drawMinute(desk: Desk): void {
  const { calendar, round, drawn } = desk;
  drawn.count = 0;
  const isIn = (): boolean => offsetIn(desk.key, cellMs) >= round.fromMs - calendar.cellStartMs;
  forEachDrawn(desk, round.cell, isIn, (row) => {
    const ms = drawn.columns.startOffsetMs[row];
    drawn.next[row] = calendar.startsAt[ms];
    calendar.startsAt[ms] = row;
    markMoment(calendar, ms);
    const atMs = calendar.cellStartMs + ms;
    bookDrawn(desk, row, atMs, atMs + drawn.columns.lengthMs[row]);
  });
}

/**
 * Draws the sessions of a minute that start within the run and that `accepts` (with the key of the
 * session, before it is drawn); calls `take` with the row of each.
 */
export function forEachDrawn(
  desk: Desk,
  cell: number,
  accepts: () => boolean,
  take: (row: number) => void,
): void {
  const { setup, drawn, key, metros } = desk;
  const { audience, catalogue, scenario, zones } = setup;
  const source = { catalogue, edition: editionAt(catalogue, cell * cellMs), taste: 0, cellMs };
  const rule = { ...scenario.demand, seed: scenario.seed };
  const arrivers = { hash: 0, members: 0, zone: zones[0] };
  let at = 0;
  const start = (): void => {
    if (!accepts()) return;
    const row = drawn.count++;
    drawSession(source, key, roomFor(drawn), row);
    drawn.metro[row] = at;
    take(row);
  };
  for (at of metros) {
    if (audience.members[at] <= 0) continue;
    arrivers.hash = audience.hash[at];
    arrivers.members = audience.members[at];
    arrivers.zone = zones[audience.zone[at]];
    source.taste = catalogue.tasteOfMetro[at];
    forEachArrival(rule, arrivers, { cell, key }, start);
  }
}

/** What a drawn session asks: the least of its file and its line, whole bit/s. @hot */
export function freeBpsOf({ columns }: Drawn, row: number): number {
  const fileBps = columns.bitrateBps[row];
  const lineBps = columns.throughputBps[row];
  return fileBps < lineBps ? fileBps : lineBps;
}

/** The part of a minute of the calendar that is in the run. */
function minuteOf({ calendar, setup }: Desk): { readonly fromMs: number; readonly toMs: number } {
  const { epochCount, epochMs } = setup.timeline;
  return {
    fromMs: Math.max(0, calendar.cellStartMs),
    toMs: Math.min(calendar.cellStartMs + cellMs, epochCount * epochMs),
  };
}

/** What those ask in the minute that begins who were drawn before. */
function carryDrawn(desk: Desk): void {
  const { leaving, output, calendar } = desk;
  const minute = calendar.cell - calendar.firstCell;
  const { fromMs, toMs } = minuteOf(desk);
  const { drawn } = output.ledger;
  clearExact(drawn);
  leaving.stayingBps -= leaving.bps[minute];
  addProduct(drawn, 0, leaving.stayingBps, toMs - fromMs);
  drawn.high[0] += leaving.asked.high[minute];
  addExact(drawn, 0, leaving.asked.low[minute]);
}

/** Books a session that asks from `fromMs`, in this minute, to `endMs`: in all its minutes. */
export function bookDrawn(desk: Desk, row: number, fromMs: number, endMs: number): void {
  const { leaving, output, calendar, drawn } = desk;
  const bps = freeBpsOf(drawn, row);
  const { toMs } = minuteOf(desk);
  if (endMs <= toMs) {
    addExact(output.ledger.drawn, 0, bps * (endMs - fromMs));
    return;
  }
  addExact(output.ledger.drawn, 0, bps * (toMs - fromMs));
  leaving.stayingBps += bps;
  const later = Math.floor((endMs - calendar.cellStartMs) / cellMs);
  const minute = calendar.cell - calendar.firstCell + later;
  if (minute >= leaving.bps.length) return;
  leaving.bps[minute] += bps;
  addExact(leaving.asked, minute, bps * (endMs - (calendar.cellStartMs + later * cellMs)));
}

/** Room for one more session. */
function roomFor(drawn: Drawn): SessionColumns {
  if (drawn.count <= drawn.metro.length) return drawn.columns;
  const room = Math.max(1024, drawn.metro.length * 2);
  const wider = createSessions(room);
  const { columns } = drawn;
  wider.title.set(columns.title);
  wider.file.set(columns.file);
  wider.startOffsetMs.set(columns.startOffsetMs);
  wider.lengthMs.set(columns.lengthMs);
  wider.bitrateBps.set(columns.bitrateBps);
  wider.throughputBps.set(columns.throughputBps);
  wider.sessionKey.set(columns.sessionKey);
  wider.prefixPick.set(columns.prefixPick);
  wider.hostPick.set(columns.hostPick);
  const metro = new Uint32Array(room);
  const next = new Uint32Array(room);
  metro.set(drawn.metro);
  next.set(drawn.next);
  Object.assign(drawn, { columns: wider, metro, next });
  return wider;
}
