// What does one steering instance do in an epoch? Its share of the members, event by event.
import { noRow } from '@fairlead/core';
import { startRate } from '../demand/diurnal.ts';
import { drawSession, type SessionColumns } from '../demand/session.ts';
import { epochAt, labelCount } from '../measures/tally.ts';
import { poisson } from '../random/distributions.ts';
import { openStream } from '../random/stream.ts';
import { refreshBelief } from './belief.ts';
import { roomFor } from './drawn.ts';
import { askAgain, moveAway } from './failover.ts';
import { type Instance, markMoment } from './instance.ts';
import { endSession, startSession } from './serve.ts';

/** Streams of random numbers by purpose. */
const startsPurpose = 1;

/**
 * Runs one epoch: faults, ends and starts in order of time; within a millisecond faults come
 * first, then ends, then starts. Depends on the bulletin and on this instance's past alone, so
 * instances may run on any thread.
 */
export function runEpoch(instance: Instance, epoch: number): void {
  beginEpoch(instance, epoch);
  drawStarts(instance, epoch);
  const { moments } = instance;
  for (let word = 0; word < moments.length; word++) {
    // Read anew each time: a session may end within the epoch that it starts in.
    while (moments[word] !== 0) {
      const bit = Math.clz32(moments[word]);
      moments[word] &= ~(0x80000000 >>> bit);
      runMoment(instance, word * 32 + bit);
    }
  }
  while (nextStrikeMs(instance) < instance.epochEndMs) strike(instance, nextStrikeMs(instance));
  instance.output.tally.epoch[epochAt.active] = instance.sessions.active;
}

/** One millisecond of the epoch in which something starts or ends, and the faults before it. */
function runMoment(instance: Instance, ms: number): void {
  const { startsAt, endsAt, sessions, drawn, epochStartMs } = instance;
  const atMs = epochStartMs + ms;
  while (nextStrikeMs(instance) <= atMs) strike(instance, nextStrikeMs(instance));
  for (let row = endsAt[ms]; row !== noRow; row = endsAt[ms]) {
    endsAt[ms] = sessions.next[row];
    endSession(instance, row, atMs);
  }
  for (let row = startsAt[ms]; row !== noRow; row = drawn.next[row]) {
    startSession(instance, row, atMs);
  }
  startsAt[ms] = noRow;
}

function nextStrikeMs({ setup, nextStrike }: Instance): number {
  return nextStrike < setup.strikes.length ? setup.strikes[nextStrike].atMs : Infinity;
}

function beginEpoch(instance: Instance, epoch: number): void {
  const { setup, output, sessions, endsAt, endsIn, missedKbps } = instance;
  const { rateKbps, bits, tally } = output;
  instance.epochStartMs = epoch * setup.epochMs;
  instance.epochEndMs = instance.epochStartMs + setup.epochMs;
  for (let flow = 0; flow < bits.length; flow++) bits[flow] = rateKbps[flow] * setup.epochMs;
  tally.epoch.fill(0);
  for (let label = 0; label < labelCount; label++)
    tally.epoch[epochAt.missed + label] = missedKbps[label] * setup.epochMs;
  instance.view = setup.views.snapshots[instance.bulletin.view[0]];
  refreshBelief(instance.belief, setup, instance.bulletin, epoch);
  askAgain(instance, instance.epochStartMs);
  for (let row = endsIn[epoch]; row !== noRow; ) {
    const next = sessions.next[row];
    const ms = sessions.endMs[row] - instance.epochStartMs;
    sessions.next[row] = endsAt[ms];
    endsAt[ms] = row;
    markMoment(instance, ms);
    row = next;
  }
}

/** Draws the sessions that this instance's members start in the epoch. */
function drawStarts(instance: Instance, epoch: number): void {
  const { setup, drawn, stream, metros, startsAt } = instance;
  const { audience, catalogue, scenario, epochMs } = setup;
  const source = { catalogue, taste: 0, epochMs };
  const moment = { atMs: setup.startMs + epoch * epochMs, epochMs };
  drawn.count = 0;
  for (const metro of metros) {
    if (audience.members[metro] <= 0) continue;
    const zone = setup.zones[audience.zone[metro]];
    const mean = startRate(scenario.demand, audience.members[metro], zone, moment);
    openStream(stream, scenario.seed, audience.hash[metro], startsPurpose, epoch);
    const starts = poisson(stream, mean);
    const columns: SessionColumns = roomFor(drawn, starts);
    source.taste = catalogue.tasteOfMetro[metro];
    for (let k = 0; k < starts; k++) {
      const row = drawn.count++;
      drawSession(source, stream, columns, row);
      drawn.metro[row] = metro;
      const ms = columns.startOffsetMs[row];
      drawn.next[row] = startsAt[ms];
      startsAt[ms] = row;
      markMoment(instance, ms);
    }
  }
}

/** Lets the next fault begin or end; sessions on what it struck move at once, in row order. */
function strike(instance: Instance, atMs: number): void {
  const { setup, deadAppliance, deadLink, sessions } = instance;
  const { appliances, links, isEnd } = setup.strikes[instance.nextStrike++];
  for (const appliance of appliances) deadAppliance[appliance] += isEnd ? -1 : 1;
  for (const link of links) deadLink[link] += isEnd ? -1 : 1;
  if (isEnd) return;
  const { flows } = setup;
  const { room } = sessions;
  for (let row = 0; row < room; row++) {
    const flow = sessions.flow[row];
    if (flow >= flows.count) continue;
    if (deadAppliance[flows.appliance[flow]] > 0 || deadLink[flows.link[flow]] > 0)
      moveAway(instance, row, atMs);
  }
}

/** Ends all sessions after `epochs` epochs, so that what they were offered is counted. */
export function finish(instance: Instance, epochs: number): void {
  const { sessions, setup } = instance;
  for (let row = 0; row < sessions.room; row++)
    if (sessions.flow[row] !== noRow) endSession(instance, row, epochs * setup.epochMs);
}
