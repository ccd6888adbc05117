// What load does steering expect of the crowds that it is told of?
import type { Snapshot } from '@fairlead/core';
import type { BroadcastTitle } from '../../demand/live/live.ts';
import { createSessions, drawPlay, picksOf } from '../../demand/session.ts';
import { createKey, openCell, openMember } from '../../random/keyed.ts';
import type { Setup } from '../../setup/setup.ts';
import { vantageFrom } from '../client.ts';

/** Bit/s of the whole crowd of a live event, as told, where its first rank would serve it. */
export type Told = {
  readonly live: BroadcastTitle;
  readonly applianceBps: Float64Array;
  readonly linkBps: Float64Array;
};

/** Viewers of each metro that stand for all of them in what steering is told. */
const drawnViewers = 32;
/** Room is made for a crowd from so long before it begins, more and more, ms. */
const aheadMs = 30 * 60000;

/** The crowds that steering is told of. */
export function toldOf(setup: Setup): Told[] {
  return setup.lives
    .filter(({ forecast }) => forecast !== undefined)
    .map((of) => crowdOf(setup, of));
}

function crowdOf(setup: Setup, live: BroadcastTitle): Told {
  const { snapshot, audience, catalogue, scenario, share } = setup;
  const applianceBps = new Float64Array(snapshot.applianceCount);
  const linkBps = new Float64Array(snapshot.linkCount);
  const [key, columns, client] = [createKey(), createSessions(1), new Uint32Array(4)];
  const told = (live.forecast ?? 0) * live.audience * share;
  for (let metro = 0; metro < audience.count; metro++)
    for (let k = 0; k < drawnViewers && audience.members[metro] > 0; k++) {
      openCell(key, scenario.seed, audience.hash[metro], live.hash);
      openMember(key, k);
      columns.title[0] = live.row;
      drawPlay(catalogue, key, columns, 0);
      const vantage = vantageFrom(snapshot, audience, { metro, ...picksOf(key) }, client);
      const bps = (columns.bitrateBps[0] * audience.members[metro] * told) / drawnViewers;
      addViewer(snapshot, vantage, bps, { applianceBps, linkBps });
    }
  return { live, applianceBps, linkBps };
}

/** Spreads what viewers ask over the appliances of their first rank, by capacity. */
function addViewer(
  snapshot: Snapshot,
  vantage: number,
  bps: number,
  out: Pick<Told, 'applianceBps' | 'linkBps'>,
): void {
  const { listStart, listRank, listCluster, listLink, clusterStart, capacityBps } = snapshot;
  const list = snapshot.vantageList[vantage];
  let all = 0;
  const visit = (take: (row: number, link: number) => void): void => {
    for (let at = listStart[list]; at < listStart[list + 1]; at++) {
      if (listRank[at] !== 0) continue;
      const cluster = listCluster[at];
      for (let row = clusterStart[cluster]; row < clusterStart[cluster + 1]; row++)
        take(row, listLink[at]);
    }
  };
  visit((row) => {
    all += capacityBps[row];
  });
  visit((row, link) => {
    const part = Math.floor((bps * capacityBps[row]) / all);
    out.applianceBps[row] += part;
    out.linkBps[link] += part;
  });
}

/**
 * Part of a crowd for which room is kept at `atMs` (since 1970): more and more until it begins.
 * From then on it is there, and counts itself.
 */
export function roomKept(live: BroadcastTitle, atMs: number): number {
  const beforeMs = live.atMs - atMs;
  return beforeMs <= 0 ? 0 : Math.max(0, 1 - beforeMs / aheadMs);
}

/** Reported loads, and the room that is kept for crowds beside them. */
export function withTold(
  told: readonly Told[],
  column: 'applianceBps' | 'linkBps',
  atMs: number,
  reported: Float64Array,
): Float64Array {
  if (told.length === 0) return reported;
  const loads = reported.slice();
  for (const crowd of told) {
    const part = roomKept(crowd.live, atMs);
    for (let row = 0; row < loads.length; row++)
      loads[row] += Math.floor(crowd[column][row] * part);
  }
  return loads;
}
