// What does an evening of one country come to, as the simulator plays it?
import type { World } from '@fairlead/core';
import * as assert from 'uvu/assert';
import { generateWorld } from '../../generate/generate-world.ts';
import { resultOf } from '../../run/document.ts';
import type { RunResult } from '../../run/result.ts';
import { createRunMemory, play, soloCrew } from '../../run/simulate.ts';
import { defaultHealthPolicy, type Scenario } from '../../setup/scenario.ts';
import { checkSetup, setUp } from '../../setup/setup.ts';
import { countries, places } from './small-country.ts';

/** 20:30 in Amsterdam, on a Friday. */
export const eveningMs = Date.parse('2026-11-20T19:30:00Z');

const scaled = (column: Float64Array, by: number) => column.map((value) => Math.round(value * by));

/**
 * The Netherlands of the generator, with a part of their members, and boxes and links that an
 * evening comes near to filling. All like all titles: tastes are a hash of names that no text says.
 */
export function countryOf(part: number): World {
  const isDutch = ({ code }: { readonly code: string }) => code === 'NL';
  const world = generateWorld(
    { size: 'small', seed: 2, members: 80000 },
    places.filter(({ country }) => country === 'NL'),
    countries.filter(isDutch),
  );
  const { metros, titles, appliances, links } = world;
  return {
    ...world,
    metros: { ...metros, members: scaled(metros.members, part) },
    titles: { ...titles, taste: new Float64Array(titles.count) },
    appliances: { ...appliances, capacityBps: scaled(appliances.capacityBps, part / 8) },
    links: { ...links, capacityBps: scaled(links.capacityBps, part) },
  };
}

/** An embedded site that serves a twentieth of the country. */
export const lostSite = 'sex001-as2429505';

export function scenarioOf(change: Partial<Scenario>): Scenario {
  const shed = { from: 0.85, full: 0.97 };
  return {
    name: 'country',
    seed: 1,
    fromMs: eveningMs,
    toMs: eveningMs + 7_200_000,
    warmupMs: 300_000,
    reportIntervalMs: 60_000,
    reportDelayMs: 60_000,
    reportLossShare: 0,
    publish: { everyMs: 60_000, delayMs: 0 },
    instances: 1,
    demand: { startsPerMemberDay: 2.6, memberShare: 1 },
    policy: {
      ranking: ['prefix-length', 'as-path', 'med', 'distance'],
      want: 5,
      applianceShed: shed,
      linkShed: shed,
      health: defaultHealthPolicy,
    },
    events: [],
    expect: [],
    ...change,
  };
}

export async function runOf(world: World, scenario: Scenario): Promise<RunResult> {
  assert.equal(checkSetup(world, scenario), []);
  const winter = { fromMs: Float64Array.of(-Infinity), offsetMs: Float64Array.of(3_600_000) };
  const setup = setUp(world, scenario, { 'Europe/Amsterdam': winter });
  const memory = createRunMemory(setup);
  const played = await play(setup, memory, soloCrew(setup, memory));
  const result = resultOf(world, played, {
    fairlead: 'test',
    provenance: { world: 'sha256:country', scenario: {}, core: 'test' },
    timing: { wallSeconds: 0, sessionsPerSecond: 0, peakRssBytes: 0, workers: 1 },
  });
  for (const { name, violated } of result.document.invariants)
    if (name !== 'overload-avoided') assert.is(violated, 0, name);
  return result;
}
