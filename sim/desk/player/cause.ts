// Why does no appliance of rank 0 have this session?
import { applianceStates, type Decision, labels } from '@fairlead/core';
import { causeAt } from '../../measures/account.ts';
import type { Desk } from '../desk.ts';

const up = applianceStates.indexOf('up');

/** Causes by code of the letter of who was passed over; without needs nobody lacks a capability. */
const causeOfCode = Uint8Array.from(labels, (letter) => {
  const named = { D: causeAt.drain, H: causeAt.health, L: causeAt.load, K: causeAt.link };
  return named[letter as keyof typeof named] ?? causeAt.content;
});

/**
 * Cause of a session whose player tried the first `tried` targets of the decision in vain and is
 * sent to the next one, or to nobody; the first `timedOut` of them had too many tries, the others
 * are dead. Of several candidates of rank 0 the one counts that came furthest: `first` where it is
 * sent to one of them, `route` where there is none.
 */
export function causeOf(desk: Desk, tried: number, timedOut = 0): number {
  const { decision } = desk.instance;
  if (tried < decision.targetCount && decision.targetRank[tried] === 0) return causeAt.first;
  let furthest: number = causeAt.route;
  for (let k = 0; k < tried; k++) {
    if (decision.targetRank[k] !== 0) continue;
    furthest = Math.max(furthest, k < timedOut ? causeAt.load : causeAt.loss);
  }
  for (let k = 0; k < decision.passedCount; k++) {
    if (decision.passedRank[k] !== 0) continue;
    const cause = passedFor(desk, decision, k);
    if (cause > furthest) furthest = cause;
  }
  return furthest;
}

/** Cause of one that was passed over: lost, where all that its overlay took out are lost. */
function passedFor(desk: Desk, decision: Decision, k: number): number {
  const cause = causeOfCode[decision.passedLabel[k]];
  const cluster = decision.passedCluster[k];
  if (cause === causeAt.link) return isLinkLost(desk, decision, cluster) ? causeAt.loss : cause;
  if (cause !== causeAt.drain && cause !== causeAt.health) return cause;
  const { snapshot } = desk.instance;
  let taken = 0;
  for (let row = snapshot.clusterStart[cluster]; row < snapshot.clusterStart[cluster + 1]; row++) {
    const isDeclared = snapshot.applianceState[row] !== up;
    const isUp = !isDeclared && desk.bulletin.leased[row] === 1;
    const isTaken = cause === causeAt.drain ? !isUp : isUp && desk.bulletin.healthy[row] === 0;
    if (!isTaken) continue;
    taken++;
    if (isDeclared || (desk.deadAppliance[row] === 0 && isUp)) return cause;
  }
  return taken > 0 ? causeAt.loss : cause;
}

/** Whether the link over which the vantage hears a cluster is really cut. */
function isLinkLost(desk: Desk, { vantage }: Decision, cluster: number): boolean {
  const { snapshot } = desk.instance;
  const list = snapshot.vantageList[vantage];
  for (let at = snapshot.listStart[list]; at < snapshot.listStart[list + 1]; at++)
    if (snapshot.listCluster[at] === cluster && snapshot.listRank[at] === 0)
      return desk.deadLink[snapshot.listLink[at]] > 0;
  return false;
}
