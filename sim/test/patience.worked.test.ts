// How long do players and members wait for a picture? Worked out by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Desk } from '../desk/desk.ts';
import { moveAway, tryAgain } from '../desk/player/ask.ts';
import { leaveUnseen, showPictures } from '../desk/player/picture.ts';
import { staysMs } from '../desk/player/wait.ts';
import { absent } from '../desk/sessions.ts';
import { causeAt } from '../measures/account.ts';
import { roundAt } from '../measures/ledger.ts';
import { patienceOf } from '../setup/setup.ts';
import { deskOf, sessionOf, timeOf } from './support/desk.ts';

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

test.run();
