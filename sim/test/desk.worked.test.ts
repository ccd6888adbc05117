// What does a session cost its player and its flows when something dies? Worked out by hand.
import { noRow } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { placeWave, waveCount } from '../desk/begin/stationary.ts';
import type { Desk } from '../desk/desk.ts';
import { sumFlows } from '../desk/leg.ts';
import { moveAway, tryAgain } from '../desk/player/ask.ts';
import { leaveUnseen, showPictures } from '../desk/player/picture.ts';
import { finishSession, letGo } from '../desk/player/play.ts';
import { startUps } from '../desk/player/startup.ts';
import { absent, flags, rowPlaces } from '../desk/sessions.ts';
import { type Levels, presenceOf, takeLosses } from '../desk/short.ts';
import { causeAt } from '../measures/account.ts';
import { exactAt } from '../measures/exact.ts';
import { roundAt } from '../measures/ledger.ts';
import { flowPlaces } from '../setup/flows.ts';
import {
  type Asked,
  bitsOf,
  deskOf,
  minuteMs,
  roundBits,
  sessionOf,
  timeOf,
} from './support/desk.ts';

const at = (column: ArrayLike<number>, row: number): number => column[row] ?? Number.NaN;

test('a session of 4 Mbit/s over ten seconds asks 40 Mbit of one flow, and gives it back', () => {
  const desk = deskOf();
  const { session, flow } = sessionOf(desk, { bps: 4e6, endMs: 10_000 });
  assert.is(desk.output.askedBps[flow], 4e6);
  assert.is(desk.output.begunBps[flow], 4e6);
  assert.is(desk.output.nominalBps[flow], 4e6);
  assert.is(bitsOf(desk), 40e6, 'booked ahead');
  finishSession(desk, session, 10_000);
  assert.is(bitsOf(desk), 40e6);
  assert.is(bitsOf(desk, undefined, 'first'), 40e6);
  assert.is(desk.output.askedBps[flow], 0);
  assert.is(desk.output.nominalBps[flow], 0);
  assert.is(desk.output.changed[flow], 40e9, 'the other account says the same');
});

test('what a link is asked in a crowd is exact to the bit: three flows that pass 2⁵³ together', () => {
  const desk = deskOf();
  const { flows, snapshot } = desk.setup;
  const all = Array.from({ length: flows.count / flowPlaces }, (_, k) => k * flowPlaces);
  const ofLink = (link: number) => all.filter((flow) => flows.link[flow] === link);
  const link = flows.link.find((row) => ofLink(row).length >= 3) ?? noRow;
  for (const flow of ofLink(link).slice(0, 3)) desk.output.changed[flow] = 2 ** 52 - 1;
  sumFlows(desk);
  const asked = exactAt(desk.output.sums.changed, snapshot.applianceCount + link);
  assert.is(asked, 3n * (2n ** 52n - 1n), 'no double is that number');
});

test('what an instance has reserved for a session is given back when it ends', () => {
  const desk = deskOf();
  const told: number[] = [];
  desk.tell = (_, { load }) => told.push(load);
  const { session } = sessionOf(desk, { bps: 4e6, endMs: 10_000 });
  finishSession(desk, session, 10_000);
  assert.equal(told, [4e6, -4e6]);
});

test('a run begins with those who started before and are not over, and they have their picture', () => {
  const desk = deskOf();
  for (let wave = 0; wave < waveCount; wave++) placeWave(desk, wave, desk.setup.snapshot);
  const { active, startMs, endMs, pictureMs } = desk.sessions;
  assert.ok(active > 1000, `${active} sessions`);
  for (let session = 0; session < active * rowPlaces; session += rowPlaces)
    assert.ok(at(startMs, session) < 0 && at(endMs, session) > 0 && at(pictureMs, session) < 1);
});

test('of a session that begins in the warm-up only what is behind it counts', () => {
  const desk = deskOf({ fromMs: minuteMs, warmupMs: minuteMs });
  sessionOf(desk, { bps: 1e6, startMs: 30_000, endMs: 90_000 });
  assert.is(bitsOf(desk), 30e6);
});

test('a player whose appliance dies at 10 s is on none for two seconds, then on the next one', () => {
  const desk = deskOf();
  const { session, flow, appliance } = sessionOf(desk, { bps: 4e6, endMs: minuteMs });
  desk.deadAppliance[appliance] = 1;
  moveAway(desk, session, { atMs: 10_000, cause: causeAt.loss });
  assert.is(desk.sessions.flow[session], absent);
  tryAgain(desk, session, 11_999);
  assert.is(desk.sessions.flow[session], absent, 'nobody told it to try then');
  tryAgain(desk, session, 12_000);
  const next = desk.sessions.flow[session] ?? noRow;
  assert.is.not(next, flow);
  // Steering does not know yet: it may name the dead one first, which costs two seconds more.
  const isBack = next !== absent;
  if (!isBack) tryAgain(desk, session, 14_000);
  const last = desk.sessions.flow[session] ?? noRow;
  assert.ok(last < absent);
  const darkMs = isBack ? 2000 : 4000;
  assert.is(timeOf(desk, 'stalledUs'), darkMs * 1000);
  assert.is(timeOf(desk, 'failedOver'), 1);
  assert.is(desk.output.ledger.counts[roundAt.failovers], 1);
  assert.is(bitsOf(desk, 'absent'), (4e6 * darkMs) / 1000);
  assert.is(bitsOf(desk, 'absent', 'loss'), 8e6, 'then it was sent to another one of rank 0');
  assert.is(bitsOf(desk), 240e6, 'no more and no less is asked');
  assert.is(desk.output.changed[flow], 40e9);
});

test('a player whose first target is behind a cut link comes to another link two seconds later', () => {
  const [desk, cut] = [deskOf(), deskOf()];
  const { link } = desk.setup.flows;
  const first = at(link, sessionOf(desk, { bps: 1e6 }).flow);
  cut.deadLink[first] = 1;
  const { session, flow } = sessionOf(cut, { bps: 1e6 });
  assert.is(flow, absent);
  let atMs = 0;
  while (cut.sessions.flow[session] === absent && atMs < 60_000) {
    atMs = cut.waits.get(session)?.wakeMs ?? Number.NaN;
    tryAgain(cut, session, atMs);
  }
  assert.ok(atMs >= 2000, `${atMs} ms`);
  assert.is.not(at(link, at(cut.sessions.flow, session)), first);
});

/** A session whose targets all die at 10 s. */
function stranded(endMs: number) {
  const desk = deskOf();
  const { session } = sessionOf(desk, { bps: 1e6, endMs });
  desk.deadAppliance.fill(1);
  moveAway(desk, session, { atMs: 10_000, cause: causeAt.loss });
  return { desk, session };
}

/** Lets it try whenever it is due, up to `untilMs`; the instants at which it did. */
function triesOf(desk: Desk, session: number, untilMs: number): number[] {
  const tries: number[] = [];
  for (let at = desk.waits.get(session)?.wakeMs ?? Infinity; at <= untilMs; ) {
    tries.push(at);
    tryAgain(desk, session, at);
    at = desk.waits.get(session)?.wakeMs ?? Infinity;
  }
  return tries;
}

test('a player to whom nobody answers asks again after 2, 4, 8, 16, 30 s and a quarter more or less', () => {
  const { desk, session } = stranded(600_000);
  const tries = triesOf(desk, session, 189_999);
  assert.is(tries[0], 12_000);
  const targets = desk.instance.decision.targetCount;
  for (const [k, mean] of [2000, 4000, 8000, 16_000, 30_000].entries()) {
    const waited = (tries[k + 1] ?? Number.NaN) - (tries[k] ?? 0) - targets * 2000;
    assert.ok(waited >= 0.75 * mean && waited <= 1.25 * mean, `${waited} of ${mean}`);
  }
});

test('a player waits for three minutes, to the millisecond, and then shows an error', () => {
  const { desk, session } = stranded(600_000);
  triesOf(desk, session, 189_999);
  assert.equal([timeOf(desk, 'erred'), timeOf(desk, 'gaveUp')], [0, 0]);
  assert.is(triesOf(desk, session, 600_000).at(-1), 190_000);
  assert.equal([timeOf(desk, 'erred'), timeOf(desk, 'gaveUp')], [1, 1]);
  assert.is(timeOf(desk, 'stalledUs'), 180_000_000);
  assert.is(timeOf(desk, 'goneMs'), 600_000 - 190_000);
  assert.is(bitsOf(desk), 600e6, 'its member still wants it');
  assert.is(bitsOf(desk, 'absent', 'loss'), 590e6);
});

test('a session that ends while it waits stood still until then, and gave up on nothing', () => {
  const { desk, session } = stranded(40_000);
  triesOf(desk, session, 39_999);
  finishSession(desk, session, 40_000);
  assert.is(timeOf(desk, 'stalledUs'), 30_000_000);
  assert.is(timeOf(desk, 'gaveUp'), 0);
});

test('who is let go before its end is booked up to then', () => {
  const desk = deskOf();
  sessionOf(desk, { bps: 1e6, endMs: 600_000 });
  letGo(desk);
  assert.is(bitsOf(desk), 60e6);
  const { askedBps } = desk.output;
  assert.ok(askedBps.every((bps, place) => place % flowPlaces > 0 || bps === 0));
});

/** Levels of the flow of one session in its first minute, in six steps. */
function levelsOf(desk: Desk, flow: number, levelBps: readonly number[]): Levels {
  const slot = new Int32Array(desk.setup.flows.count).fill(-1);
  slot[flow] = 0;
  const stepEndMs = levelBps.map((_, step) => (step + 1) * 10_000);
  return { slot, flows: [flow], stepEndMs, levelBps: Float64Array.from(levelBps) };
}

test('below what it asks it plays a lower rung, below the lowest it stands still for a part', () => {
  const desk = deskOf();
  const { flow } = sessionOf(desk, { bps: 3e6, lowestBps: 1e6, endMs: 45_000 });
  const levels = levelsOf(desk, flow, [Infinity, 3e6, 2e6, 4e5, 0, 0]);
  const presence = presenceOf(desk, levels);
  assert.equal(presence, { slot: [0], rateBps: [3e6], ms: [1e4, 1e4, 1e4, 1e4, 5000, 0] });
  takeLosses(desk, levels);
  // 1 Mbit/s in the third step; 2 and .6 in the fourth; 2 and 1 in half of the fifth.
  assert.is(bitsOf(desk, 'reduced'), 10e6 + 20e6 + 10e6);
  assert.is(bitsOf(desk, 'stalled'), 6e6 + 5e6);
  assert.is(timeOf(desk, 'stalledUs'), 6_000_000 + 5_000_000);
  assert.is(bitsOf(desk), 135e6);
  assert.is(roundBits(desk, 'reduced', 'first'), 40e6);
});

test('a session whose line carries less than its lowest rung stands still for the rest', () => {
  const desk = deskOf();
  const { session, flow } = sessionOf(desk, { bps: 8e6, lowestBps: 10e6, endMs: 50_000 });
  // A fifth of 50 s; then half of what it asks is not there for ten of them: 4 of 10 Mbit/s.
  assert.is(timeOf(desk, 'stalledUs'), 10_000_000);
  takeLosses(desk, levelsOf(desk, flow, [4e6, Infinity, Infinity, Infinity, Infinity, Infinity]));
  assert.is(timeOf(desk, 'stalledUs'), 14_000_000);
  assert.is(bitsOf(desk, 'stalled'), 40e6);
  assert.is(bitsOf(desk, 'reduced'), 0);
  finishSession(desk, session, 50_000);
  assert.is(timeOf(desk, 'stalledUs'), 14_000_000);
});

/** A session that starts now, its line 8 × its file. */
function startOf(desk: Desk, asked: Asked) {
  const { sessions } = desk;
  const placed = sessionOf(desk, asked);
  const { session } = placed;
  sessions.startMs[session] = 0;
  sessions.pictureMs[session] = Infinity;
  sessions.dueMs[session] = 550; // three round trips of 16⅔ ms, and half a second of media
  sessions.flags[session] = flags.isStarting;
  desk.starting.push(session);
  return placed;
}

/** Three minutes in which the flow carries one bit a second, from the first round of the run on. */
function starve(desk: Desk, flow: number): void {
  for (let minute = 0; minute < 3; minute++) {
    desk.round = { ...desk.round, fromMs: minute * minuteMs, toMs: (minute + 1) * minuteMs };
    const levels = levelsOf(desk, flow, [1, 1, 1, 1, 1, 1]);
    const stepEndMs = levels.stepEndMs.map((ms) => ms + minute * minuteMs);
    startUps(desk, { ...levels, stepEndMs });
    showPictures(desk);
  }
}

test('a first picture comes after three round trips and four seconds of media over the line', () => {
  const desk = deskOf();
  const { session } = startOf(desk, { bps: 4e6 });
  showPictures(desk);
  assert.is(desk.sessions.pictureMs[session], 550);
  assert.is(timeOf(desk, 'startingUs'), 550_000);
  assert.equal(desk.starting, []);
});

test('over a level its media takes as many steps as it needs, on the rung that it trusts', () => {
  const desk = deskOf();
  const { session, flow } = startOf(desk, { bps: 1e6, lowestBps: 1e6 });
  // 4 Mbit from 50 ms on: .199 in the first step at 20 kbit/s, 2 in the second, the rest at 1 Mbit/s.
  startUps(desk, levelsOf(desk, flow, [2e4, 2e5, 1e6, 1e6, 1e6, 1e6]));
  showPictures(desk);
  assert.is(Math.round(desk.sessions.pictureMs[session] ?? 0), 20_000 + 1801);
});

test('a player without a picture gives up after three minutes, and what it waited stood still', () => {
  const desk = deskOf();
  const { session, flow } = startOf(desk, { bps: 1e6, lowestBps: 1e6 });
  starve(desk, flow);
  assert.is(desk.sessions.flow[session], flow, 'until the next round begins');
  leaveUnseen(desk, 180_000);
  assert.is(desk.sessions.flow[session], absent);
  assert.equal([timeOf(desk, 'gaveUp'), timeOf(desk, 'erred')], [1, 0]);
  assert.is(timeOf(desk, 'stalledUs'), 180_000_000);
  assert.is(timeOf(desk, 'goneMs'), 420_000);
});

test('a player that loses its flow without a picture, and finds another at once, gives up once', () => {
  const desk = deskOf();
  const { session, appliance } = startOf(desk, { bps: 1e6, lowestBps: 1e6 });
  desk.deadAppliance[appliance] = 1;
  moveAway(desk, session, { atMs: 100, cause: causeAt.loss });
  for (const atMs of [2100, 4100]) tryAgain(desk, session, atMs);
  const next = desk.sessions.flow[session] ?? noRow;
  assert.ok(next < absent);
  assert.equal(desk.starting, [session]);
  starve(desk, next);
  leaveUnseen(desk, 180_000);
  assert.equal([timeOf(desk, 'gaveUp'), timeOf(desk, 'startingUs')], [1, 0]);
  assert.is(timeOf(desk, 'stalledUs'), 180_000_000);
  assert.is(timeOf(desk, 'goneMs'), 420_000);
});

test.run();
