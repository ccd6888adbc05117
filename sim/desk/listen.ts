// What does an instance hear when an epoch begins? The bulletin, less the reports that got lost.
import { hearLoads, pair, refresh, step } from '@fairlead/core';
import { openCell, unitAt } from '../random/keyed.ts';
import type { Mail } from './bulletin.ts';
import { type Desk, heardAt } from './desk.ts';
import { withTold } from './player/told.ts';

/** Draw of a report that gets lost on its way to this instance. */
const lossPurpose = 90;

/**
 * Lets the instance take in the bulletin of `epoch`: it is of `delayEpochs` boundaries ago. What is
 * older than the run it has heard when those came who play when it begins.
 */
export function listen(desk: Desk, epoch: number): void {
  const { setup, bulletin, instance } = desk;
  const { snapshot, delayEpochs } = setup;
  const { epochMs } = setup.timeline;
  const atMs = epoch * epochMs;
  const measuredMs = (epoch - delayEpochs) * epochMs;
  const { heardAppliance, heardLink } = desk;
  drawLosses(desk, heardAppliance, snapshot.applianceHash, epoch);
  drawLosses(desk, heardLink, snapshot.linkHash, epoch);
  // The loads of the begin it has heard already.
  if (bulletin.mail !== undefined && epoch > 0) openMail(desk, bulletin.mail, atMs);
  else {
    if (measuredMs < 0) for (const heard of [heardAppliance, heardLink]) heard.fill(0);
    const nowMs = setup.timeline.startMs + atMs;
    const loads = withTold(desk.told, 'applianceBps', nowMs, bulletin.applianceBps);
    const linkLoads = withTold(desk.told, 'linkBps', nowMs, bulletin.linkBps);
    const appliances = { loads, measuredMs, isHeard: heardAppliance };
    const links = { loads: linkLoads, measuredMs, isHeard: heardLink };
    hearLoads(instance, { table: 'appliance', ...appliances }, atMs);
    hearLoads(instance, { table: 'link', ...links }, atMs);
  }
  refresh(instance, atMs);
}

/** Takes in reports one by one, and counts what becomes of them. */
function openMail(desk: Desk, { count, row, bps, measuredMs }: Mail, atMs: number): void {
  const { instance, setup, heardAppliance, heardLink, told } = desk;
  const { applianceCount, linkCount } = setup.snapshot;
  const { heard } = desk.output;
  const { ignored } = instance.counts;
  const before = { ...ignored };
  const nowMs = setup.timeline.startMs + atMs;
  const room = withTold(told, 'applianceBps', nowMs, new Float64Array(applianceCount));
  const linkRoom = withTold(told, 'linkBps', nowMs, new Float64Array(linkCount));
  heard.fill(0);
  for (let k = 0; k < count[0]; k++) {
    const link = row[k] - applianceCount;
    const isHeard = link < 0 ? heardAppliance[row[k]] : heardLink[link];
    heard[isHeard === 1 ? heardAt.taken : heardAt.lost]++;
    if (isHeard === 0) continue;
    const of =
      link < 0
        ? ({ table: 'appliance', row: row[k], load: bps[k] + room[row[k]] } as const)
        : ({ table: 'link', row: link, load: bps[k] + linkRoom[link] } as const);
    step(instance, { kind: 'report', of: 'load', atMs, ...of, measuredMs: measuredMs[k] });
  }
  for (const why of ['stale', 'forgotten', 'future'] as const) {
    heard[heardAt[why]] = ignored[why] - before[why];
    heard[heardAt.taken] -= heard[heardAt[why]];
  }
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
