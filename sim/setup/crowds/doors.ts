// How many tries a second does each appliance answer?
import { type Problem, readIds, type Snapshot, suggestion, type World } from '@fairlead/core';
import type { RetryRule, Scenario } from '../scenario.ts';

const gbps = 1e9;

/**
 * Tries that each appliance (row of the snapshot) answers in a ms, of a sample its share: by its
 * model, else by its capacity.
 */
export function doorsOf(
  { appliances }: Pick<World, 'appliances'>,
  snapshot: Snapshot,
  { startsPerGbps, startsOf }: RetryRule,
  share: number,
): Float64Array {
  const own = new Map(startsOf);
  const modelOf = new Map(appliances.id.map((id, row) => [id, appliances.model[row]]));
  const perMs = new Float64Array(new SharedArrayBuffer(8 * snapshot.applianceCount));
  readIds(snapshot, 'appliance').forEach((id, row) => {
    const aSecond =
      own.get(modelOf.get(id) ?? '') ?? (startsPerGbps * snapshot.capacityBps[row]) / gbps;
    perMs[row] = (share * aSecond) / 1000;
  });
  return perMs;
}

/** Models that no appliance of the world is of. */
export function checkDoors({ appliances }: World, { demand }: Scenario): Problem[] {
  const models = [...new Set(appliances.model)].sort();
  return (demand.retry?.startsOf ?? []).flatMap(([model]) => {
    if (models.includes(model)) return [];
    const near = suggestion(model, models) || `; it has ${models.join(', ')}`;
    const text = `this world has no model "${model}"${near}`;
    return [{ code: 'unknown-model', path: `demand.retry.starts-of.${model}`, text }];
  });
}
