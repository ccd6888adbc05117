// How does a session begin and end on a desk?

import { noRow } from '@fairlead/core';
import { roundAt, tallyAt } from '../../measures/ledger.ts';
import { bookWanted, count, isMeasured, measuredMs } from '../book.ts';
import { scheduleEnd } from '../calendar.ts';
import { finishAll } from '../chunks/panel.ts';
import type { Desk } from '../desk.ts';
import { end, leave } from '../leg.ts';
import { absent, endRow, flags, isKnocking, rowPlaces } from '../sessions.ts';
import { ask } from './ask.ts';
import { endPictureless, leaveUnseen } from './picture.ts';
import { bookDark, darkOf } from './wait.ts';

/** A session that was drawn starts. */
export function startSession(desk: Desk, session: number, atMs: number): void {
  const { sessions, output, drawn, instance } = desk;
  sessions.active++;
  scheduleEnd(desk.calendar, session, sessions.endMs[session]);
  output.ledger.counts[roundAt.started]++;
  bookWanted(desk, session, atMs);
  if (isMeasured(desk, atMs)) {
    count(desk, session, tallyAt.starts, 1);
    count(desk, session, tallyAt.present, 1);
  }
  // Between the draw and the start another snapshot may have come to serve.
  if (drawn.snapshot !== instance.snapshot) ask(desk, session, atMs);
  else ask(desk, session, atMs, sessions.vantage[session]);
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
 * The run is over: whoever still plays is let go, and what was booked ahead of now is taken back.
 */
export function letGo(desk: Desk): void {
  const { sessions, round } = desk;
  const atMs = round.toMs;
  leaveUnseen(desk, atMs);
  finishAll(desk);
  for (let session = 0; session < sessions.used; session += rowPlaces) {
    if (sessions.flow[session] === noRow) continue;
    const isGone = (sessions.flags[session] & flags.isGone) !== 0;
    leave(desk, session, atMs);
    const ms = measuredMs(desk, atMs, sessions.endMs[session]);
    if (ms > 0) {
      count(desk, session, tallyAt.wantedMs, -ms);
      if (isGone) count(desk, session, tallyAt.goneMs, -ms);
    }
    if (isGone) continue;
    const hasPicture = sessions.pictureMs[session] < Infinity;
    if (sessions.flow[session] === absent && hasPicture) bookDark(desk, session, atMs);
    // Whoever has no picture yet has waited for it until now.
    const waitedMs = hasPicture ? 0 : measuredMs(desk, darkOf(desk, session), atMs);
    if (waitedMs > 0) count(desk, session, tallyAt.startingUs, 1000 * waitedMs);
  }
}
