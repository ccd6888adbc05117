// What does a stretch of a session on one appliance carry, and what is lost of it?
import { labels } from '@fairlead/core';
import { addBits, at, epochAt, labelCount, networkAt, networkWidth } from '../measures/tally.ts';
import type { Desk } from './desk.ts';
import { embeddedFirst, noLabel, servedFirst } from './sessions.ts';

/** Code of a candidate that has not the file. */
const contentLabel = labels.indexOf('C');

/** Adds `kbps` (negative: takes it away) to what the flow carries from `atMs` on. */
function shift(desk: Desk, session: number, kbps: number, atMs: number): void {
  const { setup, output, sessions, missedKbps, leg } = desk;
  const { flows } = setup;
  const flow = sessions.flow[session];
  const restMs = desk.epochEndMs - atMs;
  output.rateKbps[flow] += kbps;
  output.bits[flow] += kbps * restMs;
  const label = sessions.mark[session] & noLabel;
  if (label < labelCount) {
    missedKbps[label] += kbps;
    output.tally.epoch[epochAt.missed + label] += kbps * restMs;
  }
  if (flow >= flows.count) return;
  leg.atMs = atMs;
  leg.appliance = flows.appliance[flow];
  leg.link = flows.link[flow];
  leg.load = kbps;
  desk.tell(desk.instance, leg);
}

/** Puts a session on a flow; its mark must be set. */
export function openLeg(desk: Desk, session: number, flow: number, atMs: number): void {
  const { sessions, bulletin } = desk;
  sessions.flow[session] = flow;
  sessions.legMs[session] = atMs;
  sessions.lossMs[session] = bulletin.lossMs[flow];
  shift(desk, session, sessions.kbps[session], atMs);
}

/** Takes a session off its flow and counts what the leg was offered and got, in whole bits. */
export function closeLeg(desk: Desk, session: number, atMs: number): void {
  const { sessions, setup, output, bulletin } = desk;
  const kbps = sessions.kbps[session];
  shift(desk, session, -kbps, atMs);
  const legMs = sessions.legMs[session];
  const measureMs = setup.warmupEpochs * setup.epochMs;
  const fromMs = legMs > measureMs ? legMs : measureMs;
  if (atMs <= fromMs) return;
  const bits = kbps * (atMs - fromMs);
  const { counts, network } = output.tally;
  addBits(output.tally, at.offeredBits, bits);
  const row = setup.audience.network[sessions.metro[session]] * networkWidth;
  const mark = sessions.mark[session];
  const label = mark & noLabel;
  if (label === contentLabel) network[row + networkAt.missedContent] += bits;
  else if (label < labelCount) network[row + networkAt.missedBelief] += bits;
  if (mark & embeddedFirst) {
    addBits(output.tally, at.segmentBits, bits);
    if (mark & servedFirst) addBits(output.tally, at.segmentServedBits, bits);
  }
  const flow = sessions.flow[session];
  if (flow >= setup.flows.count) {
    network[row + networkAt.unserved] += bits;
    return;
  }
  // Loss is known up to the last report: what the leg lost since then is not counted.
  const lostMs = bulletin.lossMs[flow] - sessions.lossMs[session];
  const lost = lostMs <= 0 ? 0 : lostMs >= atMs - legMs ? 1 : lostMs / (atMs - legMs);
  const delivered = lost === 0 ? bits : Math.floor(bits * (1 - lost));
  network[row + networkAt.bits + setup.snapshot.linkKind[setup.flows.link[flow]]] += delivered;
  network[row + networkAt.unserved] += bits - delivered;
  addBits(output.tally, at.deliveredBits, delivered);
  counts[at.playMs] += atMs - fromMs;
  // A player goes down its ladder as far as the lowest file; below that it stands still.
  const gets = (kbps * (1 - lost)) / sessions.floorKbps[session];
  if (gets < 1) counts[at.rebufferMs] += Math.floor((atMs - fromMs) * (1 - gets));
}
