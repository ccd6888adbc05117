// Do the shipped outages show what they say, with the rule that holds and without it?
import { readdirSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { playScenario } from '../commands/play-scenario.ts';
import { openShell } from '../terminal/shell.ts';
import { held } from './support/tiny-evening.ts';

/** Those of retries are in crowds.test.ts, minute by minute. */
const outages = readdirSync('scenarios/outages').filter((name) => !name.startsWith('24-'));

for (const name of outages.sort())
  test(`${name} comes out as it expects`, async () => {
    const { shell, close } = openShell({ isJson: false, isQuiet: true, stopsItself: true });
    const { result } = await playScenario(`scenarios/outages/${name}`, { workers: 1 }, shell);
    close();
    held(result);
    assert.ok(result.document.expectations.length > 0);
    for (const { kpi, op, bound, value, ok } of result.document.expectations)
      assert.ok(ok, `${kpi} ${op} ${bound}, found ${value}`);
  });

test.run();
