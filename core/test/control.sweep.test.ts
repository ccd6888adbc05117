// Does load keep in its bounds up to 94 %, by instances that hear late of sessions of any length?
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  countOwn,
  createLoads,
  defaultLoadRule,
  sessionLengthMs,
  updateShedUnits,
} from '../index.ts';
import type { SweepCase, SweepRule } from './support/load-sweep.ts';
import { sweepCells, sweepTenth } from './support/sweep-cells.ts';
import { remembering } from './support/sweep-memory.ts';
import { leastLoaded, onOff, product, unscaled } from './support/sweep-rules.ts';
import { playCells } from './support/sweep-table.ts';

const late: SweepCase = {
  ...{ load: 0.94, leaps: false, isUneven: true, delay: 1 },
  ...{ instances: 100, intervalS: 60, sessionS: 150 },
};

/** Where the rule swung once: high load, a hundred instances, reports a period late. */
const hard: readonly SweepCase[] = [
  late,
  { ...late, isUneven: false },
  { ...late, instances: 10, intervalS: 300, delay: 0 },
  { ...late, intervalS: 300, delay: 0, leaps: true },
  { ...late, intervalS: 10, delay: 0, load: 0.94 },
  { ...late, intervalS: 300, sessionS: 600 },
];

const none = { over: 0, fullest: 0, emptiest: 0, flips: 0, rms: 0, echo: 0 };

const textOf = (rule: SweepRule, cells: readonly SweepCase[]) =>
  playCells(rule, cells)
    .filter(({ missed }) => missed.length > 0)
    .map(({ of, outcome, missed }) => `${missed.join()}: ${JSON.stringify({ ...of, ...outcome })}`);

test('the sweep has every cell once, and its tenth some of every kind', () => {
  assert.is(new Set(sweepCells.map((of) => JSON.stringify(of))).size, 1620);
  assert.is(sweepTenth.length, 162);
  for (const of of sweepCells)
    for (const name of Object.keys(of) as (keyof SweepCase)[])
      assert.ok(
        sweepTenth.some((one) => one[name] === of[name]),
        `${name} ${of[name]}`,
      );
});

test('at 94 % uneven demand is spread, leaps settle, and nothing swings, though reports are late', () => {
  assert.equal(textOf(product, hard), []);
});

test('the same cells fail every rule that does not think of old reports', () => {
  for (const rule of [onOff, leastLoaded, unscaled])
    assert.ok(textOf(rule, hard.slice(0, 3)).length > 0, rule.name);
});

test('a sweep that was stopped goes on, but for the line it was stopped in; others begin anew', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-sweep-'));
  const file = join(folder, 'sweep.jsonl');
  const cells = hard.slice(0, 3);
  const playedBy = (digest: string, shortBy: number) => {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    writeFileSync(file, text.slice(0, text.length - shortBy));
    let count = 0;
    const play = remembering(file, digest, ({ name }, { load }) => {
      count++;
      return { ...none, max: load, peak: name.length };
    });
    for (const of of [...cells, ...cells])
      assert.equal(play(product, of), { ...none, max: of.load, peak: product.name.length });
    return count;
  };
  assert.equal([playedBy('a', 0), playedBy('a', 0), playedBy('a', 5)], [3, 0, 1]);
  assert.equal([playedBy('b', 0), playedBy('b', 1), playedBy('b', 0)], [3, 1, 0]);
  rmSync(folder, { recursive: true });
});

test("sessions are measured: after a few have ended their length counts, and not the rule's", () => {
  const lengthS = (sessionS: number, seconds: number) => {
    const loads = createLoads(1, 0);
    const [rule, own] = [defaultLoadRule, 300];
    for (let k = 0; k < own; k++) countOwn(loads, 0, 5e6);
    for (let [atS, due] = [1, 0]; atS <= seconds; atS++) {
      // As many begin as end: a steady load.
      for (due += own / sessionS; due >= 1; due--)
        for (const one of [5e6, -5e6]) countOwn(loads, 0, one);
      const input = { room: 1e10, atMs: atS * 1000, leastShare: 0 };
      updateShedUnits(loads, 0, input, { rule, instances: 10 });
    }
    return sessionLengthMs(loads, rule.sessionMs) / 1000;
  };
  for (const sessionS of [150, 600, 3000]) {
    const found = lengthS(sessionS, 900);
    assert.ok(Math.abs(found / sessionS - 1) < 0.2, `${sessionS}: ${found}`);
  }
  assert.is(lengthS(0.5, 900), 3000 / 32);
  assert.is(lengthS(1e9, 3e5), 12_000);
});

test.run();
