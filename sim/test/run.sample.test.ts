// Does a sample know how far it is from the whole? Each KPI lies within what the sample says of it.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { SessionSlice } from '../measures/window.ts';
import { kpiValues } from '../run/document.ts';
import type { KpiValue, RunResult } from '../run/result.ts';
import { countryOf, eveningMs, lostSite, runOf, scenarioOf } from './support/country.ts';
import { noSessions, noTables } from './support/window.ts';

const isProof = process.env.FAIRLEAD_PROVE === '1';
const seeds = isProof ? 15 : 6;
const shares = [1, 0.5, 0.1, 0.02];

type Kpis = RunResult['document']['kpis'];

/** The country with room for all, and a site that is lost. */
async function kpisOf(seed: number, memberShare: number): Promise<Kpis> {
  const demand = { startsPerMemberDay: 2.6, memberShare };
  const events = [{ kind: 'site-down', target: lostSite, atMs: eveningMs + 3_600_000 }];
  const world = countryOf(1);
  const { appliances } = world;
  const capacityBps = appliances.capacityBps.map((bps) => 4 * bps);
  const roomy = { ...world, appliances: { ...appliances, capacityBps } };
  return (await runOf(roomy, scenarioOf({ seed, demand, events }))).document.kpis;
}

/** Whether a KPI of a sample has the whole's value in its interval; undefined: it has none. */
function isWithin(told: KpiValue | undefined, whole: KpiValue | undefined): boolean | undefined {
  if (typeof told?.value !== 'number' || typeof whole?.value !== 'number') return undefined;
  const { low, high } = told;
  if (low === undefined || high === undefined) return undefined;
  const slack = 1e-9 * Math.abs(whole.value);
  return low - slack <= whole.value && whole.value <= high + slack;
}

test('KPIs of samples have the whole in 93 % of their intervals, and each in 85 % of its own', async () => {
  const found = new Map<string, boolean[]>();
  for (let seed = 1; seed <= seeds; seed++) {
    const whole = await kpisOf(seed, 1);
    for (const share of shares) {
      const sample = share === 1 ? whole : await kpisOf(seed, share);
      for (const name of Object.keys(whole)) {
        const is = isWithin(sample[name], whole[name]);
        if (is !== undefined) found.set(name, [...(found.get(name) ?? []), is]);
      }
    }
  }
  const all = [...found.values()].flat();
  const within = (list: readonly boolean[]) => list.filter((is) => is).length / list.length;
  assert.ok(within(all) >= 0.93, `${within(all)} of ${all.length}`);
  assert.ok(found.size >= 30, `${found.size} KPIs have an interval`);
  const astray = [...found].filter(([, list]) => within(list) < 0.85);
  const text = ([name, list]: readonly [string, readonly boolean[]]) => `${name}: ${within(list)}`;
  assert.equal(astray.map(text), []);
});

test('how full boxes were, and how often they flipped, a small sample does not say', async () => {
  const sample = await kpisOf(1, 0.1);
  for (const name of [
    'link.peak.asked.p50',
    'appliance.peak.carried.max',
    'control.flips',
    'miss.load.share',
  ]) {
    const told = sample[name] as Extract<KpiValue, { value: null }>;
    assert.is(told.value, null, name);
    assert.match(told.reason, /^in a sample a few sessions/);
    assert.is.not((await kpisOf(1, 1))[name]?.value, null, 'the whole does');
  }
});

/** 32 groups of 90 or 110 sessions in turn, of which the first `failed` failed over. */
function windowOf(failed: number) {
  const slice = (groups: readonly number[]): SessionSlice => {
    const none = noSessions();
    const present = groups.reduce((sum, group) => sum + 90 + 20 * (group % 2), 0);
    const failedOver = groups.filter((group) => group < failed).length;
    const times = { ...none.times, present: BigInt(present), failedOver: BigInt(failedOver) };
    return { ...none, times };
  };
  const groups = Array.from({ length: 32 }, (_, group) => group);
  const without = groups.map((gone) => slice(groups.filter((group) => group !== gone)));
  const others = { networks: [], countries: [], tables: noTables() };
  return { all: slice(groups), without, ...others };
}

test('of 3,200 sessions none failed: it may be 1 in 800 all the same, as a score has it', () => {
  const told = kpiValues(windowOf(0), 1, 180_000)['qoe.failover.share'];
  assert.is(told?.value, 0);
  const { low, high } = told as { readonly low: number; readonly high: number };
  assert.is(low, 0);
  // 2.04² ÷ 3,200 is .0013; groups of 90 and 110 tell of 3,303 sessions and not of 3,200.
  assert.ok(Math.abs(high - (2.04 * 2.04) / 3303) < 2e-6, `${high}`);
});

test('of 3,200 sessions four failed: between 1.5 and 10.5 of them, not between 0 and 8', () => {
  const told = kpiValues(windowOf(4), 1, 180_000)['qoe.failover.share'];
  const { low, high } = told as { readonly low: number; readonly high: number };
  assert.ok(Math.abs(low * 3200 - 1.55) < 0.1, `${low * 3200}`);
  assert.ok(Math.abs(high * 3200 - 10.3) < 0.3, `${high * 3200}`);
});

test.run();
