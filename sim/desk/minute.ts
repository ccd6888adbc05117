// Who starts in a minute? Drawn when it begins, chained by millisecond, and booked at once.
import { cellMs, forEachArrival, startsFactor } from '../demand/arrivals.ts';
import { type Edition, editionAt } from '../demand/catalogue.ts';
import { liveOfViewer } from '../demand/live/live.ts';
import { drawSession, offsetIn } from '../demand/session.ts';
import { addExact, addProduct, clearExact } from '../measures/exact.ts';
import { markMoment, openMinute } from './calendar.ts';
import { rankOf, takeIn } from './chunks/panel.ts';
import { vantageFrom } from './client.ts';
import type { Desk } from './desk.ts';
import { countWanted } from './moments.ts';
import { bookViewer, carryViewers, forEachViewerDrawn, rateInScene } from './player/crowd.ts';
import { openSession } from './sessions.ts';

/** Begins the minute of the round: what is known to end or to try again in it is at its place. */
export function beginMinute(desk: Desk): void {
  const { setup, calendar, round } = desk;
  openMinute(calendar, { cell: round.cell, startMs: setup.timeline.startMs });
  carryDrawn(desk);
}

/** Draws who starts in the minute of the round, each at its millisecond. */
export function drawMinute(desk: Desk): void {
  const { calendar, round, drawn, sessions } = desk;
  const { startsAt, cellStartMs } = calendar;
  const { columns } = drawn;
  const isIn = (): boolean => offsetIn(desk.key, cellMs) >= round.fromMs - cellStartMs;
  const take = (): void => {
    const ms = columns.startOffsetMs[0];
    if (cellStartMs + ms >= lastMsOf(desk)) return;
    const session = admit(desk, cellStartMs + ms);
    sessions.next[session] = startsAt[ms];
    startsAt[ms] = session;
    markMoment(calendar, ms);
    if (rankOf(columns.sessionKey[0]) <= desk.panel.limit) takeIn(desk, session, columns.title[0]);
    if (desk.setup.watched.length > 0) countWanted(desk, session, columns.title[0]);
    bookDrawn(desk, cellStartMs + ms, cellStartMs + ms + columns.lengthMs[0]);
  };
  forEachDrawn(desk, round.cell, isIn, take);
  forEachViewerDrawn(desk, round.cell, () => {
    if (columns.startOffsetMs[0] >= round.fromMs - cellStartMs) take();
  });
}

/**
 * Draws the sessions of a minute that start within the run and that `accepts` (with the key of the
 * session, before it is drawn); calls `take` when each stands in `desk.drawn`.
 */
export function forEachDrawn(
  desk: Desk,
  cell: number,
  accepts: () => boolean,
  take: () => void,
): void {
  const { setup, drawn, key, metros, instance } = desk;
  const { audience, catalogue, scenario, zones } = setup;
  const source = { catalogue, edition: editionAt(catalogue, cell * cellMs), taste: 0, cellMs };
  const rule = { ...scenario.demand, seed: scenario.seed };
  const arrivers = { hash: 0, members: 0, zone: zones[0] };
  drawn.snapshot = instance.snapshot;
  const start = (member: number): void => {
    if (!accepts()) return;
    drawSession(source, key, drawn.columns, 0);
    drawn.member = member;
    take();
  };
  for (const metro of metros) {
    if (audience.members[metro] <= 0) continue;
    arrivers.hash = audience.hash[metro];
    arrivers.members = membersIn(desk, source.edition, metro, cell);
    arrivers.zone = zones[audience.zone[metro]];
    source.taste = catalogue.tasteOfMetro[metro];
    drawn.metro = metro;
    forEachArrival(rule, arrivers, { cell, key }, start);
  }
}

/** Members of a metro, times as many as events make of them. */
function membersIn({ setup }: Desk, { growth }: Edition, metro: number, cell: number): number {
  const { audience, catalogue, scales } = setup;
  const times = growth[catalogue.tasteOfMetro[metro]] * startsFactor(scales.get(metro), cell);
  return audience.members[metro] * times;
}

/** What the drawn session asks: the least of its file and its line, whole bit/s. @hot */
function freeBpsOf({ drawn, eighths }: Desk): number {
  const { columns, member } = drawn;
  const fileBps = columns.bitrateBps[0];
  const lineBps = columns.throughputBps[0];
  const live = liveOfViewer(member);
  if (live >= 0) return rateInScene(fileBps, lineBps, eighths[live]);
  return fileBps < lineBps ? fileBps : lineBps;
}

/**
 * Puts the drawn session, wanted from `startMs` on, into the pool; it has not begun. Its vantage
 * is found now, since the prefixes of a metro lie near each other. @hot
 */
export function admit(desk: Desk, startMs: number): number {
  const { setup, drawn, sessions, client } = desk;
  const { columns, metro } = drawn;
  const session = openSession(sessions);
  const picks = { metro, prefix: columns.prefixPick[0], host: columns.hostPick[0] };
  sessions.startMs[session] = startMs;
  sessions.endMs[session] = startMs + columns.lengthMs[0];
  sessions.pictureMs[session] = Infinity;
  sessions.freeBps[session] = freeBpsOf(desk);
  sessions.nominalBps[session] = columns.bitrateBps[0];
  sessions.lineBps[session] = columns.throughputBps[0];
  sessions.file[session] = setup.fileRow[columns.file[0]];
  sessions.metro[session] = metro;
  sessions.member[session] = drawn.member;
  sessions.key[session] = columns.sessionKey[0];
  sessions.vantage[session] = vantageFrom(drawn.snapshot, setup.audience, picks, client);
  sessions.flags[session] = 0;
  return session;
}

/** The part of a minute of the calendar that is in the run. */
function minuteOf({ calendar, setup }: Desk): { readonly fromMs: number; readonly toMs: number } {
  return {
    fromMs: Math.max(0, calendar.cellStartMs),
    toMs: Math.min(calendar.cellStartMs + cellMs, lastMsOf({ setup })),
  };
}

/** Where the run ends, maybe within a minute: nobody starts from then on, or asks. */
function lastMsOf({ setup }: Pick<Desk, 'setup'>): number {
  const { epochCount, epochMs } = setup.timeline;
  return epochCount * epochMs;
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
  carryViewers(desk, { fromMs, toMs });
}

/** Books the drawn session, which asks from `fromMs`, in this minute, to `endMs`: by minutes. */
export function bookDrawn(desk: Desk, fromMs: number, endMs: number): void {
  const { leaving, output, calendar, drawn } = desk;
  const bps = freeBpsOf(desk);
  const { toMs } = minuteOf(desk);
  const live = liveOfViewer(drawn.member);
  if (live >= 0) {
    const { columns } = drawn;
    const [fileBps, lineBps] = [columns.bitrateBps[0], columns.throughputBps[0]];
    bookViewer(desk, { live, fileBps, lineBps, endMs }, { fromMs, toMs });
    return;
  }
  const untilMs = Math.min(endMs, lastMsOf(desk));
  if (untilMs <= toMs) {
    addExact(output.ledger.drawn, 0, bps * (untilMs - fromMs));
    return;
  }
  addExact(output.ledger.drawn, 0, bps * (toMs - fromMs));
  leaving.stayingBps += bps;
  const later = Math.floor((untilMs - calendar.cellStartMs) / cellMs);
  const minute = calendar.cell - calendar.firstCell + later;
  if (minute >= leaving.bps.length) return;
  leaving.bps[minute] += bps;
  addExact(leaving.asked, minute, bps * (untilMs - (calendar.cellStartMs + later * cellMs)));
}
