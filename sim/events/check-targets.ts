// What do events name or ask for that the world does not or cannot have?
import { type ColumnRule, tableRules, type World } from '@fairlead/core';
import { type Amount, applied, type EventTable, type ScenarioEvent, type Target } from './event.ts';
import { verbOf } from './schedule.ts';
import { checkPrefixes, checkTitles, findTargets, scopeOf, type TargetWorld } from './targets.ts';

/** What is wrong with the events: targets that no table has, or several, and amounts. */
export function checkTargets(
  world: TargetWorld,
  events: readonly ScenarioEvent[],
): readonly { readonly event: number; readonly text: string }[] {
  return events.flatMap((event, row) => {
    const verb = verbOf(event.kind);
    if (verb === undefined) return [];
    const { targets, problems } = findTargets(world, verb, event);
    const scope = scopeOf(world, event).problems;
    const named = [...checkPrefixes(world, event), ...checkTitles(world, event), ...scope];
    named.push(...checkCapacities(world, targets, event));
    return [...problems, ...named].map((text) => ({ event: row, text }));
  });
}

/** The most that a box or a link may carry. */
const mostBps = ({ columns }: { readonly columns: readonly ColumnRule[] }): number =>
  columns.reduce(
    (most, one) => (one.column === 'capacityBps' && one.kind === 'number' ? one.range.max : most),
    0,
  );
const capacityMaxBps = Math.max(...tableRules.map(mostBps));

/** Capacities that an event alone would raise above what any may be. */
function checkCapacities(
  world: Pick<World, 'appliances' | 'clusters' | 'links' | 'sites'>,
  targets: readonly Target[],
  { keys }: ScenarioEvent,
): readonly string[] {
  if (keys?.capacity === undefined) return [];
  const { appliances, clusters, links, sites } = world;
  const amount = keys.capacity as Amount;
  return targets.flatMap(({ table, id }) => {
    const isMine = (row: number): boolean => {
      const cluster = appliances.cluster[row];
      const names: { readonly [table in EventTable]?: string } = {
        appliance: appliances.id[row],
        cluster: clusters.id[cluster],
        site: sites.id[clusters.site[cluster]],
      };
      return names[table] === id;
    };
    const own =
      table === 'link'
        ? [links.capacityBps[links.id.indexOf(id)]]
        : [...appliances.capacityBps].filter((_, row) => isMine(row));
    const bps = Math.max(...own.map((before) => applied(amount, before)));
    if (!(bps > capacityMaxBps)) return [];
    return [`"capacity": ${table} ${id} would carry ${bps} bit/s, above ${capacityMaxBps}`];
  });
}
