// Does a simulated evening keep its promises? Load that is shared out, bits that add up, one digest.
import { zoneRules } from '@fairlead/scenarios';
import { createRunMemory, play, type RunResult, resultOf, setUp, soloCrew } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digestOf } from '../io/result.ts';
import {
  column,
  crowded,
  embedded,
  exchange,
  fromMs,
  held,
  hourMs,
  imprint,
  loss,
  runOf,
  scenarioOf,
} from './support/tiny-evening.ts';
import { tinyWorld } from './support/tiny-world.ts';

test('appliances that report late fill up to their rule and spill to the next rank', async () => {
  const result = await runOf(tinyWorld(crowded), scenarioOf({}));
  held(result);
  const peaks = Array.from(column(result, 'appliances', 'peak_asked_share')).slice(0, 3);
  for (const peak of peaks) assert.ok(peak > 0.85 && peak <= 1.05, `peak ${peak}`);
  const { kpis } = result.document;
  assert.ok((kpis['traffic.ix.share']?.value ?? 0) > 0.2, 'the exchange serves what spills');
  assert.is(kpis['traffic.unserved.share']?.value, 0);
  assert.is(kpis['qoe.error.share']?.value, 0);
  assert.ok((kpis['miss.load.share']?.value ?? 0) > 0.2, 'spilled traffic is shed by load');
});

test('with reports of age 0 and one instance no appliance passes its capacity', async () => {
  const change = { reportDelayMs: 0, instances: 1 };
  const result = await runOf(tinyWorld(crowded), scenarioOf(change));
  held(result);
  const peak = Math.max(...Array.from(column(result, 'appliances', 'peak_asked_share')));
  assert.ok(peak > 0.9 && peak <= 1, `peak ${peak}`);
});

test('reports of five minutes and eight instances keep appliances below 1.06', async () => {
  const change = { reportIntervalMs: 300000, reportDelayMs: 300000, instances: 8 };
  const result = await runOf(tinyWorld(crowded), scenarioOf(change));
  held(result);
  const peak = Math.max(...Array.from(column(result, 'appliances', 'peak_asked_share')));
  assert.ok(peak <= 1.06, `peak ${peak}`);
});

test('a full link sheds to the next rank although its appliances have room', async () => {
  const narrow = { ...embedded, capacityBps: 4e11, linkBps: 6e9 };
  const result = await runOf(tinyWorld({ ...crowded, sites: [narrow, exchange] }), scenarioOf({}));
  held(result);
  const links = Array.from(column(result, 'links', 'peak_asked_share'));
  assert.ok(links[0] !== undefined && links[0] > 0.85 && links[0] <= 1.05, `link ${links[0]}`);
  const missed = Array.from(column(result, 'epochs', 'miss_link_bps'));
  assert.ok(Math.max(...missed) > 0, 'sessions are passed over with K');
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
  // Of a thousand sessions an hour chance makes one hour 3 % larger: which is best is not known.
  assert.ok(value(all, 'traffic.peakhour.ix.share') > 0.2);
  assert.is(tenth.document.kpis['traffic.peakhour.ix.share']?.value, null);
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
  const shared = createRunMemory(setup);
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
    result.document.kpis['traffic.asked.bytes']?.value,
  ];
  assert.equal(asked(base), asked(other));
  assert.is.not(digestOf(base), digestOf(other));
});

test.run();
