// Who comes to a live event, when, and what do its scenes ask? Worked out by hand.

import { loadPlaces } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { cellMs } from '../demand/arrivals.ts';
import {
  type Broadcast,
  forEachViewer,
  joinedAt,
  joinedBy,
  joinOffset,
  liveOf,
  liveOfViewer,
  viewerNumber,
} from '../demand/live/live.ts';
import { blockEighths, inScene, sceneEighths } from '../demand/live/scenes.ts';
import type { Desk } from '../desk/desk.ts';
import { listen } from '../desk/listen.ts';
import { changeScenes } from '../desk/player/crowd.ts';
import { finishSession } from '../desk/player/play.ts';
import { roomKept } from '../desk/player/told.ts';
import { createKey } from '../random/keyed.ts';
import { createRunMemory, play, soloCrew } from '../run/simulate.ts';
import { checkSetup } from '../setup/setup.ts';
import { belgianSetup, belgium } from './support/belgium.ts';
import { bitsOf, deskOf, sessionOf } from './support/desk.ts';

const at = (column: ArrayLike<number> | undefined, row: number): number =>
  column?.[row] ?? Number.NaN;
const minutes = (count: number) => count * cellMs;

/** 60 % in five minutes, from minute 10 on, for two hours. */
const event: Broadcast = {
  title: 'final',
  audience: 0.08,
  burst: 0.6,
  burstMs: minutes(5),
  atMs: minutes(10),
  untilMs: minutes(130),
};
const live = liveOf(event, 0);

test('of 60 % in 5 minutes 12 % come in each of these, and 40 % evenly in the 115 that are left', () => {
  for (const [minute, part] of [
    [10, 0],
    [11, 0.12],
    [15, 0.6],
    [38, 0.68],
    [130, 1],
    [200, 1],
  ] as const) {
    assert.ok(Math.abs(joinedBy(event, minutes(minute)) - part) < 1e-12, `minute ${minute}`);
    if (minute <= 130)
      assert.ok(Math.abs(joinedAt(event, part) - minutes(minute)) < 1e-3, `${part}`);
  }
});

/** Viewers of a metro in a minute, and when they come. */
function viewersIn(of: typeof live, members: number, cell: number, memberShare = 1) {
  const key = createKey();
  const offsets: number[] = [];
  forEachViewer({ seed: 1, memberShare, live: of }, { hash: 7, members }, { cell, key }, () =>
    offsets.push(joinOffset(of, key, cell)),
  );
  return offsets;
}

test('of a million members 9,600 come in a minute of the burst, none before, and each stays the same', () => {
  const offsets = viewersIn(live, 1e6, 12);
  assert.ok(Math.abs(offsets.length - 9600) < 5 * Math.sqrt(9600), `${offsets.length}`);
  assert.equal(viewersIn(live, 1e6, 9), []);
  assert.equal(viewersIn(live, 1.1e6, 12).slice(0, offsets.length), offsets, 'more only add');
  assert.equal(viewersIn(live, 1e6, 12, 0.1).length, Math.round(offsets.length / 10));
});

test('a burst may be of 100,000 starts a second', () => {
  // 250 million × .4 × .6 in ten minutes: 60 million in 600 s; a hundredth of them is played.
  const crowd = liveOf({ ...event, audience: 0.4, burstMs: minutes(10) }, 0);
  const played = viewersIn(crowd, 250e6, 14, 0.01).length;
  assert.ok(Math.abs(played * 100 - 6e6) < 5 * Math.sqrt(6e6), `${played * 100} in a minute`);
});

test('a viewer’s number says which event it watches; all other members watch none', () => {
  assert.is(liveOfViewer(viewerNumber(0, 0)), 0);
  assert.is(liveOfViewer(viewerNumber(3, 6e6)), 3);
  assert.is(liveOfViewer(6e6), -1);
});

test('eight scenes take half to twice the nominal rate, and exactly the nominal one on average', () => {
  const scenes = liveOf({ ...event, sceneMs: minutes(5) }, 0);
  const seen = Array.from({ length: 8 }, (_, k) => sceneEighths(scenes, 1, 10 + 5 * k));
  assert.equal(
    [...seen].sort((a, b) => a - b),
    [...blockEighths],
  );
  assert.is(
    seen.reduce((sum, eighths) => sum + eighths, 0),
    8 * 8,
  );
  for (let minute = 10; minute < 15; minute++) assert.is(sceneEighths(scenes, 1, minute), seen[0]);
  assert.is(sceneEighths(live, 1, 12), 8, 'without scenes its rate is steady');
  assert.equal([inScene(3_000_001, 4), inScene(3_000_001, 8)], [1_500_000, 3_000_001]);
});

const watched = (change: Partial<Broadcast>) => ({
  startsPerMemberDay: 2,
  memberShare: 1,
  lives: [{ ...event, ...change }],
});

/** A viewer of a file of 4 Mbit/s on a line of 5, and the desk it asks. */
function viewing(reserve?: 'observed') {
  const demand = watched({ sceneMs: minutes(1), atMs: 0, untilMs: minutes(60) });
  const { policy } = belgianSetup({}).scenario;
  const desk = deskOf({ demand, policy: { ...policy, ...(reserve && { reserve }) } });
  const told: number[] = [];
  desk.tell = (_, { load }) => told.push(load);
  const { session, flow } = sessionOf(desk, { bps: 4e6, endMs: 120_000 });
  desk.sessions.member[session] = viewerNumber(0, 0);
  desk.sessions.lineBps[session] = 5e6;
  return { desk, session, flow, told };
}

/** Begins minute `minute` with a scene of so many eighths. */
function scene(desk: Desk, minute: number, eighths: number): void {
  const fromMs = minutes(minute);
  desk.round = { ...desk.round, fromMs, toMs: fromMs + cellMs };
  const { seed } = desk.setup.scenario;
  const [its = live] = desk.setup.lives;
  const cell = Array.from({ length: 60 }, (_, k) => k).find(
    (k) => sceneEighths(its, seed, k) === eighths,
  );
  desk.round = { ...desk.round, cell: cell ?? 0 };
  changeScenes(desk);
}

test('a scene of a half and one of twice ask 2 and, over the line, 5 of a nominal 4 Mbit/s', () => {
  const { desk, session, flow, told } = viewing();
  scene(desk, 0, 4);
  assert.is(at(desk.output.askedBps, flow), 2e6);
  scene(desk, 1, 16);
  assert.is(at(desk.output.askedBps, flow), 5e6);
  assert.is(bitsOf(desk), 60 * (2e6 + 5e6), 'each minute at its own rate');
  finishSession(desk, session, 120_000);
  assert.is(bitsOf(desk), 420e6);
  assert.is(at(desk.output.askedBps, flow), 0);
  assert.equal(told, [4e6, -4e6], 'steering reserved the nominal rate all the while');
});

test('a policy that reserves what it observes counts each scene', () => {
  const { desk, session, flow, told } = viewing('observed');
  scene(desk, 0, 4);
  scene(desk, 1, 16);
  assert.is(at(desk.output.nominalBps, flow), 5e6);
  finishSession(desk, session, 120_000);
  assert.equal(told, [4e6, -2e6, 3e6, -5e6]);
  assert.is(at(desk.output.nominalBps, flow), 0);
});

test('viewers of all scenes stand in the account of who was drawn, also beyond 2⁵² in a minute', async () => {
  // Of 2 million members 90 % in 2 minutes, a few Mbit/s each: some 10¹⁷ thousandths of a bit.
  const demand = { ...watched({ sceneMs: minutes(2), audience: 0.9, burst: 0.9 }), memberShare: 1 };
  const lives = demand.lives.map((of) => ({ ...of, burstMs: minutes(2), untilMs: minutes(22) }));
  const setup = belgianSetup({ demand: { ...demand, lives }, toMs: minutes(25) });
  const memory = createRunMemory(setup);
  const { conductor, left } = await play(setup, memory, soloCrew(setup, memory));
  const { flows, drawn } = conductor.balance;
  assert.equal([flows.differing, drawn.differing, left.notZero], [0, 0, 0]);
  assert.ok(conductor.rows.some(({ started }) => started > 10_000));
  const most = conductor.rows.reduce((sum, { cells }) => Math.max(sum, ...cells), 0);
  assert.ok(most > 4503599627370496, `${most}`);
});

test('room is kept for half an hour before a crowd begins, more and more, for as many as was told', () => {
  assert.equal(
    [-40, -30, -15, 0, 5].map((minute) =>
      roomKept({ ...live, atMs: minutes(50) }, minutes(50 + minute)),
    ),
    [0, 0, 0.5, 0, 0],
  );
  const sumOf = (column: Float64Array) => column.reduce((sum, bps) => sum + bps, 0);
  const told = (forecast: number) => {
    const { told: crowds } = deskOf({ demand: watched({ forecast }) });
    return sumOf(crowds[0]?.applianceBps ?? new Float64Array(0));
  };
  const once = told(1);
  const members = belgium.metros.members.reduce((sum, of) => sum + of, 0);
  const each = once / (members * 0.08);
  assert.ok(each > 2.5e6 && each < 6e6, `${each} bit/s a viewer`);
  assert.ok(Math.abs(told(3) / once - 3) < 1e-3, 'an error of × 3');
  assert.is(deskOf({ demand: watched({}) }).told.length, 0, 'nothing is told unless asked');
});

test('what steering hears is the report, and beside it the room that it keeps', () => {
  const desk = deskOf({ demand: watched({ forecast: 1, atMs: minutes(30) }) });
  const [crowd] = desk.told;
  listen(desk, 15);
  const row = crowd?.applianceBps.findIndex((bps) => bps > 1e6) ?? 0;
  const heard = at(desk.instance.appliance.loads.reported, row * loadPlaces);
  assert.is(heard, Math.floor(at(crowd?.applianceBps, row) / 2));
});

test('a live event needs a name that no title has, and another than the next', () => {
  const { scenario } = belgianSetup({});
  const [title = ''] = belgium.titles.id;
  const lives = [{ ...event, title }, event, event];
  const problems = checkSetup(belgium, { ...scenario, demand: { ...scenario.demand, lives } });
  assert.equal(
    problems.map(({ path, code }) => `${path} ${code}`),
    ['demand.change[0].live twice', 'demand.change[2].live twice'],
  );
});

test.run();
