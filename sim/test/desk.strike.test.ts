// Does a fault come at its instant, also where nothing else happens? Worked out by hand.
import { findRow } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { placeWave, waveCount } from '../desk/begin/stationary.ts';
import { countWanted } from '../desk/moments.ts';
import { runRound } from '../desk/round.ts';
import { absent } from '../desk/sessions.ts';
import { roundFrom } from '../setup/rounds.ts';
import { belgium } from './support/belgium.ts';
import { bitsOf, deskOf, minuteMs, sessionOf } from './support/desk.ts';

/** Members of whom nobody starts anything. */
const quiet = { demand: { startsPerMemberDay: 0, memberShare: 1 } };
const played = { bps: 4e6, endMs: 2 * minuteMs };

test('a session whose appliance dies in a minute without starts tries again two seconds later', () => {
  const before = deskOf(quiet);
  const { snapshot } = before.setup;
  const { appliance } = sessionOf(before, played);
  const target = belgium.appliances.id.find(
    (id) => findRow(snapshot, 'appliance', id) === appliance,
  );
  const events = [{ kind: 'appliance-down', target: target ?? '', atMs: 10_000 }];
  const desk = deskOf({ ...quiet, events });
  const { session } = sessionOf(desk, played);
  const { setup } = desk;
  for (let wave = 0; wave < waveCount; wave++) placeWave(desk, wave, setup.snapshot);
  runRound(desk, roundFrom(setup.timeline, 0), setup.snapshot);
  assert.is.not(desk.sessions.flow[session], absent, 'it is back before the minute is over');
  const darkMs = bitsOf(desk, 'absent') / 4e3;
  assert.ok(darkMs === 2000 || darkMs === 4000, `${darkMs} ms: a try, or two`);
});

test('who wants what an event makes wanted is counted, with what is asked until either is over', () => {
  const events = [{ kind: 'site-down', target: belgium.sites.id[0] ?? '', atMs: 0 }];
  const desk = deskOf({ ...quiet, events });
  const until = { event: 0, fromMs: 0, untilMs: 5 * minuteMs, metros: new Set<number>() };
  const wanting = {
    ...desk,
    setup: { ...desk.setup, watched: [{ ...until, titles: new Set([7]) }] },
  };
  const long = sessionOf(desk, { bps: 4e6, startMs: minuteMs + 1, endMs: 10 * minuteMs });
  const short = sessionOf(desk, { bps: 1e6, startMs: minuteMs + 1, endMs: 2 * minuteMs });
  const late = sessionOf(desk, { bps: 1e6, startMs: 5 * minuteMs + 1, endMs: 6 * minuteMs });
  for (const { session } of [long, short, late]) countWanted(wanting, session, 7);
  countWanted(wanting, long.session, 8);
  assert.equal([...desk.output.touched], [2, 4e6 * 4 * minuteMs + 1e6 * minuteMs]);
});

test.run();
