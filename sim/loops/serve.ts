// What happens when a session starts, moves and ends?
import { decide, pair, unmap, vantageOf } from '@fairlead/core';
import { addValue } from '../measures/histogram.ts';
import { at, epochAt, networkWidth } from '../measures/tally.ts';
import { rttMs, startDelayMs } from '../network/rtt.ts';
import { writeClient } from './client.ts';
import type { Instance } from './instance.ts';
import { closeLeg, openLeg } from './leg.ts';
import { closeSession, embeddedFirst, noLabel, openSession, servedFirst } from './sessions.ts';

/** What a player loses when its appliance dies: a connection that times out, a new start. */
const failoverStallMs = 2000;
const earthRadiusKm = 6371.0088;

const client = new Uint32Array(4);
const picks = { prefix: 0, host: 0 };
const request = { vantage: 0, file: 0, fileHash: 0, sessionHash: 0, want: 5 };

/** Whether what happens at `atMs` is measured. */
function isMeasured({ stage }: Instance, atMs: number): boolean {
  return atMs >= stage.warmupEpochs * stage.epochMs;
}

/** Decides for a session from a vantage, by the production function, and counts the checks. */
function steer(instance: Instance, vantage: number, file: number, hash: number): void {
  const { stage, belief, decision, output } = instance;
  request.vantage = vantage;
  request.file = file;
  request.fileHash = stage.snapshot.fileHash[file];
  request.sessionHash = hash;
  request.want = stage.scenario.policy.want;
  decide(stage.snapshot, belief.state, request, decision);
  const { counts } = output.tally;
  counts[at.rankChecked]++;
  for (let k = 1; k < decision.targetCount; k++)
    if (decision.targetRank[k] < decision.targetRank[k - 1]) {
      counts[at.rankViolated]++;
      break;
    }
}

/** Place of the first target that is really alive, or -1: the player moves down its list. */
function firstAlive({ decision, deadAppliance, deadLink }: Instance): number {
  for (let k = 0; k < decision.targetCount; k++)
    if (deadAppliance[decision.targetAppliance[k]] === 0 && deadLink[decision.targetLink[k]] === 0)
      return k;
  return -1;
}

/** Flow of target `k` of the decision. */
function flowOfTarget({ stage, decision }: Instance, k: number): number {
  const { flows } = stage;
  return flows.start[decision.targetAppliance[k]] + flows.linkPlace[decision.targetLink[k]];
}

/** Marks of a session by the decision that placed it on target `k` (-1: nowhere). */
function markOf({ stage, decision }: Instance, k: number): number {
  const { snapshot } = stage;
  const isFirst = k >= 0 && decision.targetRank[k] === 0;
  const label = isFirst || decision.passedCount === 0 ? noLabel : decision.passedLabel[0];
  const list = snapshot.vantageList[decision.vantage];
  const start = snapshot.listStart[list];
  const isEmbedded =
    snapshot.listStart[list + 1] > start &&
    snapshot.siteKind[snapshot.clusterSite[snapshot.listCluster[start]]] === 0;
  return label | (isEmbedded ? embeddedFirst : 0) | (isFirst ? servedFirst : 0);
}

/** Starts the drawn session `row`. */
export function startSession(instance: Instance, row: number, atMs: number): void {
  const { stage, drawn, sessions, output, endsAt, endsIn } = instance;
  const { columns } = drawn;
  const { counts, epoch, siteSessions, network } = output.tally;
  const metro = drawn.metro[row];
  picks.prefix = columns.prefixPick[row];
  picks.host = columns.hostPick[row];
  const family = unmap(writeClient(stage.crowd, metro, picks, client), client);
  const vantage = vantageOf(stage.snapshot, family, client);
  const file = stage.fileRow[columns.file[row]];
  const hash = columns.sessionKey[row];
  steer(instance, vantage, file, hash);
  const k = firstAlive(instance);
  const measured = isMeasured(instance, atMs);
  epoch[epochAt.started]++;
  if (k > 0) epoch[epochAt.failovers]++;
  if (k < 0) epoch[epochAt.errors]++;
  if (measured) {
    counts[at.sessions]++;
    counts[at.decisions]++;
    if (k > 0) counts[at.failovers]++;
    if (k < 0) counts[at.refused]++;
    network[stage.crowd.network[metro] * networkWidth + 7]++;
    if (k >= 0) measureStart(instance, row, k);
    if (k >= 0) siteSessions[siteOf(instance, k)]++;
  }
  if (k >= 0) checkLoad(instance, k);
  const session = openSession(sessions);
  const endMs = atMs + columns.lengthMs[row];
  sessions.endMs[session] = endMs;
  sessions.kbps[session] = Math.ceil(columns.bitrateBps[row] / 1000);
  sessions.floorKbps[session] = stage.floorKbps[columns.title[row]];
  sessions.metro[session] = metro;
  sessions.vantage[session] = vantage;
  sessions.file[session] = file;
  sessions.hash[session] = hash;
  sessions.mark[session] = markOf(instance, k);
  openLeg(instance, session, k < 0 ? stage.flows.refused : flowOfTarget(instance, k), atMs);
  const endEpoch = Math.floor(endMs / stage.epochMs);
  if (endMs < instance.epochEndMs) {
    const ms = endMs - instance.epochStartMs;
    sessions.next[session] = endsAt[ms];
    endsAt[ms] = session;
  } else if (endEpoch < stage.epochCount) {
    sessions.next[session] = endsIn[endEpoch];
    endsIn[endEpoch] = session;
  }
}

function siteOf({ stage, decision }: Instance, k: number): number {
  const { snapshot } = stage;
  return snapshot.clusterSite[snapshot.applianceCluster[decision.targetAppliance[k]]];
}

/** Distance, round trip and start delay of a session that target `k` serves. */
function measureStart(instance: Instance, row: number, k: number): void {
  const { stage, drawn, output } = instance;
  const { crowd, sitePoint, siteHash } = stage;
  const metro = drawn.metro[row];
  const site = siteOf(instance, k);
  const x = crowd.point[metro * 3] - sitePoint[site * 3];
  const y = crowd.point[metro * 3 + 1] - sitePoint[site * 3 + 1];
  const z = crowd.point[metro * 3 + 2] - sitePoint[site * 3 + 2];
  const chord = Math.sqrt(x * x + y * y + z * z) / 2;
  const km = 2 * earthRadiusKm * Math.asin(chord < 1 ? chord : 1);
  const rtt = rttMs(km, pair(crowd.hash[metro], siteHash[site]));
  const { columns } = drawn;
  const delay = startDelayMs(rtt, columns.throughputBps[row], columns.bitrateBps[row]);
  const { tally } = output;
  addValue(tally.distanceKm, km, 1);
  addValue(tally.rttMs, rtt, 1);
  addValue(tally.startDelayMs, delay + k * failoverStallMs, 1);
}

/** No appliance long above its capacity is given a session that an equal one has room for. */
function checkLoad({ bulletin, decision, output, stage }: Instance, k: number): void {
  const { counts } = output.tally;
  counts[at.drainChecked]++;
  if (stage.snapshot.applianceState[decision.targetAppliance[k]] !== 0) counts[at.drainViolated]++;
  counts[at.overChecked]++;
  if (bulletin.overEpochs[decision.targetAppliance[k]] <= 2) return;
  for (let other = 0; other < decision.targetCount; other++) {
    if (decision.targetRank[other] !== decision.targetRank[k] || other === k) continue;
    if (bulletin.utilisation[decision.targetAppliance[other]] < 1) {
      counts[at.overViolated]++;
      return;
    }
  }
}

/** Ends a session at `atMs`: at its end, or at the end of the simulation. */
export function endSession(instance: Instance, session: number, atMs: number): void {
  closeLeg(instance, session, atMs);
  closeSession(instance.sessions, session);
  if (isMeasured(instance, atMs)) instance.output.tally.counts[at.ended]++;
}

/** Moves a session whose appliance or link has just died: its player asks again. */
export function moveAway(instance: Instance, session: number, atMs: number): void {
  const { sessions, output, stage } = instance;
  const { counts, epoch } = output.tally;
  closeLeg(instance, session, atMs);
  steer(instance, sessions.vantage[session], sessions.file[session], sessions.hash[session]);
  const k = firstAlive(instance);
  const measured = isMeasured(instance, atMs);
  if (measured) counts[at.decisions]++;
  if (k < 0) {
    epoch[epochAt.errors]++;
    if (measured) counts[at.lost]++;
    openLeg(instance, session, stage.flows.lost, atMs);
    return;
  }
  epoch[epochAt.failovers]++;
  if (measured) {
    counts[at.failovers]++;
    counts[at.rebufferMs] += failoverStallMs;
  }
  sessions.mark[session] = markOf(instance, k);
  openLeg(instance, session, flowOfTarget(instance, k), atMs);
}
