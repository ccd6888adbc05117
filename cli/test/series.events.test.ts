// What do tables say of what events change: how full it was, and what was asked of it meanwhile?
import type { RunResult, ScenarioEvent } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  column,
  crowded,
  event,
  fromMs,
  lossMs,
  roomy,
  runOf,
  scenarioOf,
} from './support/tiny-evening.ts';
import { tinyWorld } from './support/tiny-world.ts';

const world = tinyWorld(crowded);
const startMs = fromMs - 3_600_000;
const scaled = (value: number) => ({ how: 'scale', value }) as const;
const played = (events: readonly ScenarioEvent[], of = world): Promise<RunResult> =>
  runOf(of, scenarioOf({ events }));

/** All shares of what was carried stand between nothing and all; the site's is that of its boxes. */
function sharesHold(result: RunResult): number {
  for (const table of ['sites', 'links', 'appliances'])
    for (const share of Array.from(column(result, table, 'peak_carried_share')))
      assert.ok(share >= 0 && share <= 1, `${table}: ${share}`);
  const site = column(result, 'sites', 'peak_carried_share')[0] ?? Number.NaN;
  const boxes = Array.from(column(result, 'appliances', 'peak_carried_share')).slice(0, 3);
  assert.ok(site <= Math.max(...boxes) + 1e-6, `${site} of the site, its boxes ${boxes}`);
  assert.ok(site >= Math.min(...boxes) - 0.05, `${site} of the site, its boxes ${boxes}`);
  return site;
}

test('a site that has a quarter of what is declared is full when that quarter is', async () => {
  const quarter = { capacity: scaled(0.25), silent: true };
  const result = await played([event('degrade', 'site e1', { atMs: startMs, keys: quarter })]);
  assert.ok(sharesHold(result) > 0.99, 'twice what there is was asked at four times as much');
  assert.is(column(result, 'sites', 'capacity_bps')[0], 12e9, 'as declared');
});

test('a site that has twice what is declared is not fuller than full', async () => {
  const twice = { capacity: scaled(2), because: 'it was built' };
  const result = await played([event('degrade', 'site e1', { atMs: startMs, keys: twice })]);
  const peakBps = column(result, 'sites', 'peak_bps')[0] ?? 0;
  assert.ok(peakBps > 12e9, `${peakBps} is more than is declared`);
  assert.ok(Math.abs(sharesHold(result) - peakBps / 24e9) < 1e-5);
});

test('what an event touches is asked while it lasts alone, also within a minute', async () => {
  const touched = async (atMs: number, ms: number) => {
    const keys = { capacity: scaled(0.9), silent: true };
    const result = await played(
      [event('degrade', 'site e1', { atMs, untilMs: atMs + ms, keys })],
      roomy,
    );
    const rate = column(result, 'touched', 'asked_bps')[0] ?? 0;
    assert.ok(rate > 1e9);
    return (column(result, 'touched', 'asked_bytes')[0] ?? 0) / ((rate * ms) / 8000);
  };
  const near = (ratio: number, what: string) =>
    assert.ok(Math.abs(ratio - 1) < 0.05, `${what}: ${ratio} of rate × time`);
  near(await touched(lossMs, 1), 'a millisecond');
  near(await touched(lossMs + 50_000, 20_000), 'over the end of a minute');
  near(await touched(lossMs + 10_000, 200_000), 'two whole minutes and parts of two');
});

test.run();
