// What does one steering instance do in an epoch? Its share of the members, event by event.
import { noRow, type Snapshot, swapSnapshot } from '@fairlead/core';
import { epochAt, labelCount } from '../measures/tally.ts';
import { type Desk, markMoment } from './desk.ts';
import { askAgain, moveAway } from './failover.ts';
import { listen } from './listen.ts';
import { endSession, startSession } from './serve.ts';
import { drawStarts } from './starts.ts';

/**
 * Runs one epoch: faults, ends and starts in order of time; within a millisecond faults come
 * first, then ends, then starts. Depends on the bulletin, the snapshot that all answer from, and
 * this desk's past alone, so instances may run on any thread.
 */
export function runEpoch(desk: Desk, epoch: number, snapshot: Snapshot): void {
  beginEpoch(desk, epoch, snapshot);
  drawStarts(desk, epoch);
  const { moments } = desk;
  for (let word = 0; word < moments.length; word++) {
    // Read anew each time: a session may end within the epoch that it starts in.
    while (moments[word] !== 0) {
      const bit = Math.clz32(moments[word]);
      moments[word] &= ~(0x80000000 >>> bit);
      runMoment(desk, word * 32 + bit);
    }
  }
  while (nextStrikeMs(desk) < desk.epochEndMs) strike(desk, nextStrikeMs(desk));
  desk.output.tally.epoch[epochAt.active] = desk.sessions.active;
}

/** One millisecond of the epoch in which something starts or ends, and the faults before it. */
function runMoment(desk: Desk, ms: number): void {
  const { startsAt, endsAt, sessions, drawn, epochStartMs } = desk;
  const atMs = epochStartMs + ms;
  while (nextStrikeMs(desk) <= atMs) strike(desk, nextStrikeMs(desk));
  for (let row = endsAt[ms]; row !== noRow; row = endsAt[ms]) {
    endsAt[ms] = sessions.next[row];
    endSession(desk, row, atMs);
  }
  for (let row = startsAt[ms]; row !== noRow; row = drawn.next[row]) {
    startSession(desk, row, atMs);
  }
  startsAt[ms] = noRow;
}

function nextStrikeMs({ setup, nextStrike }: Desk): number {
  return nextStrike < setup.strikes.length ? setup.strikes[nextStrike].atMs : Infinity;
}

function beginEpoch(desk: Desk, epoch: number, snapshot: Snapshot): void {
  const { setup, output, sessions, endsAt, endsIn, missedKbps } = desk;
  const { rateKbps, bits, tally } = output;
  desk.epochStartMs = epoch * setup.epochMs;
  desk.epochEndMs = desk.epochStartMs + setup.epochMs;
  for (let flow = 0; flow < bits.length; flow++) bits[flow] = rateKbps[flow] * setup.epochMs;
  tally.epoch.fill(0);
  for (let label = 0; label < labelCount; label++)
    tally.epoch[epochAt.missed + label] = missedKbps[label] * setup.epochMs;
  swapSnapshot(desk.instance, snapshot);
  listen(desk, epoch);
  askAgain(desk, desk.epochStartMs);
  for (let row = endsIn[epoch]; row !== noRow; ) {
    const next = sessions.next[row];
    const ms = sessions.endMs[row] - desk.epochStartMs;
    sessions.next[row] = endsAt[ms];
    endsAt[ms] = row;
    markMoment(desk, ms);
    row = next;
  }
}

/** Lets the next fault begin or end; sessions on what it struck move at once, in row order. */
function strike(desk: Desk, atMs: number): void {
  const { setup, deadAppliance, deadLink, sessions } = desk;
  const { appliances, links, isEnd } = setup.strikes[desk.nextStrike++];
  for (const appliance of appliances) deadAppliance[appliance] += isEnd ? -1 : 1;
  for (const link of links) deadLink[link] += isEnd ? -1 : 1;
  if (isEnd) return;
  const { flows } = setup;
  const { room } = sessions;
  for (let row = 0; row < room; row++) {
    const flow = sessions.flow[row];
    if (flow >= flows.count) continue;
    if (deadAppliance[flows.appliance[flow]] > 0 || deadLink[flows.link[flow]] > 0)
      moveAway(desk, row, atMs);
  }
}

/** Ends all sessions after `epochs` epochs, so that what they were offered is counted. */
export function finish(desk: Desk, epochs: number): void {
  const { sessions, setup } = desk;
  for (let row = 0; row < sessions.room; row++)
    if (sessions.flow[row] !== noRow) endSession(desk, row, epochs * setup.epochMs);
}
