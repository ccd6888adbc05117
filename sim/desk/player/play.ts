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
import { bookDrawn, forEachDrawn, freeBpsOf } from '../minute.ts';
import { absent, endRow, flags, openSession } from '../sessions.ts';
import { ask } from './ask.ts';
import { endPictureless, leaveUnseen } from './picture.ts';
import { bookDark } from './wait.ts';

/** Puts the drawn session `row`, wanted from `startMs` on, into the pool; it is on no flow yet. */
function admit(desk: Desk, row: number, startMs: number): number {
  const { setup, drawn, sessions } = desk;
  const { columns } = drawn;
  const session = openSession(sessions);
  sessions.flow[session] = noRow;
  sessions.startMs[session] = startMs;
  sessions.endMs[session] = startMs + columns.lengthMs[row];
  sessions.pictureMs[session] = Infinity;
  sessions.darkMs[session] = startMs;
  sessions.wakeMs[session] = Infinity;
  sessions.toFlow[session] = absent;
  sessions.freeBps[session] = freeBpsOf(drawn, row);
  sessions.nominalBps[session] = columns.bitrateBps[row];
  sessions.lineBps[session] = columns.throughputBps[row];
  sessions.title[session] = columns.title[row];
  sessions.file[session] = setup.fileRow[columns.file[row]];
  sessions.metro[session] = drawn.metro[row];
  sessions.prefixPick[session] = columns.prefixPick[row];
  sessions.hostPick[session] = columns.hostPick[row];
  sessions.key[session] = columns.sessionKey[row];
  sessions.tries[session] = 0;
  sessions.flags[session] = 0;
  scheduleEnd(desk.calendar, sessions.next, session, sessions.endMs[session]);
  return session;
}

/** The drawn session `row` starts. */
export function startSession(desk: Desk, row: number, atMs: number): void {
  const session = admit(desk, row, atMs);
  desk.output.ledger.counts[roundAt.started]++;
  bookWanted(desk, session, atMs);
  if (isMeasured(desk, atMs)) {
    count(desk, session, 'starts', 1);
    count(desk, session, 'present', 1);
  }
  ask(desk, session, atMs);
}

function bookWanted(desk: Desk, session: number, fromMs: number): void {
  const ms = measuredMs(desk, fromMs, desk.sessions.endMs[session]);
  if (ms > 0) count(desk, session, 'wantedMs', ms);
}

/** The session is over; its row is free when the round is. */
export function finishSession(desk: Desk, session: number, atMs: number): void {
  const { sessions } = desk;
  end(desk, session, atMs);
  if (sessions.flow[session] === absent && (sessions.flags[session] & flags.isGone) === 0) {
    if (sessions.pictureMs[session] < Infinity) bookDark(desk, session, atMs);
    else endPictureless(desk, session);
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
    const rows: number[] = [];
    drawn.count = 0;
    const mayRun = (): boolean => {
      const atMs = cellStartMs + offsetIn(key, cellMs);
      return atMs < 0 && atMs + uncappedLengthMs(key) > 0;
    };
    forEachDrawn(desk, cell, mayRun, (row) => {
      const atMs = cellStartMs + drawn.columns.startOffsetMs[row];
      if (atMs + drawn.columns.lengthMs[row] > 0) rows.push(row);
    });
    rows.sort((a, b) => drawn.columns.startOffsetMs[a] - drawn.columns.startOffsetMs[b] || a - b);
    for (const row of rows) {
      const atMs = cellStartMs + drawn.columns.startOffsetMs[row];
      bookDrawn(desk, row, 0, atMs + drawn.columns.lengthMs[row]);
      const session = admit(desk, row, atMs);
      sessions.pictureMs[session] = atMs;
      bookWanted(desk, session, 0);
      ask(desk, session, 0);
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
  for (let session = 0; session < sessions.room; session++) {
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
    const waitedMs = hasPicture ? 0 : measuredMs(desk, sessions.darkMs[session], atMs);
    if (waitedMs > 0) count(desk, session, 'startingUs', 1000 * waitedMs);
  }
}
