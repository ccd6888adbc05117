// What does an instance hear when an epoch begins? The bulletin, less the reports that got lost.
import { hearLoads, pair, refresh } from '@fairlead/core';
import { openCell, unitAt } from '../random/keyed.ts';
import type { Desk } from './desk.ts';
import { withTold } from './player/told.ts';

/** Draw of a report that gets lost on its way to this instance. */
const lossPurpose = 90;

/** Lets the instance take in the bulletin of `epoch`: it is of `delayEpochs` boundaries ago. */
export function listen(desk: Desk, epoch: number): void {
  const { setup, bulletin, instance } = desk;
  const { snapshot, delayEpochs } = setup;
  const { epochMs } = setup.timeline;
  const atMs = epoch * epochMs;
  const measuredMs = (epoch - delayEpochs) * epochMs;
  const { heardAppliance, heardLink } = desk;
  drawLosses(desk, heardAppliance, snapshot.applianceHash, epoch);
  drawLosses(desk, heardLink, snapshot.linkHash, epoch);
  const nowMs = setup.timeline.startMs + atMs;
  const loads = withTold(desk.told, 'applianceBps', nowMs, bulletin.applianceBps);
  const linkLoads = withTold(desk.told, 'linkBps', nowMs, bulletin.linkBps);
  const appliances = { loads, measuredMs, isHeard: heardAppliance };
  const links = { loads: linkLoads, measuredMs, isHeard: heardLink };
  hearLoads(instance, { table: 'appliance', ...appliances }, atMs);
  hearLoads(instance, { table: 'link', ...links }, atMs);
  refresh(instance, atMs);
}

/** Draws which reports of a table arrive: 1. */
function drawLosses(
  { key, index, setup }: Desk,
  out: Uint8Array,
  hashes: Uint32Array,
  epoch: number,
): void {
  const { seed, reportLossShare } = setup.scenario;
  out.fill(1);
  if (reportLossShare === 0) return;
  for (let row = 0; row < hashes.length; row++) {
    openCell(key, seed, pair(hashes[row], index), epoch);
    if (unitAt(key, lossPurpose) < reportLossShare) out[row] = 0;
  }
}
