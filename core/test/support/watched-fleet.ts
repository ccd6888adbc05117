// What do observers make of a fleet that they look at every ten seconds?
import {
  createFleetHealth,
  defaultFleetHealthRule,
  type FleetHealth,
  type FleetHealthRule,
  hearReport,
  judgeFleet,
} from '../../index.ts';

export const secondMs = 1000;
export const hourMs = 3_600_000;
export const rule = defaultFleetHealthRule;

/** A fleet under observers of these weights, told and judged every ten seconds. */
export function watch(
  count: number,
  weights: readonly number[],
  changes: Partial<FleetHealthRule> = {},
) {
  const fleet = createFleetHealth(count, weights);
  const stated = { ...rule, ...changes };
  let round = 0;
  /** One round: `fits` says what an observer finds of an appliance; undefined: it is silent. */
  const look = (fits: (observer: number, appliance: number) => boolean | undefined): number => {
    const atMs = ++round * 10 * secondMs;
    for (let observer = 0; observer < weights.length; observer++)
      for (let appliance = 0; appliance < count; appliance++) {
        const isFit = fits(observer, appliance);
        if (isFit === undefined) continue;
        hearReport(fleet, { observer, appliance, isFit, sequence: round, atMs }, stated);
      }
    return judgeFleet(fleet, atMs, stated);
  };
  const repeat = (rounds: number, fits: Parameters<typeof look>[0]): number => {
    let changed = 0;
    for (let n = 0; n < rounds; n++) changed += look(fits);
    return changed;
  };
  return { fleet, look, repeat };
}

export const healthyOf = (fleet: FleetHealth) => [...fleet.healthy].join('');
