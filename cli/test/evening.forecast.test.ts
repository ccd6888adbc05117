// What does it do for an evening that steering is told of a crowd: rightly, of half, of thrice?
import type { Broadcast } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  column,
  embedded,
  exchange,
  fromMs,
  held,
  runOf,
  scenarioOf,
} from './support/tiny-evening.ts';
import { tinyWorld } from './support/tiny-world.ts';

const minuteMs = 60_000;
/** Minute in which 16 % of the members come. */
const begin = 40;
const siteBps = 3 * 3e9;
const world = tinyWorld({
  sites: [{ ...embedded, capacityBps: siteBps / 3 }, exchange],
  members: 20_000,
});
const live: Broadcast = {
  title: 'final',
  ...{ audience: 0.16, burst: 1, burstMs: minuteMs },
  ...{ atMs: fromMs + begin * minuteMs, untilMs: fromMs + 70 * minuteMs },
};

async function told(forecast?: number) {
  const lives = [{ ...live, ...(forecast === undefined ? {} : { forecast }) }];
  const demand = { startsPerMemberDay: 2.4, memberShare: 1, lives };
  const toMs = fromMs + 50 * minuteMs;
  const late = { reportDelayMs: 2 * minuteMs, warmupMs: 5 * minuteMs, toMs };
  const result = await runOf(world, scenarioOf({ ...late, demand }));
  held(result);
  const bps = column(result, 'epochs', 'embedded_bps');
  const { kpis } = result.document;
  return {
    fullBefore: (bps[begin - 1] ?? 0) / siteBps,
    fullAfter: (bps[begin + 4] ?? 0) / siteBps,
    nearShare: kpis['traffic.embedded.share']?.value ?? Number.NaN,
    unservedShare: kpis['traffic.unserved.share']?.value ?? Number.NaN,
    peak: kpis['appliance.peak.asked.max']?.value ?? Number.NaN,
  };
}

const runs = [await told(), await told(0.5), await told(1), await told(3)] as const;
const [none, half, right, thrice] = runs;

test('the larger the crowd that is told of, the emptier its site is the minute before', () => {
  assert.ok(none.fullBefore > 0.75 && none.fullBefore < 0.85, `${none.fullBefore} without a word`);
  assert.ok(half.fullBefore < none.fullBefore - 0.1, `${half.fullBefore} for half of it`);
  assert.ok(right.fullBefore < half.fullBefore - 0.05, `${right.fullBefore} for all of it`);
  assert.ok(thrice.fullBefore < right.fullBefore, `${thrice.fullBefore} for thrice as many`);
  // Who plays there stays: of those a good third plays on for the half hour in which room is made.
  assert.ok(thrice.fullBefore > none.fullBefore / 3);
});

test('that room is paid for in bytes of the first rank, too much of it for nothing', () => {
  const shares = runs.map(({ nearShare }) => nearShare);
  for (let k = 1; k < shares.length; k++)
    assert.ok((shares[k] ?? 1) < (shares[k - 1] ?? 0), `${shares}`);
  for (const { fullAfter } of runs) {
    const gap = Math.abs(fullAfter - none.fullAfter);
    assert.ok(gap < 0.04, 'five minutes later the site is as full whatever was told');
  }
});

test('an instance that sees the crowd come itself overloads nothing, told or not', () => {
  for (const { peak, unservedShare } of runs) {
    assert.ok(peak < 0.9, `${peak}`);
    assert.is(unservedShare, 0);
  }
});

test.run();
