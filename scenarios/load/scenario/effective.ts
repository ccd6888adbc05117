// What does a scenario ask when nothing is inherited, left out, or relative to a file?
import { resolve } from 'node:path';
import type { Scenario } from '@fairlead/sim';
import { stringify } from 'yaml';
import { demandTold, playerTold } from './parts/demand.ts';
import { statedEvent } from './parts/event.ts';
import type { WorldSource } from './scenario.ts';
import { durationText, instantText } from './words.ts';

/** A scenario file as plain values. */
export type EffectiveScenario = { readonly [key: string]: unknown };

function worldOf(source: WorldSource): EffectiveScenario {
  const { kind, ...rest } = source;
  if (source.kind === 'folder') return { folder: resolve(source.folder) };
  if (source.kind === 'generate') return { [kind]: rest };
  const { seed, prefixes, ispUsers } = source;
  return { [kind]: { seed, prefixes: resolve(prefixes), 'isp-users': resolve(ispUsers) } };
}

function policyOf({ ranking, want, applianceShed, linkShed, health, ...rest }: Policy) {
  const { panicShare = 0, isAdmitted = true, reserve, outcomes } = rest;
  return {
    ranking,
    want,
    'appliance-shed': applianceShed,
    'link-shed': linkShed,
    'panic-share': panicShare,
    admit: isAdmitted,
    ...(reserve && { reserve }),
    ...(outcomes && { outcomes }),
    health: {
      observers: health.observers,
      quorum: health.quorum,
      'suspect-share': health.suspectShare,
      'down-after': health.downAfter,
      'up-after': health.upAfter,
      hold: durationText(health.holdMs),
      'hold-max': durationText(health.holdMsMax),
      quiet: durationText(health.quietMs),
      'lease-reports': health.leaseReports,
      'lease-share': health.leaseShareMax,
    },
  };
}
type Policy = Scenario['policy'];

/** All that `scenario` asks but its world, in the words of a scenario file. */
export function questionOf(scenario: Scenario): EffectiveScenario {
  const { demand, events, expect } = scenario;
  return {
    from: instantText(scenario.fromMs),
    to: instantText(scenario.toMs),
    warmup: durationText(scenario.warmupMs),
    seed: scenario.seed,
    instances: scenario.instances,
    report: {
      interval: durationText(scenario.reportIntervalMs),
      delay: durationText(scenario.reportDelayMs),
      'loss-share': scenario.reportLossShare,
    },
    publish: {
      every: durationText(scenario.publish.everyMs),
      delay: durationText(scenario.publish.delayMs),
    },
    demand: demandTold(demand),
    ...(scenario.player && { player: playerTold(scenario.player) }),
    policy: policyOf(scenario.policy),
    events: events.map(statedEvent),
    expect: expect.map(({ kpi, op, bound }) => `${kpi} ${op} ${bound}`),
  };
}

/**
 * The scenario file that asks the same from anywhere: nothing inherited, every default said, paths
 * absolute. `loadScenario` reads it back as the same scenario.
 */
export function effectiveScenario(
  title: string,
  scenario: Scenario,
  source: WorldSource,
): EffectiveScenario {
  return { title, world: worldOf(source), ...questionOf(scenario) };
}

/** The text of such a file. */
export function scenarioYaml(file: EffectiveScenario): string {
  return stringify(file, {
    version: '1.2',
    schema: 'core',
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
}
