// Is what the sample of players is compared with the account, and does the verdict say what it must?
import { judgePlayer, type RunResult, type Series } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { playerAnswers } from '../tables/answers/players.ts';
import { column, fromMs, hourMs, runOf, scenarioOf } from './support/tiny-evening.ts';
import { type TinySite, tinyWorld } from './support/tiny-world.ts';

const box: TinySite = {
  ...{ id: 'e1', kind: 'embedded', appliances: 2, capacityBps: 1.2e9, linkBps: 1e12, hops: 1 },
};
/** Nobody watches but those who come to an event within the window: all are in the sample. */
const final = {
  ...{
    title: 'final',
    audience: 0.18,
    burst: 0.6,
    burstMs: 300_000,
    forecast: 1,
    sceneMs: 120_000,
  },
  ...{ atMs: fromMs + 600_000, untilMs: fromMs + hourMs - 600_000 },
};
const demand = { startsPerMemberDay: 1e-9, memberShare: 1, lives: [final] };
const outage = { kind: 'appliance-down', target: 'e1-a1', atMs: fromMs + 1_500_000 };
const back = { ...outage, untilMs: outage.atMs + 300_000 };
const change = { toMs: fromMs + hourMs, warmupMs: 300_000, demand, events: [back] };
const evening = await runOf(tinyWorld({ sites: [box], members: 5000 }), scenarioOf(change));

const sumOf = (values: ArrayLike<number>, of = (value: number, _row: number) => value): number =>
  Array.from(values).reduce((sum, value, row) => sum + of(value, row), 0);
const player = (name: string, result: RunResult = evening) => column(result, 'player', name);

test('what the fluid of the sample was delivered is what the account of the run says, to the byte', () => {
  const sessions = player('start_ms').length;
  assert.ok(sessions > 500 && sessions < 2000, `${sessions} sessions`);
  assert.is(evening.document.simulated.sessions, sessions);
  const lengths = player('length_ms');
  const bytes = sumOf(player('fluid_bps'), (bps, row) => (bps * (lengths[row] ?? 0)) / 8000);
  const { kpis } = evening.document;
  const delivered = kpis['traffic.bytes']?.value ?? 0;
  assert.ok(delivered < 0.97 * (kpis['traffic.asked.bytes']?.value ?? 0), 'much is short');
  // Each rate is rounded to a whole bit/s.
  const slack = sumOf(lengths, (ms) => ms / 16_000);
  assert.ok(Math.abs(bytes - delivered) <= slack + 1, `${bytes} of ${delivered}`);
});

test('it stood still as long as the account says', () => {
  const stalledMs = sumOf(player('fluid_stalled_ms'));
  const playedMs = sumOf(player('fluid_played_ms'));
  const ratio = evening.document.kpis['qoe.rebuffer.ratio']?.value ?? 0;
  assert.ok(ratio > 0.0005, `${ratio} stood still`);
  assert.ok(Math.abs(stalledMs / (stalledMs + playedMs) - ratio) < 1e-5, `${ratio}`);
});

test('no player of chunks plays longer than its session, and all shows are of the sessions', () => {
  const lengths = player('length_ms');
  for (const way of ['fluid', 'chunk']) {
    const [played, stalled, delay] = ['played', 'stalled', 'delay'].map((of) =>
      player(`${way}_${of}_ms`),
    );
    for (let row = 0; row < lengths.length; row++) {
      const all = (played?.[row] ?? 0) + (stalled?.[row] ?? 0) + (delay?.[row] ?? 0);
      assert.ok(
        Math.abs(all - (lengths[row] ?? 0)) <= 2,
        `${way} ${row}: ${all} of ${lengths[row]}`,
      );
    }
  }
});

/** Sessions of 1,000 s: their rates and stalls by the account, and by chunks. */
function playersOf(rows: readonly (readonly [number, number, number, number])[]): Series {
  const numbers = (name: string, of: (row: readonly number[]) => number) => ({
    ...{ name, values: Float64Array.from(rows, of) },
  });
  const columns = [
    numbers('length_ms', () => 1_000_000),
    numbers('fluid_bps', ([bps = 0]) => bps),
    numbers('fluid_stalled_ms', ([, ms = 0]) => ms),
    numbers('fluid_played_ms', ([, ms = 0]) => 1_000_000 - ms),
    numbers('chunk_bps', ([, , bps = 0]) => bps),
    numbers('chunk_stalled_ms', ([, , , ms = 0]) => ms),
    numbers('chunk_played_ms', ([, , , ms = 0]) => 1_000_000 - ms),
  ];
  return { name: 'player', columns };
}

test('the fluid stands up to 5 % of the bitrate and .2 points of stalls, and falls beyond', () => {
  const stands = (...rows: (readonly [number, number, number, number])[]) =>
    judgePlayer(playersOf(rows))?.stands;
  assert.is(stands([4e6, 0, 3.8e6, 0]), true);
  assert.is(stands([4e6, 0, 3.799e6, 0]), false);
  assert.is(stands([4e6, 0, 4.201e6, 0]), false);
  assert.is(stands([4e6, 0, 4e6, 2000]), true);
  assert.is(stands([4e6, 0, 4e6, 2001]), false);
  assert.is(stands([4e6, 2001, 4e6, 0]), false);
  assert.is(stands([4e6, 4000, 4e6, 0], [4e6, 0, 4e6, 0]), true, 'over all of them');
  assert.is(judgePlayer(playersOf([])), undefined);
});

test('it is said in a line, and is a warning where it does not stand', () => {
  const said = (...rows: (readonly [number, number, number, number])[]) =>
    playerAnswers([playersOf(rows)]);
  assert.equal(said([4e6, 0, 4e6, 1000], [4e6, 0, 3.7e6, 0]), {
    warnings: [],
    answers: [
      'Played again chunk by chunk, on 2 sessions: bitrate and stalls hold. 3.85 Mbps against ' +
        '4.00 Mbps of this run, stalled 0.05 % against 0.00 % of the time; ' +
        '50 % of the sessions agree within 5 %.',
    ],
  });
  const { warnings, answers } = said([4e6, 9000, 4e6, 0]);
  assert.equal(answers, []);
  assert.match(warnings[0] ?? '', /^Played again chunk by chunk, .* do NOT hold, take those/);
  assert.equal(said(), { warnings: [], answers: [] });
});

test.run();
