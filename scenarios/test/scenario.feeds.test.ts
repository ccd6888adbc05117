// Does the checker say what is wrong with a feed, and read back what it wrote?
import { comparatorNames } from '@fairlead/core';
import { effectiveScenario, loadScenario } from '@fairlead/scenarios';
import { kpiNames } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { told, write } from './support/scenario-files.ts';

const names = { kpis: kpiNames, comparators: comparatorNames };
const loaded = (event: string) =>
  loadScenario(
    write(
      'feed.yaml',
      `world: { generate: {} }\nevents:\n  - { ${event}, at: 2026-11-20T20:00:00Z }\n`,
    ),
    names,
  );
const wrong = (event: string): string => {
  const result = loaded(event);
  return 'problems' in result ? told(result.problems).join('\n') : '';
};

test('what is wrong with a feed is said with what may be said instead', () => {
  assert.match(wrong('feed: laod, is: lost'), 'expected a feed: health or load');
  assert.match(wrong('feed: load'), '"feed" needs "is"');
  assert.match(wrong('feed: load, is: lots'), /expected a fault such as .*; did you mean "lost"\?/);
  assert.match(wrong('feed: load, is: late'), "say how late: 'late 5m'");
  assert.match(wrong('feed: load, is: late 5 min'), 'did you mean 5m?');
  assert.match(
    wrong('feed: load, is: lost 130 %'),
    "say how much of it: 'lost 30 %', or all: lost",
  );
  assert.match(wrong('feed: health, is: x10'), /reports of health: expected one of late, .* found/);
  assert.match(wrong('feed: load, is: unfit'), /reports of load: expected one of .*x10, found/);
  assert.match(wrong('feed: load, is: lost, observers: 1'), 'loads are reported by no observer');
  assert.match(wrong('feed: load, is: lost, force: 1h'), '"feed" has no key "force"');
});

test('every fault is written as it is read', () => {
  for (const is of ['late 90s', 'lost', 'lost 7 %', 'doubled 0.1 %', 'reordered', 'frozen', 'x0'])
    for (const feed of ['load', 'health']) {
      if (feed === 'health' && is === 'x0') continue;
      const result = loaded(`feed: ${feed}, is: ${is}, in: [site a, b]`);
      assert.not('problems' in result, is);
      if ('problems' in result) continue;
      const [event] = effectiveScenario(result.title, result.scenario, result.worldSource)
        .events as readonly { is: string }[];
      assert.is(event?.is, is);
    }
});

test.run();
