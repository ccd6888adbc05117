// What do events name that the world does not have?
import type { ScenarioEvent } from './event.ts';
import { verbOf } from './schedule.ts';
import { checkPrefixes, checkTitles, findTargets, scopeOf, type TargetWorld } from './targets.ts';

/** What is wrong with the targets of each event: what no table has, or several. */
export function checkTargets(
  world: TargetWorld,
  events: readonly ScenarioEvent[],
): readonly { readonly event: number; readonly text: string }[] {
  return events.flatMap((event, row) => {
    const verb = verbOf(event.kind);
    if (verb === undefined) return [];
    const { problems } = findTargets(world, verb, event);
    const scope = scopeOf(world, event).problems;
    const named = [...checkPrefixes(world, event), ...checkTitles(world, event), ...scope];
    return [...problems, ...named].map((text) => ({ event: row, text }));
  });
}
