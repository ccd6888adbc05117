// Is there something in a ranking that cannot decide anything in this world?
import type { World } from '@fairlead/core';
import type { Shell } from '../terminal/shell.ts';

/** Warns where `cost` is named and all links cost the same, as where none has a cost. */
export function warnOfIdleRanking(
  ranking: readonly string[],
  { links }: Pick<World, 'links'>,
  shell: Pick<Shell, 'warn'>,
): void {
  const name = ranking.find((one) => one.replace(/^-/, '') === 'cost');
  const { costPerMbps } = links;
  if (name === undefined || costPerMbps?.some((cost) => cost !== costPerMbps[0])) return;
  const why = costPerMbps === undefined ? 'links.csv has no cost_per_mbps' : 'all links cost alike';
  shell.warn(`"${name}" of the ranking decides nothing: ${why}`);
}
