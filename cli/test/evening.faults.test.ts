// What becomes of sessions when a site, an appliance or a link is lost in the evening?
import type { World } from '@fairlead/core';
import type { ScenarioEvent } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digestOf } from '../io/result.ts';
import {
  column,
  crowded,
  exchange,
  held,
  hourMs,
  loss,
  lossMs,
  runOf,
  scenarioOf,
} from './support/tiny-evening.ts';
import { type TinySite, tinyWorld } from './support/tiny-world.ts';

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
  // Who was there, or comes before steering knows, is on none for the seconds until it notices.
  assert.ok((unserved[60] ?? 0) > 0);
  assert.is(Math.max(...unserved.slice(0, 60), ...unserved.slice(64)), 0);
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
  const { kpis } = result.document;
  const absent = kpis['traffic.absent.share']?.value ?? 0;
  assert.ok(absent > 0 && absent < 0.001, `${absent}: seconds until players notice`);
  assert.is(kpis['traffic.unserved.share']?.value, absent);
  assert.ok(Math.abs((kpis['traffic.embedded.share']?.value ?? 0) + absent - 1) < 1e-12);
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
    const peak = Math.max(...Array.from(column(result, 'appliances', 'peak_asked_share')));
    return { digest: digestOf(result), heldBps, peak };
  };
  const [none, off, on] = [
    await run({}),
    await run({ panicShare: 0 }),
    await run({ panicShare: 0.5 }),
  ];
  assert.is(off.digest, none.digest);
  assert.ok(on.heldBps > 1.1 * none.heldBps, `${on.heldBps} of ${none.heldBps} bit/s`);
  assert.ok(on.peak < none.peak, `the one that is believed peaks at ${on.peak}`);
});

test('a cut link moves sessions away from appliances that live', async () => {
  const event: ScenarioEvent = { kind: 'link-down', target: 'e1-l', atMs: lossMs };
  const roomy = { ...crowded, members: 20000 };
  const result = await runOf(tinyWorld(roomy), scenarioOf({ events: [event] }));
  held(result);
  const exchangeBps = Array.from(column(result, 'epochs', 'ix_bps'));
  assert.ok((exchangeBps[70] ?? 0) > 0);
  const unserved = result.document.kpis['traffic.unserved.share']?.value ?? 1;
  assert.ok(unserved < 0.002, `${unserved}: seconds until players notice`);
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
  const { policy } = scenarioOf({});
  const open = { policy: { ...policy, isAdmitted: false as const } };
  const result = await runOf(world, scenarioOf({ ...open, events: [event] }));
  held(result);
  const unserved = Array.from(column(result, 'epochs', 'unserved_bps'));
  const served = Array.from(column(result, 'epochs', 'ix_bps'));
  assert.ok((unserved[60] ?? 0) > 0, 'until steering hears of it');
  assert.is(unserved[64], 0, 'then nothing is lost');
  assert.ok((served[64] ?? 0) > 0.9 * (served[59] ?? 0));
  const bytes = Array.from(column(result, 'links', 'bytes'));
  assert.ok(bytes.length === 2 && bytes.every((each) => each > 0), 'both links carried some');
  assert.is(result.document.kpis['qoe.error.share']?.value, 0, 'players waited and went on');
  // A gate that sees everybody's way change lets a human look first.
  const gated = await runOf(world, scenarioOf({ events: [event] }));
  assert.is(column(gated, 'publications', 'verdict')[0], 'held');
  assert.ok((column(gated, 'epochs', 'unserved_bps')[70] ?? 0) > 0);
});

test.run();
