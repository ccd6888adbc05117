// How long do players and members wait for a picture? Worked out by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Desk } from '../desk/desk.ts';
import { moveAway, tryAgain } from '../desk/player/ask.ts';
import { leaveUnseen, showPictures } from '../desk/player/picture.ts';
import { finishSession } from '../desk/player/play.ts';
import { staysMs } from '../desk/player/wait.ts';
import { closeRound } from '../desk/round.ts';
import { absent } from '../desk/sessions.ts';
import { causeAt } from '../measures/account.ts';
import { roundAt } from '../measures/ledger.ts';
import { patienceOf } from '../setup/setup.ts';
import { bitsOf, deskOf, minuteMs, sessionOf, timeOf } from './support/desk.ts';

/** A session that waits for its first picture since 0, on a flow, until `dueMs`. */
function starting(player: { patienceMs: number; abandon?: number }, dueMs: number, key: number) {
  const desk = deskOf({ player });
  const { session } = sessionOf(desk, { bps: 1e6 });
  const { sessions } = desk;
  sessions.startMs[session] = 0;
  sessions.pictureMs[session] = Infinity;
  sessions.dueMs[session] = dueMs;
  sessions.key[session] = key;
  desk.starting.push(session);
  return { desk, session };
}

/** The key of a session whose member leaves within [fromMs, toMs). */
function keyOf(desk: Desk, session: number, fromMs: number, toMs: number): number {
  for (let key = 0; key < 10_000; key++) {
    desk.sessions.key[session] = key;
    const stays = staysMs(desk, session);
    if (stays >= fromMs && stays < toMs) return key;
  }
  throw new Error('none leaves then');
}

test('nobody leaves in the first two seconds, then 5.8 % of the members with each', () => {
  const { desk, session } = starting({ patienceMs: 180_000, abandon: 0.058 }, Infinity, 0);
  const stays = Array.from({ length: 20_000 }, (_, key) => {
    desk.sessions.key[session] = key;
    return staysMs(desk, session);
  });
  const gone = (byMs: number) => stays.filter((ms) => ms < byMs).length / stays.length;
  assert.is(gone(2000), 0);
  // Eight seconds beyond are 46.4 %, half that half of it; all are gone after 2 + 1 ÷ .058 s.
  for (const [byMs, part] of [
    [3000, 0.058],
    [6000, 0.232],
    [10_000, 0.464],
    [19_242, 1],
  ] as const)
    assert.ok(Math.abs(gone(byMs) - part) < 0.012, `${gone(byMs)} by ${byMs} ms`);
  desk.sessions.pictureMs[session] = 5;
  assert.is(staysMs(desk, session), 180_000, 'after the first picture the player decides');
});

test('a member whose picture comes too late leaves without an error, and the rest stays wanted', () => {
  const player = { patienceMs: 180_000, abandon: 0.058 };
  const { desk, session } = starting(player, 30_000, 0);
  keyOf(desk, session, 5000, 6000);
  const leavesMs = staysMs(desk, session);
  desk.round = { ...desk.round, toMs: 60_000 };
  showPictures(desk);
  leaveUnseen(desk, 60_000);
  assert.is(desk.sessions.flow[session], absent);
  assert.equal([timeOf(desk, 'gaveUp'), timeOf(desk, 'erred')], [1, 0]);
  assert.is(timeOf(desk, 'goneMs'), 600_000 - leavesMs);
  assert.is(timeOf(desk, 'pictureless'), 1);
});

test('a member whose player goes down dead targets does not wait for the living one', () => {
  const { desk, session } = starting({ patienceMs: 180_000, abandon: 0.058 }, Infinity, 0);
  keyOf(desk, session, 2500, 3500);
  const leavesMs = staysMs(desk, session);
  desk.deadAppliance.fill(1);
  moveAway(desk, session, { atMs: 1000, cause: causeAt.loss });
  for (let at = desk.waits.get(session)?.wakeMs; at !== undefined && at < 60_000; ) {
    tryAgain(desk, session, at);
    at = desk.waits.get(session)?.wakeMs;
  }
  assert.equal([timeOf(desk, 'gaveUp'), timeOf(desk, 'erred')], [1, 0]);
  assert.is(desk.output.ledger.counts[roundAt.errors], 0);
  assert.is(timeOf(desk, 'goneMs'), 600_000 - leavesMs);
});

test('a player of a minute’s patience gives up after a minute, with an error', () => {
  assert.is(patienceOf({}), 180_000);
  const desk = deskOf({ player: { patienceMs: 60_000 } });
  const { session } = sessionOf(desk, { bps: 1e6 });
  desk.deadAppliance.fill(1);
  moveAway(desk, session, { atMs: 10_000, cause: causeAt.loss });
  for (let at = desk.waits.get(session)?.wakeMs; at !== undefined && at < 600_000; ) {
    tryAgain(desk, session, at);
    at = desk.waits.get(session)?.wakeMs;
  }
  assert.equal([timeOf(desk, 'gaveUp'), timeOf(desk, 'erred')], [1, 1]);
  assert.is(timeOf(desk, 'goneMs'), 600_000 - 70_000);
});

/** A session of 4 Mbit/s, lowest rung 1, on a flow that gets such levels in steps of ten seconds. */
function served(levelOf: (atMs: number) => number, untilMs: number, endMs = 600_000) {
  const desk = deskOf();
  const { session, flow } = sessionOf(desk, { bps: 4e6, lowestBps: 1e6, endMs });
  const slot = new Int32Array(desk.setup.flows.count).fill(-1);
  slot[flow] = 0;
  for (let fromMs = 0; fromMs < untilMs; fromMs += minuteMs) {
    const toMs = fromMs + minuteMs;
    desk.round = { ...desk.round, fromMs, toMs, isEpochBegin: false };
    leaveUnseen(desk, fromMs);
    if (endMs > fromMs && endMs <= toMs) finishSession(desk, session, endMs);
    const stepEndMs = Array.from({ length: 6 }, (_, step) => fromMs + (step + 1) * 10_000);
    const levelBps = Float64Array.from(stepEndMs, (end) => levelOf(end - 10_000));
    closeRound(desk, { slot, flows: [flow], stepEndMs, levelBps });
  }
  leaveUnseen(desk, untilMs);
  return { desk, session };
}

test('a player whose flow brings nothing gives up after three minutes without a picture', () => {
  const { desk, session } = served((atMs) => (atMs < 20_000 ? 4e6 : 0), 240_000);
  assert.is(desk.sessions.flow[session], absent);
  assert.equal([timeOf(desk, 'gaveUp'), timeOf(desk, 'erred')], [1, 0]);
  assert.is(timeOf(desk, 'stalledUs'), 180_000_000, 'until it gives up, not until the round ends');
  assert.is(timeOf(desk, 'goneMs'), 600_000 - 200_000);
  assert.is(bitsOf(desk), 2400e6, 'its member still wants it');
  assert.is(bitsOf(desk, 'reduced') + bitsOf(desk, 'stalled'), 4e6 * 220);
  assert.is(desk.dark.size, 0);
});

test('ten seconds of a picture are enough to wait for as long again', () => {
  const { desk } = served((atMs) => (atMs === 170_000 ? 4e6 : 0), 240_000);
  assert.is(timeOf(desk, 'gaveUp'), 0);
  assert.is(timeOf(desk, 'stalledUs'), 230_000_000);
  assert.is(timeOf(served((atMs) => (atMs === 170_000 ? 4e6 : 0), 360_000).desk, 'gaveUp'), 1);
});

test('what brings no four seconds of the lowest rung in three minutes is no picture', () => {
  // 4 s × 1 Mbit/s ÷ 180 s = 22,222.2 bit/s.
  assert.is(timeOf(served(() => 22_222, 240_000).desk, 'gaveUp'), 1);
  assert.is(timeOf(served(() => 22_223, 240_000).desk, 'gaveUp'), 0);
});

test('who is over in the minute in which its player gave up has given up', () => {
  const { desk } = served((atMs) => (atMs < 20_000 ? 4e6 : 0), 240_000, 210_000);
  assert.is(timeOf(desk, 'gaveUp'), 1);
  assert.is(timeOf(desk, 'goneMs'), 10_000);
  assert.is(timeOf(desk, 'stalledUs'), 180_000_000);
});

test('it is one patience whether a flow brings nothing or there is none', () => {
  const { desk, session } = served(() => 0, 60_000);
  desk.deadAppliance.fill(1);
  moveAway(desk, session, { atMs: 60_000, cause: causeAt.loss });
  for (let at = desk.waits.get(session)?.wakeMs; at !== undefined && at < 600_000; ) {
    tryAgain(desk, session, at);
    at = desk.waits.get(session)?.wakeMs;
  }
  assert.is(timeOf(desk, 'goneMs'), 600_000 - 180_000);
  assert.is(timeOf(desk, 'stalledUs'), 180_000_000);
});

test.run();
