// What is a small evening, played in a second: its scenario, its sites, and what came out?
import type { World } from '@fairlead/core';
import { zoneRules } from '@fairlead/scenarios';
import {
  checkSetup,
  createRunMemory,
  play,
  type RunResult,
  resultOf,
  type Scenario,
  type ScenarioEvent,
  type Series,
  setUp,
  soloCrew,
  threadCrew,
} from '@fairlead/sim';
import * as assert from 'uvu/assert';
import { usualEvening } from '../../bench/evening-requests.ts';
import { type TinySite, tinyWorld } from './tiny-world.ts';

export const hourMs = 3600000;
/** 2026-11-20T18:00:00Z, a Friday; 19:00 in Amsterdam. */
export const fromMs = 1795197600000;

export function scenarioOf(change: Partial<Scenario>): Scenario {
  const toMs = fromMs + 2 * hourMs;
  return usualEvening({ name: 'tiny', fromMs, toMs, warmupMs: hourMs, ...change });
}

export const imprint = {
  fairlead: 'test',
  provenance: { world: 'sha256:tiny', scenario: {}, core: 'test' },
  timing: { wallSeconds: 0, sessionsPerSecond: 0, peakRssBytes: 0, workers: 1 },
};

/** A run; `takeSeries` takes rows of series while it goes on, which its result then lacks. */
export async function runOf(
  world: World,
  scenario: Scenario,
  workers = 1,
  takeSeries?: (taken: readonly Series[]) => void,
): Promise<RunResult> {
  assert.equal(checkSetup(world, scenario), []);
  const zones = [...new Set(world.metros.timezone)];
  const { rules } = zoneRules(zones, scenario.fromMs - scenario.warmupMs, scenario.toMs);
  const setup = setUp(world, scenario, rules);
  const memory = createRunMemory(setup);
  const threads = workers > 1 ? threadCrew(setup, memory, workers) : undefined;
  const played = await play(setup, memory, threads ?? soloCrew(setup, memory), (now) => {
    takeSeries?.(now.takeSeries());
    return true;
  });
  await threads?.leave();
  return resultOf(world, played, imprint);
}

export function column(result: RunResult, table: string, name: string): ArrayLike<number> {
  const series = result.series.find((one) => one.name === table);
  return series?.columns.find((one) => one.name === name)?.values as ArrayLike<number>;
}

export function held({ document }: RunResult): void {
  for (const { name, checked, violated } of document.invariants) {
    assert.is(violated, 0, `${name} holds`);
    assert.ok(checked > 0, `${name} was checked`);
  }
}

export const embedded: TinySite = {
  id: 'e1',
  kind: 'embedded',
  appliances: 3,
  capacityBps: 4e9,
  linkBps: 1e12,
  hops: 1,
};
export const exchange: TinySite = {
  id: 'x1',
  kind: 'ix',
  appliances: 4,
  capacityBps: 2e10,
  linkBps: 1e12,
  hops: 2,
  hasTransit: true,
};

/** Members whose evening peak asks for about twice what the embedded site has. */
export const crowded = { sites: [embedded, exchange], members: 60000 };

export const lossMs = fromMs + hourMs;
export const loss: ScenarioEvent = { kind: 'site-down', target: 'e1', atMs: lossMs };

/** The same sites with room for everybody who wants something. */
export const roomy = tinyWorld({ ...crowded, members: 8000 });
/** The row of the minute in which events begin, in series by minute. */
export const beginsAt = (lossMs - fromMs) / 60_000;

/** An event of that moment. */
export const event = (
  kind: string,
  target: string,
  rest: Partial<ScenarioEvent> = {},
): ScenarioEvent => ({ kind, target, atMs: lossMs, ...rest });
