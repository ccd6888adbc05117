// Which evening does a number draw: of a small world, with all that a scenario may ask for?
import type { World } from '@fairlead/core';
import type { Gazetteer } from '@fairlead/scenarios';
import {
  type Broadcast,
  createStream,
  generateWorld,
  nextUnit,
  openStream,
  type Scenario,
  type ScenarioEvent,
} from '@fairlead/sim';
import { fromMs, scenarioOf } from './tiny-evening.ts';

const minuteMs = 60_000;

export type Drawer = {
  readonly one: <T>(list: readonly T[]) => T;
  readonly between: (from: number, to: number) => number;
};

/** One of a list, and a number between two, by the draws of a case. */
export function drawer(seed: number): Drawer {
  const stream = openStream(createStream(), seed, 1, 1, 0);
  const one = <T>(list: readonly T[]): T => list[Math.floor(nextUnit(stream) * list.length)] as T;
  const between = (from: number, to: number) => from + nextUnit(stream) * (to - from);
  return { one, between };
}

/** Countries that evenings are in: one hour of difference, or none, and half a year of eleven. */
export const drawnCountries = ['IE', 'GR', 'MT', 'NZ'] as const;

/** Something that happens to a part of the world, to members of a metro, or to steering. */
function drawEvent(world: World, { one, between }: Drawer): ScenarioEvent {
  const half = { how: 'scale', value: 0.5 } as const;
  const atMs = fromMs + Math.floor(between(-1, 4) * minuteMs);
  const untilMs = atMs + Math.floor(between(1, 8) * minuteMs);
  const [site, box, link] = [one(world.sites.id), one(world.appliances.id), one(world.links.id)];
  const policy = { want: 2, applianceShed: { from: 0.5, full: 0.7 } };
  return one<ScenarioEvent>([
    { kind: 'site-down', target: site, atMs, untilMs },
    { kind: 'appliance-down', target: box, atMs, untilMs },
    { kind: 'link-down', target: link, atMs, untilMs },
    { kind: 'drain', target: `site ${site}`, atMs, untilMs, keys: { force: 2 * minuteMs } },
    { kind: 'degrade', target: `link ${link}`, atMs, untilMs, keys: { capacity: half } },
    { kind: 'degrade', target: box, atMs, keys: { capacity: half, silent: true } },
    { kind: 'withdraw', target: `link ${link}`, atMs, untilMs },
    { kind: 'prepend', target: `site ${site}`, atMs, untilMs, keys: { times: 2 } },
    { kind: 'scale', target: `metro ${one(world.metros.id)}`, atMs, untilMs, keys: { by: 2.5 } },
    {
      kind: 'flash',
      target: `title ${one(world.titles.id)}`,
      atMs,
      keys: { by: 9, rise: untilMs - atMs },
    },
    { kind: 'policy', target: [], atMs, untilMs, keys: { policy, instances: 0.5 } },
  ]);
}

/** A crowd of whom steering is told, or not, at a rate that is steady, or not. */
function drawCrowd({ one, between }: Drawer): Broadcast {
  const told = one([undefined, 0.5, 1, 3]);
  const sceneMs = one([undefined, minuteMs]);
  return {
    title: 'final',
    ...{ audience: between(0.02, 0.2), burst: 0.7, burstMs: 2 * minuteMs },
    ...{ atMs: fromMs + minuteMs, untilMs: fromMs + 4 * minuteMs },
    ...(told === undefined ? {} : { forecast: told }),
    ...(sceneMs === undefined ? {} : { sceneMs }),
  };
}

function drawDemand(draw: Drawer): Scenario['demand'] {
  const { one } = draw;
  const restart = { afterMs: 20_000, times: 4 };
  const costs = { startsPerGbps: one([0.5, 3]), startsOf: [], share: 0.9, backoffMs: 2000 };
  const retry = one([
    undefined,
    undefined,
    undefined,
    costs,
    { ...costs, budget: 0.2 },
    { ...costs, restart },
  ]);
  return {
    startsPerMemberDay: one([2.4, 6, 12]),
    memberShare: one([1, 1, 0.3]),
    ...(one([false, true]) ? { lives: [drawCrowd(draw)] } : {}),
    ...(retry === undefined ? {} : { retry }),
  };
}

/** The evening of a number: five minutes of one or two countries, some thousands of members. */
export function drawnEvening(
  seed: number,
  { places, countries }: Gazetteer,
): { readonly world: World; readonly scenario: Scenario } {
  const draw = drawer(seed);
  const { one } = draw;
  const where = one([['IE'], ['GR'], ['MT', 'NZ'], ['IE', 'MT']]);
  const spec = { size: 'small', seed, countries: where, members: one([2000, 6000]) } as const;
  const world = generateWorld(spec, places, countries);
  const reportIntervalMs = one([10_000, minuteMs, minuteMs, 5 * minuteMs]);
  const usual = scenarioOf({});
  const reserve = one([{}, { reserve: 'observed' } as const]);
  const abandon = one([{}, {}, { abandon: 0.1 }]);
  const scenario = scenarioOf({
    ...{ seed, reportIntervalMs, warmupMs: 2 * reportIntervalMs, toMs: fromMs + 5 * minuteMs },
    publish: { everyMs: reportIntervalMs, delayMs: 0 },
    reportDelayMs: reportIntervalMs * one([0, 1, 2]),
    reportLossShare: one([0, 0, 0.2]),
    instances: one([1, 2, 3, 5, 9]),
    demand: drawDemand(draw),
    policy: { ...usual.policy, ...reserve, ...one([{}, { isAdmitted: false } as const]) },
    events: Array.from({ length: one([0, 1, 3]) }, () => drawEvent(world, draw)),
    player: { patienceMs: minuteMs / 3, ...abandon },
  });
  return { world, scenario };
}
