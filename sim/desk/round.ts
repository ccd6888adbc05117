// What does one steering instance do in a round? Its share of the members, event by event.
import { loadPlaces, noRow, type Snapshot, swapSnapshot } from '@fairlead/core';
import { cellCount } from '../measures/account.ts';
import { addProduct, clearExact } from '../measures/exact.ts';
import { type Ledger, roundAt, tallyAt } from '../measures/ledger.ts';
import { createSketch } from '../measures/sketch.ts';
import { flowPlaces } from '../setup/flows.ts';
import type { Round } from '../setup/rounds.ts';
import { beginAhead, lookAhead } from './ahead/look-ahead.ts';
import { count, noteSquares } from './book.ts';
import { nextEnd, nextWake } from './calendar.ts';
import { follow } from './chunks/panel.ts';
import type { Desk } from './desk.ts';
import { sumFlows } from './leg.ts';
import { listen } from './listen.ts';
import { beginMinute, drawMinute } from './minute.ts';
import { markMoments, nextMomentMs, passMoment } from './moments.ts';
import { tryAgain } from './player/ask.ts';
import { changeScenes } from './player/crowd.ts';
import { beginTries } from './player/door.ts';
import { leaveUnseen, losePatience, loseSight, showPictures } from './player/picture.ts';
import { finishSession, startSession } from './player/play.ts';
import { startUps } from './player/startup.ts';
import { flags, freeEnded, rowPlaces } from './sessions.ts';
import { type Levels, takeLosses } from './short.ts';

/**
 * Plays one round: events, ends, second tries and starts in order of time; within a millisecond in
 * that order. Depends on the bulletin, the snapshot that all answer from, and this desk's past
 * alone, so instances may run on any thread. The round before must be closed; before the first one
 * all waves have come, who play when the run begins.
 */
export function runRound(desk: Desk, round: Round, snapshot: Snapshot): void {
  beginRound(desk, round, snapshot);
  const { moments, cellStartMs } = desk.calendar;
  const from = round.fromMs - cellStartMs;
  const to = round.toMs - cellStartMs;
  for (let word = from >>> 5; word < moments.length && word * 32 < to; word++) {
    // Read anew each time: a session may end, or try again, within the round that it starts in.
    for (let bits = momentsIn(moments[word], word, to); bits !== 0; ) {
      const bit = Math.clz32(bits);
      if (word * 32 + bit >= desk.ahead.toMs) lookAhead(desk, word * 32 + bit, to);
      moments[word] &= ~(0x80000000 >>> bit);
      runMoment(desk, word * 32 + bit);
      bits = momentsIn(moments[word], word, to);
    }
  }
  desk.output.ledger.counts[roundAt.active] = desk.sessions.active;
  sumFlows(desk);
}

/** Bits of a word that stand for milliseconds before `to`. */
function momentsIn(bits: number, word: number, to: number): number {
  const count = to - word * 32;
  return count >= 32 ? bits : bits & ~(0xffffffff >>> count);
}

/** What happens in one millisecond of the minute, and the events before it. */
function runMoment(desk: Desk, ms: number): void {
  const { calendar, sessions } = desk;
  const { startsAt } = calendar;
  const atMs = calendar.cellStartMs + ms;
  while (nextMomentMs(desk) <= atMs) passMoment(desk);
  for (let row = nextEnd(calendar, ms); row !== noRow; row = nextEnd(calendar, ms))
    finishSession(desk, row, atMs);
  for (let row = nextWake(calendar, atMs); row !== noRow; row = nextWake(calendar, atMs))
    tryAgain(desk, row, atMs);
  for (let row = startsAt[ms]; row !== noRow; row = startsAt[ms]) {
    startsAt[ms] = sessions.next[row];
    startSession(desk, row, atMs);
  }
}

/** Opens a round and, where it begins one, its minute; the first before anybody plays. */
export function openRound(desk: Desk, round: Round, snapshot: Snapshot): void {
  const { output, calendar } = desk;
  const { ledger } = output;
  desk.round = round;
  for (let flow = 0; flow < desk.setup.flows.count; flow += flowPlaces) {
    output.begunBps[flow] = 0;
    output.changed[flow] = 0;
  }
  for (const place of [roundAt.started, roundAt.failovers, roundAt.errors])
    ledger.counts[place] = 0;
  clearExact(ledger.round);
  for (let cell = 0; cell < cellCount; cell++)
    addProduct(ledger.round, cell, ledger.nowBps[cell], round.toMs - round.fromMs);
  ledger.members.forEach((sessions, cause) => {
    ledger.memberMs[cause] = sessions * (round.toMs - round.fromMs);
  });
  if (round.isMeasured && round.isBinBegin) beginBin(ledger, round);
  if (round.isEpochBegin) swapSnapshot(desk.instance, snapshot);
  if (round.cell === calendar.cell) return;
  changeScenes(desk);
  beginMinute(desk);
}

function beginRound(desk: Desk, round: Round, snapshot: Snapshot): void {
  const { cell } = desk.calendar;
  if (round.fromMs > 0) openRound(desk, round, snapshot);
  if (round.isEpochBegin) {
    listen(desk, round.epoch);
    desk.output.outcomes.fill(0);
  }
  if (round.fromMs === 0 || round.cell !== cell) drawMinute(desk);
  markMoments(desk);
  beginAhead(desk);
  if (desk.door) beginTries(desk.door);
  leaveUnseen(desk, round.fromMs);
  if (round.fromMs === desk.setup.timeline.fromMs) countPresent(desk);
}

/** The next five minutes: whoever asks now is taken to ask to their end. */
function beginBin({ place, placeBps, pictures }: Ledger, { fromMs, binToMs }: Round): void {
  clearExact(place);
  for (let row = 0; row < placeBps.length; row++)
    if (placeBps[row] !== 0) addProduct(place, row, placeBps[row], binToMs - fromMs);
  createSketch(pictures);
}

/** Those who play on when the window begins are there, too. */
function countPresent(desk: Desk): void {
  const { sessions } = desk;
  for (let row = 0; row < sessions.used; row += rowPlaces)
    if (sessions.flow[row] !== noRow && (sessions.flags[row] & flags.isGone) === 0)
      count(desk, row, tallyAt.present, 1);
}

/** Ends the round when all is known of it: what was short, and which pictures came. */
export function closeRound(desk: Desk, levels?: Levels): void {
  if (levels !== undefined || desk.slow.size > 0) startUps(desk, levels);
  showPictures(desk);
  if (levels !== undefined) loseSight(desk, levels);
  if (levels !== undefined) takeLosses(desk, levels);
  follow(desk, levels);
  if (desk.dark.size > 0) losePatience(desk, levels);
  desk.left.length = 0;
  desk.crowd = undefined;
  freeEnded(desk.sessions);
  if (desk.round.toMs === desk.round.binToMs) noteSquares(desk);
  if (!desk.round.isEpochEnd) return;
  const { appliance, link } = desk.instance;
  const { shed } = desk.output;
  let row = 0;
  for (const { share, rows } of [appliance.loads, link.loads])
    for (let at = 0; at < rows * loadPlaces; at += loadPlaces) shed[row++] = share[at];
}
