// Do the shipped scenarios of crowds show what they say: stuck or not, overloaded or not?
import type { RunResult } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { playScenario } from '../commands/play-scenario.ts';
import { openShell } from '../terminal/shell.ts';
import { column, held } from './support/tiny-evening.ts';

async function played(path: string, workers = 1): Promise<RunResult> {
  const { shell, close } = openShell({ isJson: false, isQuiet: true, stopsItself: true });
  const { result } = await playScenario(`scenarios/${path}.yaml`, { workers }, shell);
  close();
  for (const { kpi, op, bound, value, ok } of result.document.expectations)
    assert.ok(ok, `${path}: ${kpi} ${op} ${bound}, found ${value}`);
  return result;
}

const sumOf = (values: ArrayLike<number>) => Array.from(values).reduce((sum, of) => sum + of, 0);

test('with a retry budget a cluster answers 99 of 100 tries five minutes after its box is back', async () => {
  const result = await played('outages/24-retries-within-a-budget');
  held(result);
  const [tries, answered] = ['tries', 'answered'].map((name) => column(result, 'tries', name));
  assert.is(tries?.length, 20);
  for (let minute = 0; minute < 20; minute++)
    assert.ok((answered?.[minute] ?? 0) >= 0.99 * (tries?.[minute] ?? 0), `minute ${minute}`);
  const threads = await played('outages/24-retries-within-a-budget', 2);
  assert.is(threads.document.digest, result.document.digest, 'on any number of threads');
});

test('without one it answers nobody for as long as it is watched, though it has room for all', async () => {
  const result = await played('outages/24-retries-without-a-budget');
  held(result);
  const [tries, answered] = ['tries', 'answered'].map((name) => column(result, 'tries', name));
  assert.is(sumOf(answered ?? []), 0);
  const started = column(result, 'epochs', 'sessions_started');
  for (let minute = 0; minute < 10; minute++) {
    const room = 60 * 5 * 5.4;
    assert.ok((started[minute] ?? 0) < 0.8 * room, 'its boxes would take all who start');
    assert.ok((tries?.[minute] ?? 0) > 30 * (started[minute] ?? 0), 'thirty tries a start');
  }
});

test('what is reserved at nominal rates overloads no box, what is observed in calm scenes does', async () => {
  const nominal = await played('whatifs/live-reserving-nominal');
  const observed = await played('whatifs/live-reserving-observed');
  for (const result of [nominal, observed]) held(result);
  const asked = ({ document }: RunResult) => document.kpis['traffic.asked.bytes']?.value;
  assert.is(asked(observed), asked(nominal), 'the same is asked');
});

test.run();
