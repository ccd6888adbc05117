// Does a run that begins, ends or stops within a minute ask what was drawn? Worked by hand, and run.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { beginMinute, bookDrawn } from '../desk/minute.ts';
import { exactAt } from '../measures/exact.ts';
import { createRunMemory, play, soloCrew } from '../run/simulate.ts';
import { roundFrom } from '../setup/rounds.ts';
import { belgianSetup } from './support/belgium.ts';
import { deskOf, minuteMs } from './support/desk.ts';

const tenth = { reportIntervalMs: 10_000, publish: { everyMs: 10_000, delayMs: 0 } };

test('of who ends after the run, within its last minute, the part until its end was drawn', () => {
  // The run ends after 90 s: 30 s after the window.
  const desk = deskOf({ toMs: minuteMs, player: { patienceMs: 30_000 }, ...tenth });
  const drawnMs = (): number => Number(exactAt(desk.output.ledger.drawn, 0)) / 1000;
  const { columns } = desk.drawn;
  columns.bitrateBps[0] = 1000;
  columns.throughputBps[0] = 1000;
  beginMinute(desk);
  for (const endMs of [80_000, 90_000, 110_000, 200_000]) bookDrawn(desk, 10_000, endMs);
  assert.is(drawnMs(), 4 * 50_000);
  desk.round = roundFrom(desk.setup.timeline, minuteMs);
  beginMinute(desk);
  assert.is(drawnMs(), 20_000 + 3 * 30_000);
  for (const endMs of [70_000, 100_000]) bookDrawn(desk, 65_000, endMs);
  assert.is(drawnMs(), 20_000 + 3 * 30_000 + 5000 + 25_000);
});

/** Plays three minutes and a patience from `fromMs`; it is stopped after so many intervals. */
async function playedFrom(fromMs: number, patienceMs: number, epochs = Infinity) {
  const toMs = fromMs + 3 * minuteMs;
  const setup = belgianSetup({ fromMs, toMs, player: { patienceMs }, ...tenth });
  const memory = createRunMemory(setup);
  const crew = soloCrew(setup, memory);
  return await play(setup, memory, crew, ({ epoch }) => epoch < epochs);
}

test('a run that begins or ends within a minute asks exactly what was drawn', async () => {
  for (const [fromMs, patienceMs] of [
    [0, 60_000],
    [30_000, 60_000],
    [10_000, 50_000],
    [0, 50_000],
    [59_000, 7_000],
  ] as const) {
    const { conductor, left } = await playedFrom(fromMs, patienceMs);
    const { checked, differing } = conductor.balance.drawn;
    const minutes = Math.ceil((fromMs + 3 * minuteMs + patienceMs) / minuteMs);
    assert.equal([checked, differing, left.notZero], [minutes, 0, 0], `${fromMs} ${patienceMs}`);
  }
});

test('a run that is stopped within a minute holds no bytes of what it did not play', async () => {
  for (const epochs of [1, 5, 6, 7, 13]) {
    const { conductor, left, toMs } = await playedFrom(30_000, 60_000, epochs);
    const { flows, drawn } = conductor.balance;
    assert.is(toMs, epochs * 10_000);
    assert.equal([flows.differing, drawn.differing, left.notZero], [0, 0, 0]);
    assert.is(drawn.checked, Math.floor((30_000 + toMs) / minuteMs), 'its whole minutes');
  }
});

test.run();
