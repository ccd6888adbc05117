// Does a simulated evening keep its promises? Feedback, failover, conservation, determinism.
import type { World } from '@fairlead/core';
import { zoneRules } from '@fairlead/scenarios';
import {
  checkSetup,
  createExchange,
  defaultHealthPolicy,
  play,
  type RunResult,
  resultOf,
  type Scenario,
  type ScenarioEvent,
  setUp,
  soloCrew,
  threadCrew,
} from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digestOf } from '../io/result.ts';
import { type TinySite, tinyWorld } from './support/tiny-world.ts';

const hourMs = 3600000;
/** 2026-11-20T18:00:00Z, a Friday; 19:00 in Amsterdam. */
const fromMs = 1795197600000;

function scenarioOf(change: Partial<Scenario>): Scenario {
  return {
    name: 'tiny',
    seed: 1,
    fromMs,
    toMs: fromMs + 2 * hourMs,
    warmupMs: hourMs,
    reportIntervalMs: 60000,
    reportDelayMs: 60000,
    reportLossShare: 0,
    instances: 4,
    demand: { startsPerMemberDay: 2.4, memberShare: 1 },
    policy: {
      ranking: ['prefix-length', 'as-path', 'med', 'distance'],
      want: 5,
      applianceShed: { from: 0.85, full: 0.97 },
      linkShed: { from: 0.85, full: 0.97 },
      health: defaultHealthPolicy,
    },
    events: [],
    expect: [],
    ...change,
  };
}

const imprint = {
  fairlead: 'test',
  timing: { wallSeconds: 0, sessionsPerSecond: 0, peakRssBytes: 0, workers: 1 },
};

async function runOf(world: World, scenario: Scenario, workers = 1): Promise<RunResult> {
  assert.equal(checkSetup(world, scenario), []);
  const { rules } = zoneRules(
    ['Europe/Amsterdam'],
    scenario.fromMs - scenario.warmupMs,
    scenario.toMs,
  );
  const setup = setUp(world, scenario, rules);
  const exchange = createExchange(setup);
  const threads = workers > 1 ? threadCrew(setup, exchange, workers) : undefined;
  const played = await play(setup, exchange, threads ?? soloCrew(setup, exchange));
  await threads?.close();
  return resultOf(world, played, imprint);
}

function column(result: RunResult, table: string, name: string): ArrayLike<number> {
  const series = result.series.find((one) => one.name === table);
  return series?.columns.find((one) => one.name === name)?.values as ArrayLike<number>;
}

function held({ document }: RunResult): void {
  for (const { name, checked, violated } of document.invariants) {
    assert.is(violated, 0, `${name} holds`);
    assert.ok(checked > 0, `${name} was checked`);
  }
}

const embedded: TinySite = {
  id: 'e1',
  kind: 'embedded',
  appliances: 3,
  capacityBps: 4e9,
  linkBps: 1e12,
  hops: 1,
};
const exchange: TinySite = {
  id: 'x1',
  kind: 'ix',
  appliances: 4,
  capacityBps: 2e10,
  linkBps: 1e12,
  hops: 2,
  hasTransit: true,
};

/** Members whose evening peak asks for about twice what the embedded site has. */
const crowded = { sites: [embedded, exchange], members: 60000 };

test('appliances that report late fill up to their rule and spill to the next rank', async () => {
  const result = await runOf(tinyWorld(crowded), scenarioOf({}));
  held(result);
  const peaks = Array.from(column(result, 'appliances', 'peak_share')).slice(0, 3);
  for (const peak of peaks) assert.ok(peak > 0.85 && peak <= 1.05, `peak ${peak}`);
  const { kpis } = result.document;
  assert.ok((kpis['traffic.ix.share']?.value ?? 0) > 0.2, 'the exchange serves what spills');
  assert.is(kpis['traffic.unserved.share']?.value, 0);
  assert.is(kpis['qoe.error.share']?.value, 0);
  assert.ok((kpis['miss.health.share']?.value ?? 0) > 0.2, 'spilled traffic is a health miss');
});

test('with reports of age 0 and one instance no appliance passes its capacity', async () => {
  const change = { reportDelayMs: 0, instances: 1 };
  const result = await runOf(tinyWorld(crowded), scenarioOf(change));
  held(result);
  const peak = Math.max(...Array.from(column(result, 'appliances', 'peak_share')));
  assert.ok(peak > 0.9 && peak <= 1, `peak ${peak}`);
});

test('reports of five minutes and eight instances keep appliances below 1.05 as well', async () => {
  const change = { reportIntervalMs: 300000, reportDelayMs: 300000, instances: 8 };
  const result = await runOf(tinyWorld(crowded), scenarioOf(change));
  held(result);
  const peak = Math.max(...Array.from(column(result, 'appliances', 'peak_share')));
  assert.ok(peak <= 1.05, `peak ${peak}`);
});

test('a full link sheds to the next rank although its appliances have room', async () => {
  const narrow = { ...embedded, capacityBps: 4e11, linkBps: 6e9 };
  const result = await runOf(tinyWorld({ ...crowded, sites: [narrow, exchange] }), scenarioOf({}));
  held(result);
  const links = Array.from(column(result, 'links', 'peak_share'));
  assert.ok(links[0] !== undefined && links[0] > 0.85 && links[0] <= 1.05, `link ${links[0]}`);
  const missed = Array.from(column(result, 'epochs', 'miss_link_bps'));
  assert.ok(Math.max(...missed) > 0, 'sessions are passed over with K');
});

const lossMs = fromMs + hourMs;
const loss: ScenarioEvent = { kind: 'site-down', target: 'e1', atMs: lossMs };

test('sessions of a lost site go on at the next rank, and come back when it does', async () => {
  const roomy = { ...crowded, members: 20000 };
  const event = { ...loss, untilMs: lossMs + hourMs / 2 };
  const result = await runOf(tinyWorld(roomy), scenarioOf({ events: [event] }));
  held(result);
  const embeddedBps = Array.from(column(result, 'epochs', 'embedded_bps'));
  const exchangeBps = Array.from(column(result, 'epochs', 'ix_bps'));
  const unserved = Array.from(column(result, 'epochs', 'unserved_bps'));
  assert.ok((embeddedBps[59] ?? 0) > 0 && (exchangeBps[59] ?? 1) === 0, 'before: rank 0 alone');
  assert.is(embeddedBps[61], 0, 'nothing is served where nothing lives');
  assert.ok((exchangeBps[61] ?? 0) > 0.95 * (embeddedBps[59] ?? 0), 'all of it reappears');
  assert.is(Math.max(...unserved), 0);
  assert.ok((embeddedBps[119] ?? 0) > (embeddedBps[59] ?? 0) / 3, 'new sessions return');
  assert.ok((result.document.kpis['qoe.failover.share']?.value ?? 0) > 0.05);
});

test('where nobody else hears the members, transit serves once the lease has run out', async () => {
  const only = { ...exchange, id: 'x2', hops: 1 };
  const deaf: TinySite = { ...exchange, id: 'x3' };
  const world = tinyWorld({ sites: [only, deaf], members: 5000 });
  const mute: World = { ...world, routes: { ...world.routes, rpki: Uint8Array.of(2, 1) } };
  const event: ScenarioEvent = { kind: 'site-down', target: 'x2', atMs: lossMs };
  const result = await runOf(mute, scenarioOf({ events: [event] }));
  held(result);
  const transit = Array.from(column(result, 'epochs', 'transit_bps'));
  assert.is(transit[59], 0);
  assert.ok((transit[119] ?? 0) > 0, 'last resort');
  assert.ok((result.document.kpis['qoe.error.share']?.value ?? 0) > 0, 'until then errors');
});

test('an appliance that dies alone hands its sessions to its neighbours', async () => {
  const event: ScenarioEvent = { kind: 'appliance-down', target: 'e1-a0', atMs: lossMs };
  const roomy = { ...crowded, members: 8000 };
  const result = await runOf(tinyWorld(roomy), scenarioOf({ events: [event] }));
  held(result);
  assert.is(result.document.kpis['traffic.embedded.share']?.value, 1);
  assert.is(result.document.kpis['traffic.unserved.share']?.value, 0);
});

test('an appliance that is back is believed after its hold, which is policy', async () => {
  const back = { atMs: lossMs, untilMs: lossMs + 10 * 60000 };
  const event: ScenarioEvent = { kind: 'site-down', target: 'e1', ...back };
  const roomy = tinyWorld({ ...crowded, members: 8000 });
  const served = async (holdMs: number) => {
    const { policy } = scenarioOf({});
    const health = { ...policy.health, holdMs, holdMsMax: holdMs };
    const change = { events: [event], policy: { ...policy, health } };
    return Array.from(column(await runOf(roomy, scenarioOf(change)), 'epochs', 'embedded_bps'));
  };
  const [short, long] = [await served(60000), await served(40 * 60000)];
  const lostAt = 60;
  assert.ok((short[lostAt - 1] ?? 0) > 0);
  assert.ok((short[lostAt + 20] ?? 0) > 0, 'back after ten minutes and two good reports');
  assert.is(long[lostAt + 35], 0, 'still held');
  assert.ok((long[lostAt + 50] ?? 0) > 0);
});

test('a panic share lets those serve that are back but not believed; 0 is as good as none', async () => {
  const world = tinyWorld({ sites: [{ ...exchange, capacityBps: 4e9 }], members: 20000 });
  const back = { atMs: lossMs, untilMs: lossMs + 10 * 60000 };
  const events = ['x1-a0', 'x1-a1', 'x1-a2'].map(
    (target): ScenarioEvent => ({ kind: 'appliance-down', target, ...back }),
  );
  const { policy } = scenarioOf({});
  const health = { ...policy.health, holdMs: 50 * 60000, holdMsMax: 50 * 60000 };
  const run = async (told: { panicShare?: number }) => {
    const result = await runOf(
      world,
      scenarioOf({ events, policy: { ...policy, health, ...told } }),
    );
    held(result);
    const heldBps = Array.from(column(result, 'epochs', 'ix_bps'))[75] ?? 0;
    const peak = Math.max(...Array.from(column(result, 'appliances', 'peak_share')));
    return { digest: digestOf(result), heldBps, peak };
  };
  const [none, off, on] = [
    await run({}),
    await run({ panicShare: 0 }),
    await run({ panicShare: 0.5 }),
  ];
  assert.is(off.digest, none.digest);
  assert.ok(on.heldBps > 1.1 * none.heldBps, `${on.heldBps} of ${none.heldBps} bit/s`);
  assert.ok(on.peak < none.peak - 0.2, `the one that is believed peaks at ${on.peak}`);
});

test('a cut link moves sessions away from appliances that live', async () => {
  const event: ScenarioEvent = { kind: 'link-down', target: 'e1-l', atMs: lossMs };
  const roomy = { ...crowded, members: 20000 };
  const result = await runOf(tinyWorld(roomy), scenarioOf({ events: [event] }));
  held(result);
  const exchangeBps = Array.from(column(result, 'epochs', 'ix_bps'));
  assert.ok((exchangeBps[70] ?? 0) > 0);
  assert.is(result.document.kpis['traffic.unserved.share']?.value, 0);
});

test('a cut link withdraws its routes, and the cluster goes on over its second link', async () => {
  const site = { ...exchange, hasTransit: false, hasSpare: true };
  const event: ScenarioEvent = {
    kind: 'link-down',
    target: 'x1-l',
    atMs: lossMs,
    untilMs: lossMs + hourMs / 2,
  };
  const world = tinyWorld({ sites: [site], members: 5000 });
  const result = await runOf(world, scenarioOf({ events: [event] }));
  held(result);
  const unserved = Array.from(column(result, 'epochs', 'unserved_bps'));
  const served = Array.from(column(result, 'epochs', 'ix_bps'));
  assert.ok((unserved[60] ?? 0) > 0, 'until steering hears of it');
  assert.is(unserved[64], 0, 'then nothing is lost');
  assert.ok((served[64] ?? 0) > 0.9 * (served[59] ?? 0));
  const bytes = Array.from(column(result, 'links', 'bytes'));
  assert.ok(bytes.length === 2 && bytes.every((each) => each > 0), 'both links carried some');
  assert.is(result.document.kpis['qoe.error.share']?.value, 0, 'players waited and went on');
});

test('a sample of one member in ten loads links and appliances as all members do', async () => {
  const world = tinyWorld({ ...crowded, members: 60000 });
  const all = await runOf(world, scenarioOf({}));
  const demand = { startsPerMemberDay: 2.4, memberShare: 0.1 };
  const tenth = await runOf(world, scenarioOf({ demand }));
  held(tenth);
  const value = (result: RunResult, kpi: string) => result.document.kpis[kpi]?.value ?? 0;
  for (const kpi of ['traffic.bytes', 'traffic.ix.share', 'qoe.bitrate.mean']) {
    const gap = value(tenth, kpi) / value(all, kpi) - 1;
    assert.ok(Math.abs(gap) < 0.05, `${kpi}: ${gap}`);
  }
  const { simulated } = tenth.document;
  assert.is(simulated.samplingFactor, 0.1);
  assert.ok(Math.abs((simulated.sessions * 10) / all.document.simulated.sessions - 1) < 0.03);
});

test('when everything is full, members get less and every bit is accounted for', async () => {
  const tight = { ...exchange, appliances: 1, capacityBps: 2e9 };
  const result = await runOf(tinyWorld({ sites: [tight], members: 60000 }), scenarioOf({}));
  const { kpis, invariants } = result.document;
  assert.ok((kpis['traffic.unserved.share']?.value ?? 0) > 0.5);
  assert.ok((kpis['qoe.rebuffer.ratio']?.value ?? 0) > 0.1);
  for (const name of ['bytes-conserved', 'load-returned', 'ranks-kept'])
    assert.is(invariants.find((check) => check.name === name)?.violated, 0, name);
  const shares = ['embedded', 'pni', 'ix', 'transit', 'unserved'].map(
    (kind) => kpis[`traffic.${kind}.share`]?.value ?? 0,
  );
  assert.ok(Math.abs(shares.reduce((a, b) => a + b) - 1) < 1e-12, 'the shares sum to 1');
});

test('one and two workers, and a second run, give the same digest; another seed another', async () => {
  const world = tinyWorld(crowded);
  const scenario = scenarioOf({ events: [loss] });
  const once = digestOf(await runOf(world, scenario));
  assert.is(digestOf(await runOf(world, scenario)), once, 'again');
  assert.is(digestOf(await runOf(world, scenario, 2)), once, 'two workers');
  assert.is(digestOf(await runOf(world, scenario, 3)), once, 'three workers');
  assert.is.not(digestOf(await runOf(world, { ...scenario, seed: 2 })), once, 'another seed');
});

test('a run that is stopped early reports what it measured until then', async () => {
  const world = tinyWorld(crowded);
  const scenario = scenarioOf({});
  const { rules } = zoneRules(['Europe/Amsterdam'], fromMs - hourMs, scenario.toMs);
  const setup = setUp(world, scenario, rules);
  const shared = createExchange(setup);
  const played = await play(setup, shared, soloCrew(setup, shared), ({ epoch }) => epoch < 90);
  const result = resultOf(world, played, imprint);
  held(result);
  assert.is(result.document.simulated.to, '2026-11-20T18:30:00Z');
  assert.is(column(result, 'epochs', 'ix_bps').length, 30);
});

test('members are the same whatever the policy: common random numbers', async () => {
  const world = tinyWorld(crowded);
  const base = await runOf(world, scenarioOf({}));
  const policy = { ...scenarioOf({}).policy, ranking: ['-as-path'] };
  const other = await runOf(world, scenarioOf({ policy }));
  const asked = (result: RunResult) => [
    result.document.simulated.sessions,
    result.document.kpis['traffic.bytes']?.value,
  ];
  assert.equal(asked(base), asked(other));
  assert.is.not(digestOf(base), digestOf(other));
});

test.run();
