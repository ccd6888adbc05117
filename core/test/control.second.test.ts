// Is part 5 of RULES.md enough? A program in another language, from that page, sheds as core does.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  countOwn,
  createLoadMark,
  createLoads,
  type LoadMark,
  type LoadRule,
  loadPlaces,
  sessionLengthMs,
  takeReport,
  updateShedUnits,
  writeLoadMark,
} from '../index.ts';
import { createDice, type Dice } from './support/dice.ts';
import { cell } from './support/oracle-basics.ts';
import { second, withPython } from './support/second.ts';

const runCount = process.env.FAIRLEAD_PROVE ? 1000 : 100;
const stepsEach = 800;
const rowCount = 3;

type Event = readonly (string | number)[];
type Draw = { readonly rule: LoadRule; readonly instances: number; readonly events: Event[] };

/** A rule, and events in order of time: reports late, lost or doubled; leaps, pauses, no sessions. */
function drawRun(seed: number): Draw {
  const dice = createDice(seed);
  const from = 0.5 + dice.unit() * 0.4;
  const rule = {
    shed: { from, full: from + 0.02 + dice.unit() * 0.2 },
    sessionMs: dice.pick([60_000, 300_000, 3_000_000]),
    surpriseShare: dice.pick([0.01, 0.05, 0.2]),
    playShare: dice.pick([0, 0.02, 0.05]),
    slackShare: dice.pick([0, 0.05, 0.1]),
  };
  const instances = dice.pick([1, 2, 10, 100]);
  const events: Event[] = [];
  const at = { ms: 0, load: 50, endShare: dice.pick([0.2, 0.5, 0.95]) };
  const marked: number[] = [];
  for (let step = 0; step < stepsEach; step++) drawStep(dice, at, marked, events);
  return { rule, instances, events };
}

function drawStep(
  dice: Dice,
  at: { ms: number; load: number; readonly endShare: number },
  marked: number[],
  events: Event[],
): void {
  const row = dice.below(rowCount);
  at.ms += dice.pick([0, 7, 100, 999, 1000, 10_000, 60_000]);
  if (dice.chance(0.03)) at.load = dice.unit() * dice.pick([1, 100, 1000]);
  const kind = dice.unit();
  if (kind < 0.4) {
    const load = dice.pick([1, 1, 1, 0.5, 2.5, 40]);
    events.push(['session', row, dice.chance(at.endShare) ? -load : load]);
  } else if (kind < 0.6) {
    const load = at.load * (0.9 + dice.unit() * 0.2);
    if (!marked.includes(at.ms)) events.push(['mark', at.ms]);
    if (!marked.includes(at.ms)) marked.push(at.ms);
    events.push([
      'report',
      row,
      load,
      cell(marked, Math.max(0, marked.length - 1 - dice.below(4))),
    ]);
  }
  if (dice.chance(0.7))
    events.push(['share', row, at.ms, dice.pick([100, 100, 80]), dice.pick([0, 0, 0, 0.3])]);
}

/** What core makes of the same events. */
function played({ rule, instances, events }: Draw): unknown[] {
  const loads = createLoads(rowCount, 0);
  const marks = new Map<number, LoadMark>();
  const answers: unknown[] = [];
  for (const [kind, ...told] of events) {
    const [a = 0, b = 0, c = 0, d = 0] = told.map(Number);
    if (kind === 'session') countOwn(loads, a, b);
    if (kind === 'mark') {
      const mark = createLoadMark(rowCount);
      writeLoadMark(mark, loads, a);
      marks.set(a, mark);
    }
    if (kind === 'report') takeReport(loads, a, b, marks.get(c) ?? createLoadMark(rowCount));
    if (kind !== 'share') continue;
    const input = { room: c, atMs: b, leastShare: d };
    const units = updateShedUnits(loads, a, input, { rule, instances });
    const [believed, held, demand, gain] = (['believed', 'held', 'demand', 'gain'] as const).map(
      (column) => cell(loads[column], a * loadPlaces),
    );
    const length = sessionLengthMs(loads, rule.sessionMs);
    answers.push({ units, believed, held, demand, gain, length });
  }
  return answers;
}

/** As the second reads it. */
function lineOf({ rule, instances, events }: Draw) {
  const { shed, sessionMs, surpriseShare, playShare, slackShare } = rule;
  const constants = { session: sessionMs, surprise: surpriseShare, play: playShare };
  return {
    loads: {
      rule: { ...shed, ...constants, slack: slackShare },
      ...{ instances, rows: rowCount, at: 0, events },
    },
  };
}

withPython(`a program from RULES.md sheds in ${runCount * stepsEach} steps as core does`, () => {
  const runs = Array.from({ length: runCount }, (_, seed) => drawRun(seed));
  const given = second(runs.map(lineOf)) as unknown[][];
  const tally = new Map<string, number>();
  const count = (word: string) => tally.set(word, (tally.get(word) ?? 0) + 1);
  runs.forEach((run, seed) => {
    const right = played(run);
    right.forEach((answer, n) => {
      assert.equal(given[seed]?.[n], answer, `run ${seed}, share ${n}`);
      const { units, gain } = answer as { units: number; gain: number };
      count(units === 0 ? 'none' : units === 65_536 ? 'all' : 'some');
      count(gain < 1 ? 'damped' : 'whole');
    });
  });
  for (const word of ['none', 'some', 'all', 'damped', 'whole'])
    assert.ok((tally.get(word) ?? 0) > runCount, `${word}: ${tally.get(word) ?? 0} times`);
});

test.run();
