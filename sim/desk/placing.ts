// Where does a session go? The decision of the core, and which of its targets is really alive.
import {
  applianceStates,
  type Decision,
  healthyBit,
  reasons,
  siteKinds,
  unmap,
  vantageOf,
} from '@fairlead/core';
import { at } from '../measures/tally.ts';
import { writeClient } from './client.ts';
import type { Desk } from './desk.ts';
import { embeddedFirst, noLabel, servedFirst } from './sessions.ts';

const up = applianceStates.indexOf('up');
const embedded = siteKinds.indexOf('embedded');
const ranked = reasons.indexOf('ranked');

/** Whether what happens at `atMs` is measured. */
export function isMeasured({ setup }: Desk, atMs: number): boolean {
  return atMs >= setup.warmupEpochs * setup.epochMs;
}

/** Decides for a session of the pool, by the production functions, and counts the checks. */
export function steer(desk: Desk, session: number): void {
  const { setup, instance, sessions, request, client } = desk;
  const view = instance.snapshot;
  const picks = { prefix: sessions.prefixPick[session], host: sessions.hostPick[session] };
  const family = unmap(writeClient(setup.audience, sessions.metro[session], picks, client), client);
  request.vantage = vantageOf(view, family, client);
  request.file = sessions.file[session];
  request.fileHash = view.fileHash[request.file];
  request.sessionHash = sessions.hash[session];
  countRanks(desk, desk.ask(instance, request));
}

/** Counts whether the targets stand in order of rank. */
function countRanks({ output }: Desk, decision: Decision): void {
  const { counts } = output.tally;
  counts[at.rankChecked]++;
  for (let k = 1; k < decision.targetCount; k++)
    if (decision.targetRank[k] < decision.targetRank[k - 1]) {
      counts[at.rankViolated]++;
      break;
    }
}

/** Place of the first target that is really alive, or -1: the player moves down its list. */
export function firstAlive({ instance, deadAppliance, deadLink }: Desk): number {
  const { decision } = instance;
  for (let k = 0; k < decision.targetCount; k++)
    if (deadAppliance[decision.targetAppliance[k]] === 0 && deadLink[decision.targetLink[k]] === 0)
      return k;
  return -1;
}

/** Flow of target `k` of the decision. */
export function flowOfTarget({ setup, instance }: Desk, k: number): number {
  const { decision } = instance;
  const { flows } = setup;
  return flows.start[decision.targetAppliance[k]] + flows.linkPlace[decision.targetLink[k]];
}

/** Site of target `k` of the decision. */
export function siteOf({ setup, instance }: Desk, k: number): number {
  const { decision } = instance;
  const { snapshot } = setup;
  return snapshot.clusterSite[snapshot.applianceCluster[decision.targetAppliance[k]]];
}

/** Marks of a session by the decision that placed it on target `k` (-1: nowhere). */
export function markOf({ instance }: Desk, k: number): number {
  const { snapshot: view, decision } = instance;
  const isFirst = k >= 0 && decision.targetRank[k] === 0;
  const label = isFirst || decision.passedCount === 0 ? noLabel : decision.passedLabel[0];
  const list = view.vantageList[decision.vantage];
  const start = view.listStart[list];
  const isEmbedded =
    view.listStart[list + 1] > start &&
    view.siteKind[view.clusterSite[view.listCluster[start]]] === embedded;
  return label | (isEmbedded ? embeddedFirst : 0) | (isFirst ? servedFirst : 0);
}

/** Whole epochs above its capacity after which an appliance should have been relieved. */
const overEpochsMax = 2;

/** No appliance long above its capacity is given a session that an equal one has room for. */
export function checkLoad(desk: Desk, k: number): void {
  const { instance, bulletin, output, setup } = desk;
  const { decision, state } = instance;
  const { counts } = output.tally;
  counts[at.drainChecked]++;
  if (setup.snapshot.applianceState[decision.targetAppliance[k]] !== up) counts[at.drainViolated]++;
  // Fail-open and last resort ignore load by contract: nobody was eligible.
  if (decision.reason !== ranked) return;
  counts[at.overChecked]++;
  if (bulletin.overEpochs[decision.targetAppliance[k]] <= overEpochsMax) return;
  for (let other = 0; other < decision.targetCount; other++) {
    if (decision.targetRank[other] !== decision.targetRank[k] || other === k) continue;
    // A panic share offers some that are believed ill: nobody counts on their room.
    if ((state.appliance[decision.targetAppliance[other]] & healthyBit) === 0) continue;
    if (bulletin.utilisation[decision.targetAppliance[other]] < 1) {
      counts[at.overViolated]++;
      return;
    }
  }
}
