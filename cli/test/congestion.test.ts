// Is what is lost what is missing, and does more room never make it worse? By the sessions drawn.
import { zoneRules } from '@fairlead/scenarios';
import {
  cellMs,
  cellOf,
  createKey,
  createSessions,
  createStream,
  drawSession,
  editionAt,
  forEachArrival,
  nextUnit,
  openStream,
  type Scenario,
  setUp,
} from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { column, fromMs, held, hourMs, runOf, scenarioOf } from './support/tiny-evening.ts';
import { type TinySite, tinyWorld } from './support/tiny-world.ts';

const stepMs = 10_000;
const change = { warmupMs: 300_000, instances: 2, toMs: fromMs + hourMs };
const wide: TinySite = {
  id: 'e1',
  kind: 'embedded',
  appliances: 1,
  capacityBps: 1e13,
  linkBps: 1e14,
  hops: 1,
};
const members = 4000;

/** What the sessions of a scenario ask in each step of its window, bits: each drawn and listed. */
function askedOf(scenario: Scenario): Float64Array {
  const world = tinyWorld({ sites: [wide], members });
  const { rules } = zoneRules(['Europe/Amsterdam'], fromMs - 24 * hourMs, scenario.toMs + hourMs);
  const { audience, catalogue, zones } = setUp(world, scenario, rules);
  const steps = new Float64Array((scenario.toMs - fromMs) / stepMs);
  const [key, out] = [createKey(), createSessions(1)];
  const zone = zones[audience.zone[0] ?? 0] as (typeof zones)[0];
  const arrivers = { hash: audience.hash[0] ?? 0, members, zone };
  const rule = { ...scenario.demand, seed: scenario.seed };
  for (let cell = cellOf(fromMs - 13 * hourMs); cell * cellMs < scenario.toMs; cell++)
    forEachArrival(rule, arrivers, { cell, key }, () => {
      const edition = editionAt(catalogue, cell * cellMs);
      drawSession({ catalogue, edition, taste: 0, cellMs }, key, out, 0);
      const startMs = cell * cellMs + (out.startOffsetMs[0] ?? 0) - fromMs;
      const endMs = startMs + (out.lengthMs[0] ?? 0);
      const bps = Math.min(out.bitrateBps[0] ?? 0, out.throughputBps[0] ?? 0);
      for (let step = Math.max(0, Math.floor(startMs / stepMs)); step < steps.length; step++) {
        const [begin, end] = [step * stepMs, (step + 1) * stepMs];
        if (begin >= endMs) break;
        const ms = Math.min(end, endMs) - Math.max(begin, startMs);
        steps[step] = (steps[step] ?? 0) + (bps * ms) / 1000;
      }
    });
  return steps;
}

test('at .25 to 1.25 of what is asked, unserved is what each step asks beyond capacity', async () => {
  const scenario = scenarioOf(change);
  const asked = askedOf(scenario);
  const all = asked.reduce((sum, bits) => sum + bits, 0);
  const meanBps = (all / asked.length / stepMs) * 1000;
  let last = { bitrate: Infinity, start: 0, rebuffer: -1 };
  for (const share of [1.25, 1, 0.8, 0.5, 0.25]) {
    const capacityBps = Math.floor(share * meanBps);
    const room = (capacityBps * stepMs) / 1000;
    const beyond = asked.reduce((sum, bits) => sum + Math.max(0, bits - room), 0) / all;
    const world = tinyWorld({ sites: [{ ...wide, capacityBps }], members });
    const result = await runOf(world, scenario);
    held(result);
    const value = (kpi: string) => result.document.kpis[kpi]?.value ?? Number.NaN;
    assert.ok(Math.abs(value('traffic.asked.bytes') * 8 - all) < 1, 'the same sessions');
    assert.ok(Math.abs(value('traffic.unserved.share') - beyond) < 5e-5, `${share}: ${beyond}`);
    const now = {
      bitrate: value('qoe.bitrate.mean'),
      start: value('qoe.start.p95'),
      rebuffer: value('qoe.rebuffer.ratio'),
    };
    assert.ok(now.bitrate <= last.bitrate && now.start >= last.start, JSON.stringify([last, now]));
    assert.ok(now.rebuffer >= last.rebuffer, `${share}: ${now.rebuffer} after ${last.rebuffer}`);
    last = now;
  }
});

test('what is delivered to whom rank 0 lacks is of links, boxes, sites and members the same', async () => {
  const near = { ...wide, capacityBps: 1e9 };
  const far: TinySite = { ...wide, id: 'x1', kind: 'ix', hops: 2, capacityBps: 2e9 };
  const world = tinyWorld({ sites: [near, far], members });
  const until = { atMs: fromMs + 600_000, untilMs: fromMs + 1_200_000 };
  const events = [{ kind: 'site-down', target: 'e1', ...until }];
  const result = await runOf(world, scenarioOf({ ...change, events }));
  held(result);
  const sum = (table: string, name: string): number =>
    Array.from(column(result, table, name)).reduce((all, bytes) => all + bytes, 0);
  let missed = 0;
  for (const cause of ['route', 'content', 'drain', 'loss', 'health', 'load', 'link']) {
    const [links = 0, ...others] = ['links', 'appliances', 'sites'].map((table) =>
      sum(table, `miss_${cause}_bytes`),
    );
    for (const other of others) assert.ok(Math.abs(other - links) < 1, cause);
    const asked = sum('networks', `miss_${cause}_bytes`);
    assert.ok(links <= asked + 1 && links >= 0, `${cause}: ${links} of ${asked}`);
    missed += links;
  }
  assert.ok(sum('links', 'miss_loss_bytes') > 1e9, 'while the site is dark');
  assert.ok(sum('links', 'miss_load_bytes') > 1e9, 'and while it is full');
  // Rank 0 is one site: what it delivers is missed by nobody, and all else is by somebody.
  assert.is(Array.from(column(result, 'sites', 'miss_load_bytes'))[0], 0);
  assert.ok(Math.abs(missed - sum('networks', 'ix_bytes')) < 1);
});

const pairs = process.env.FAIRLEAD_PROVE === undefined ? 8 : 200;

/** KPIs that more room at rank 0, or a shorter outage, must not make worse by more than a trifle. */
const better = [
  ['cache.efficiency', 1],
  ['offload.share', 1],
  ['traffic.unserved.share', -1],
  ['qoe.rebuffer.ratio', -1],
  ['qoe.error.share', -1],
] as const;

test('more room at rank 0 or a shorter outage makes nothing worse', async () => {
  const stream = openStream(createStream(), 11, 1, 1, 0);
  const between = (from: number, to: number) => from + nextUnit(stream) * (to - from);
  for (let pair = 0; pair < pairs; pair++) {
    const seed = pair + 1;
    const near = { ...wide, capacityBps: Math.floor(between(2e8, 4e9)), appliances: 2 };
    const far: TinySite = {
      ...wide,
      id: 'x1',
      kind: 'ix',
      hops: 2,
      capacityBps: Math.floor(between(1e8, 3e9)),
    };
    const atMs = fromMs + Math.floor(between(5, 30) * 60_000);
    const outage = (minutes: number) => [
      { kind: 'site-down', target: 'e1', atMs, untilMs: atMs + Math.floor(minutes * 60_000) },
    ];
    const minutes = between(3, 15);
    const isRoom = pair % 2 === 0;
    const more = { ...near, capacityBps: Math.floor(near.capacityBps * between(1.1, 2)) };
    const play = (site: TinySite, events: Scenario['events']) =>
      runOf(
        tinyWorld({ sites: [site, far], members: 3000 }),
        scenarioOf({ ...change, seed, events }),
      );
    const base = await play(near, isRoom ? [] : outage(minutes));
    const other = isRoom ? await play(more, []) : await play(near, outage(minutes / 2));
    const value = (run: typeof base, kpi: string) => run.document.kpis[kpi]?.value ?? 0;
    for (const [kpi, sign] of better) {
      const worse = -sign * (value(other, kpi) - value(base, kpi));
      assert.ok(worse <= 0.002, `pair ${pair}, ${kpi}: worse by ${worse}`);
    }
    const [from, to] = [base, other].map((run) => value(run, 'qoe.start.p95'));
    // Of 200 pairs one passes 2 %, by 4.5: who is served farther or shed starts elsewhere.
    assert.ok((to ?? 0) <= 1.05 * (from ?? 0), `pair ${pair}, starts: ${to} after ${from}`);
  }
});

test.run();
