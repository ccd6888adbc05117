// Which appliances and links stand behind a target?
import { assert, findRow, noRow, type Snapshot } from '@fairlead/core';
import type { Rows, Target } from './event.ts';

/** The rows of appliances and links that belong to targets, ascending, each once. */
export function rowsOf(snapshot: Snapshot, targets: readonly Target[]): Rows {
  const appliances = new Set<number>();
  const links = new Set<number>();
  for (const { table, id } of targets) {
    if (table === 'title' || table === 'metro' || table === 'network') continue;
    if (table === 'manifest') continue;
    const target = findRow(snapshot, table, id);
    assert(target !== noRow, `${id} is a ${table} of the world`);
    const { applianceCluster, clusterSite, linkSite } = snapshot;
    for (let row = 0; row < snapshot.applianceCount; row++) {
      const cluster = applianceCluster[row];
      const own = { appliance: row, cluster, site: clusterSite[cluster], link: noRow }[table];
      if (own === target) appliances.add(row);
    }
    for (let row = 0; row < snapshot.linkCount; row++)
      if ((table === 'link' ? row : table === 'site' ? linkSite[row] : noRow) === target)
        links.add(row);
  }
  const ascending = (rows: Set<number>): number[] => [...rows].sort((a, b) => a - b);
  return { appliances: ascending(appliances), links: ascending(links) };
}
