// What happens when a session comes to a flow, or leaves one, and what do flows come to?

import { addExact, clearExact } from '../measures/exact.ts';
import { tallyAt } from '../measures/ledger.ts';
import { flowPlaces } from '../setup/flows.ts';
import { bookRest, count, measuredMs, reachOver, run } from './book.ts';
import type { Desk, Output } from './desk.ts';
import { absent } from './sessions.ts';

/** Puts a session on a flow, or on none, from `atMs` on; its cause must be set. @hot */
export function enter(desk: Desk, session: number, flow: number, atMs: number): void {
  const { sessions } = desk;
  sessions.flow[session] = flow;
  sessions.legMs[session] = atMs;
  if (flow !== absent) reachOver(desk, session, flow);
  run(desk, session, atMs, 1);
  bookRest(desk, session, atMs, 1);
  if (flow !== absent) shift(desk, session, atMs, 1);
}

/** Takes a session off where it is, before its end: what was booked of the rest is taken back. */
export function leave(desk: Desk, session: number, atMs: number): void {
  const { sessions, round, left } = desk;
  const flow = sessions.flow[session];
  if (flow !== absent) reachOver(desk, session, flow);
  run(desk, session, atMs, -1);
  bookRest(desk, session, atMs, -1);
  if (flow === absent) return;
  shift(desk, session, atMs, -1);
  bookLineStall(desk, session, atMs, -1);
  const fromMs = Math.max(sessions.legMs[session], round.fromMs);
  if (fromMs < atMs)
    left.push({ session, flow, cause: sessions.cause[session], fromMs, toMs: atMs });
}

/** The session is over: it asks no more, and everything else was booked. @hot */
export function end(desk: Desk, session: number, atMs: number): void {
  run(desk, session, atMs, -1);
  if (desk.sessions.flow[session] !== absent) shift(desk, session, atMs, -1);
}

/** Adds to what a flow carries and an instance has reserved, or takes it away. @hot */
function shift(desk: Desk, session: number, atMs: number, sign: number): void {
  const { setup, sessions } = desk;
  carry(desk, session, atMs, sign);
  const isObserved = setup.scenario.policy.reserve === 'observed';
  const column = isObserved ? sessions.freeBps : sessions.nominalBps;
  reserve(desk, session, atMs, sign * column[session]);
}

/** Adds to what a flow is asked, or takes it away. @hot */
function carry(desk: Desk, session: number, atMs: number, sign: number): void {
  const { output, sessions, round } = desk;
  const flow = sessions.flow[session];
  const bps = sign * sessions.freeBps[session];
  output.askedBps[flow] += bps;
  output.changed[flow] += bps * (round.toMs - atMs);
  if (sign > 0) output.begunBps[flow] += bps;
}

/** Lets the instance count a session's load on its flow, below 0 less of it. @hot */
export function reserve(desk: Desk, session: number, atMs: number, load: number): void {
  const { setup, output, sessions, leg } = desk;
  const { flows } = setup;
  const flow = sessions.flow[session];
  output.nominalBps[flow] += load;
  // Before the run begins its instances have a time of their own.
  leg.atMs = desk.instance.nowMs < 0 ? desk.instance.nowMs : atMs;
  leg.appliance = flows.appliance[flow];
  leg.link = flows.link[flow];
  leg.load = load;
  desk.tell(desk.instance, leg);
}

/** Counts what a session asks from `atMs` on where it is (`sign` 1), or takes it back (-1). */
export function countRate(desk: Desk, session: number, atMs: number, sign: number): void {
  const flow = desk.sessions.flow[session];
  if (flow !== absent) reachOver(desk, session, flow);
  run(desk, session, atMs, sign);
  bookRest(desk, session, atMs, sign);
  if (flow === absent) return;
  carry(desk, session, atMs, sign);
  bookLineStall(desk, session, atMs, sign);
}

/**
 * Books, or takes back, the time that a session stands still from `fromMs` to its end since its
 * line carries less than its lowest rung.
 */
export function bookLineStall(desk: Desk, session: number, fromMs: number, sign: number): void {
  const { sessions } = desk;
  const lowestBps = desk.lowestBps[sessions.file[session]];
  const freeBps = sessions.freeBps[session];
  if (freeBps >= lowestBps || sessions.flow[session] === absent) return;
  const pictureMs = sessions.pictureMs[session];
  const from = fromMs > pictureMs ? fromMs : pictureMs;
  const ms = measuredMs(desk, from, sessions.endMs[session]);
  if (ms > 0) count(desk, session, tallyAt.stalledUs, sign * stallUs(ms, freeBps, lowestBps));
}

/** Thousandths of a ms that a session stands still in `ms`: it gets less than its lowest rung. */
function stallUs(ms: number, gotBps: number, lowestBps: number): number {
  return Math.floor((1000 * ms * (lowestBps - gotBps)) / lowestBps);
}

/** Adds up to each appliance, then each link, what the desk's flows were asked in a round. @hot */
export function sumFlows({ setup, output }: Pick<Desk, 'setup' | 'output'>): void {
  const { flows, snapshot } = setup;
  const { sums } = output;
  for (const column of [sums.askedBps, sums.nominalBps, sums.begunBps]) column.fill(0);
  clearExact(sums.changed);
  for (let flow = 0; flow < flows.count; flow += flowPlaces) {
    addFlow(output, flow, flows.appliance[flow]);
    addFlow(output, flow, snapshot.applianceCount + flows.link[flow]);
  }
}

/** Adds a flow to an appliance or a link. @hot */
function addFlow(of: Output, flow: number, row: number): void {
  const { sums } = of;
  sums.askedBps[row] += of.askedBps[flow];
  sums.nominalBps[row] += of.nominalBps[flow];
  sums.begunBps[row] += of.begunBps[flow];
  const changed = of.changed[flow];
  if (changed !== 0) addExact(sums.changed, row, changed);
}
