// How does a session begin and end on a desk?

import { noRow } from '@fairlead/core';
import { cellMs, cellOf } from '../../demand/arrivals.ts';
import { longestSessionMs } from '../../demand/length.ts';
import { offsetIn, uncappedLengthMs } from '../../demand/session.ts';
import { roundAt } from '../../measures/ledger.ts';
import { count, isMeasured, measuredMs } from '../book.ts';
import { scheduleEnd } from '../calendar.ts';
import type { Desk } from '../desk.ts';
import { end, leave } from '../leg.ts';
import { admit, bookDrawn, forEachDrawn } from '../minute.ts';
import { absent, endRow, flags, isKnocking, rowPlaces } from '../sessions.ts';
import { ask } from './ask.ts';
import { forEachViewerDrawn } from './crowd.ts';
import { endPictureless, leaveUnseen } from './picture.ts';
import { bookDark, darkOf } from './wait.ts';

/** The session begins; it is on no flow yet. */
function begin(desk: Desk, session: number): void {
  const { sessions, calendar } = desk;
  sessions.active++;
  scheduleEnd(calendar, session, sessions.endMs[session]);
}

/** A session that was drawn starts. */
export function startSession(desk: Desk, session: number, atMs: number): void {
  const { sessions, output, drawn, instance } = desk;
  begin(desk, session);
  output.ledger.counts[roundAt.started]++;
  bookWanted(desk, session, atMs);
  if (isMeasured(desk, atMs)) {
    count(desk, session, 'starts', 1);
    count(desk, session, 'present', 1);
  }
  // Between the draw and the start another snapshot may have come to serve.
  if (drawn.snapshot !== instance.snapshot) ask(desk, session, atMs);
  else ask(desk, session, atMs, sessions.vantage[session]);
}

function bookWanted(desk: Desk, session: number, fromMs: number): void {
  const ms = measuredMs(desk, fromMs, desk.sessions.endMs[session]);
  if (ms > 0) count(desk, session, 'wantedMs', ms);
}

/** The session is over; its row is free when the round is. */
export function finishSession(desk: Desk, session: number, atMs: number): void {
  const { sessions } = desk;
  end(desk, session, atMs);
  const hasNobody = sessions.flow[session] === absent || isKnocking(sessions, session);
  if (hasNobody && (sessions.flags[session] & flags.isGone) === 0) {
    sessions.flags[session] &= ~flags.isKnocking;
    if (sessions.pictureMs[session] < Infinity) bookDark(desk, session, atMs);
    else endPictureless(desk, session);
    desk.waits.delete(session);
  }
  endRow(sessions, session);
}

/**
 * Those who run when the simulation begins: all who started before and are not over, drawn by the
 * numbers of a run that began earlier. They ask now, in order of their starts, and have their first
 * picture behind them.
 */
export function beginStationary(desk: Desk): void {
  const { setup, drawn, key, sessions } = desk;
  const { startMs } = setup.timeline;
  const first = cellOf(startMs - longestSessionMs);
  for (let cell = first; cell <= cellOf(startMs); cell++) {
    const cellStartMs = cell * cellMs - startMs;
    const found: number[] = [];
    const mayRun = (): boolean => {
      const atMs = cellStartMs + offsetIn(key, cellMs);
      return atMs < 0 && atMs + uncappedLengthMs(key) > 0;
    };
    const take = (): void => {
      const atMs = cellStartMs + drawn.columns.startOffsetMs[0];
      const endMs = atMs + drawn.columns.lengthMs[0];
      if (atMs >= 0 || endMs <= 0) return;
      bookDrawn(desk, 0, endMs);
      found.push(admit(desk, atMs));
    };
    forEachDrawn(desk, cell, mayRun, take);
    forEachViewerDrawn(desk, cell, take);
    const { startMs: begunMs, pictureMs, vantage } = sessions;
    // Rows of a desk that has just begun ascend as they were drawn.
    found.sort((a, b) => begunMs[a] - begunMs[b] || a - b);
    for (const session of found) {
      begin(desk, session);
      pictureMs[session] = begunMs[session];
      bookWanted(desk, session, 0);
      ask(desk, session, 0, vantage[session]);
    }
  }
}

/**
 * The run is over: whoever still plays is let go, and what was booked ahead of now is taken back.
 */
export function letGo(desk: Desk): void {
  const { sessions, round } = desk;
  const atMs = round.toMs;
  leaveUnseen(desk, atMs);
  for (let session = 0; session < sessions.used; session += rowPlaces) {
    if (sessions.flow[session] === noRow) continue;
    const isGone = (sessions.flags[session] & flags.isGone) !== 0;
    leave(desk, session, atMs);
    const ms = measuredMs(desk, atMs, sessions.endMs[session]);
    if (ms > 0) {
      count(desk, session, 'wantedMs', -ms);
      if (isGone) count(desk, session, 'goneMs', -ms);
    }
    if (isGone) continue;
    const hasPicture = sessions.pictureMs[session] < Infinity;
    if (sessions.flow[session] === absent && hasPicture) bookDark(desk, session, atMs);
    // Whoever has no picture yet has waited for it until now.
    const waitedMs = hasPicture ? 0 : measuredMs(desk, darkOf(desk, session), atMs);
    if (waitedMs > 0) count(desk, session, 'startingUs', 1000 * waitedMs);
  }
}
