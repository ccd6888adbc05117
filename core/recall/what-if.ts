// On what else could recorded decisions be taken? Where sites are gone.
import { given } from '../base/given.ts';
import { noRow } from '../base/ids.ts';
import { type State, type StateColumns, upBit } from '../control/state.ts';
import { readIds } from '../snapshot/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { readRecord, recordBytes } from './record.ts';

/** `state` with no appliance up at the sites in `gone` (ids; unknown ones are nowhere). */
export function withoutSites(
  snapshot: Snapshot,
  state: StateColumns,
  gone: ReadonlySet<string>,
): State {
  given(snapshot, 'snapshot');
  given(state, 'state');
  given(gone, 'set');
  const isGone = readIds(snapshot, 'site').map((id) => gone.has(id));
  return {
    appliance: Uint32Array.from({ length: snapshot.applianceCount }, (_, row) => {
      const site = snapshot.clusterSite[snapshot.applianceCluster[row]];
      return isGone[site] ? state.appliance[row] & ~upBit : state.appliance[row];
    }),
    link: Uint32Array.from({ length: snapshot.linkCount }, (_, row) => state.link[row]),
    ...(state.drain && { drain: Uint32Array.from(state.drain) }),
  };
}

/** Ids of the sites that have a candidate of rank 0 for a client of `records`, in row order. */
export function nearestSites(snapshot: Snapshot, records: DataView): string[] {
  given(snapshot, 'snapshot');
  given(records, 'view');
  const isSeen = new Uint8Array(snapshot.vantageCount);
  const isNearest = new Uint8Array(snapshot.siteCount);
  for (let at = 0; at + recordBytes <= records.byteLength; at += recordBytes) {
    const vantage = readRecord(records, at)?.request.vantage ?? noRow;
    if (vantage >= snapshot.vantageCount || isSeen[vantage]) continue;
    isSeen[vantage] = 1;
    const list = snapshot.vantageList[vantage];
    for (let row = snapshot.listStart[list]; row < snapshot.listStart[list + 1]; row++)
      if (snapshot.listRank[row] === 0)
        isNearest[snapshot.clusterSite[snapshot.listCluster[row]]] = 1;
  }
  return readIds(snapshot, 'site').filter((_, row) => isNearest[row]);
}
