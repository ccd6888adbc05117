// Does the account come out equal in every minute, whatever the world, the faults and the reports?
import type { Scenario, ScenarioEvent } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digestOf } from '../io/result.ts';
import { type Drawer, drawer } from './support/drawn-evenings.ts';
import { fromMs, runOf, scenarioOf } from './support/tiny-evening.ts';
import { type TinySite, tinyWorld } from './support/tiny-world.ts';

const count = process.env.FAIRLEAD_PROVE === undefined ? 12 : 200;
const minuteMs = 60_000;

/** Two to four sites, of which some are far too small. */
function sitesOf({ one, between }: Drawer): TinySite[] {
  return Array.from({ length: one([1, 2, 3, 4]) }, (_, k) => ({
    id: `s${k}`,
    kind: one(['embedded', 'ix'] as const),
    appliances: one([1, 2, 3]),
    capacityBps: one([0, 1e7, 5e8, 4e9, 1e12]),
    linkBps: one([1, 1e8, 2e9, 1e12]),
    hops: one([1, 1, 2, 3]),
    hasTransit: between(0, 1) < 0.5,
    hasSpare: between(0, 1) < 0.3,
  }));
}

function eventsOf(sites: readonly TinySite[], { one, between }: Drawer) {
  return Array.from({ length: one([0, 1, 2, 3]) }, (): ScenarioEvent => {
    const { id } = one(sites);
    const rows = sites.findIndex((site) => site.id === id);
    const first = sites.slice(0, rows).reduce((sum, site) => sum + site.appliances, 0);
    const [kind, target] = one([
      ['site-down', id],
      ['appliance-down', `${id}-a${first}`],
      ['link-down', `${id}-l`],
    ] as const);
    const atMs = fromMs + Math.floor(between(-10, 30) * minuteMs);
    return { kind, target, atMs, untilMs: atMs + Math.floor(between(1, 40) * minuteMs) };
  });
}

/**
 * In the plain test a few: in 118 sessions lose a flow without a picture and find another soon, in
 * 19 patience runs from a first picture within a ms.
 */
const seeds = Array.from({ length: count }, (_, k) => k + 1);
for (const seed of [19, 118]) if (!seeds.includes(seed)) seeds.push(seed);

for (const seed of seeds)
  test(`world ${seed}: every bit stands in the account once, also on two threads`, async () => {
    const draw = drawer(seed);
    const sites = sitesOf(draw);
    const reportIntervalMs = draw.one([10_000, 60_000, 60_000, 300_000]);
    const change: Partial<Scenario> = {
      seed,
      reportIntervalMs,
      reportDelayMs: reportIntervalMs * draw.one([0, 1, 2]),
      reportLossShare: draw.one([0, 0, 0.2]),
      instances: draw.one([1, 2, 5]),
      warmupMs: 5 * reportIntervalMs,
      toMs: fromMs + 40 * minuteMs,
      demand: { startsPerMemberDay: 2.4, memberShare: draw.one([1, 1, 0.3]) },
      events: eventsOf(sites, draw),
    };
    const world = tinyWorld({ sites, members: draw.one([200, 2000, 12_000]) });
    const result = await runOf(world, scenarioOf(change));
    const { kpis, invariants } = result.document;
    for (const name of ['bytes-conserved', 'capacity-kept', 'load-returned'])
      assert.is(invariants.find((each) => each.name === name)?.violated, 0, name);
    const value = (kpi: string) => kpis[kpi]?.value ?? 0;
    const parts = ['embedded', 'pni', 'ix', 'transit', 'reduced', 'stalled', 'absent'];
    const sum = parts.reduce((all, part) => all + value(`traffic.${part}.share`), 0);
    assert.ok(Math.abs(sum - 1) < 1e-12, `${sum}`);
    for (const [name, { value: its }] of Object.entries(kpis))
      if (/\.(share|ratio)$/.test(name) && its !== null)
        assert.ok(its >= 0 && its <= 1 + 1e-12, `${name}: ${its}`);
    assert.is(digestOf(await runOf(world, scenarioOf(change), 2)), digestOf(result));
  });

test.run();
