// What will the next moments read? It is read for many at once, before anybody waits for it.
import {
  type Batch,
  batchMax,
  createBatch,
  followSnapshot,
  type Loads,
  loadPlaces,
  noRow,
  prepare,
  type Requests,
  type Snapshot,
} from '@fairlead/core';
import { causeAt, cellAt, cellCount, deliveredEndings } from '../../measures/account.ts';
import { placeWidth, tallyCount } from '../../measures/ledger.ts';
import type { Desk } from '../desk.ts';
import { absent } from '../sessions.ts';

/**
 * Sessions that end and start next, in the order in which they do, and who may serve those that
 * start. A read that leaves the caches takes as long as a hundred steps, and a processor waits for
 * many of them together only where nothing branches on what it waits for: so what a session will
 * need is read for a hundred of them, one kind of line after the other.
 */
export type Ahead = {
  /** Up to which ms of the minute it was looked. */
  toMs: number;
  readonly ends: Uint32Array;
  readonly starts: Uint32Array;
  endCount: number;
  startCount: number;
  /** How many of those that start have begun. */
  begun: number;
  /** Those that start, as the core prepares them. */
  readonly batch: Batch;
  readonly requests: Requests & { readonly vantage: Uint32Array };
  /** Flows that will change, and their appliances and links. */
  readonly flows: Uint32Array;
  readonly appliances: Uint32Array;
  readonly links: Uint32Array;
  /** Sum of what was read. It tells nothing, but what nobody uses is not read. */
  sum: number;
};

export function createAhead(snapshot: Snapshot): Ahead {
  const rows = () => new Uint32Array(batchMax);
  return {
    toMs: 0,
    ends: rows(),
    starts: rows(),
    endCount: 0,
    startCount: 0,
    begun: 0,
    batch: createBatch(snapshot),
    requests: {
      family: new Uint8Array(0),
      words: new Uint32Array(0),
      file: rows(),
      sessionHash: rows(),
      vantage: rows(),
    },
    appliances: rows(),
    links: rows(),
    flows: rows(),
    sum: 0,
  };
}

/** Forgets what was looked at: another round begins, maybe of another minute and snapshot. */
export function beginAhead({ ahead, instance }: Desk): void {
  ahead.toMs = 0;
  ahead.startCount = 0;
  ahead.begun = 0;
  if (ahead.batch.snapshot !== instance.snapshot) followSnapshot(ahead.batch, instance.snapshot);
}

/** Reads what the moments from `ms` on will need, up to `batchMax` sessions and to `toMs`. @hot */
export function lookAhead(desk: Desk, ms: number, toMs: number): void {
  collect(desk, ms, toMs);
  readEnds(desk);
  readStarts(desk);
}

/** Place of a session that starts in what was prepared, or -1: a policy may want more by now. @hot */
export function preparedAt({ ahead, request }: Desk, session: number): number {
  const { begun, startCount, starts, batch } = ahead;
  if (begun >= startCount || starts[begun] !== session) return -1;
  if (batch.want !== request.want) return -1;
  return ahead.begun++;
}

function collect({ ahead, calendar, sessions }: Desk, fromMs: number, toMs: number): void {
  const { starts, ends } = ahead;
  const { startsAt, endsAt, ending, moments } = calendar;
  let startCount = 0;
  let endCount = 0;
  let ms = fromMs;
  while (ms < toMs && startCount < batchMax && endCount < batchMax) {
    const bits = moments[ms >>> 5] & (0xffffffff >>> (ms & 31));
    ms = (ms & ~31) + Math.clz32(bits);
    if (bits === 0) continue;
    for (let at = endsAt[ms]; at !== noRow && endCount < batchMax; at = ending.next[at])
      ends[endCount++] = ending.session[at];
    for (let at = startsAt[ms]; at !== noRow && startCount < batchMax; at = sessions.next[at])
      starts[startCount++] = at;
    ms++;
  }
  ahead.toMs = ms;
  ahead.startCount = startCount;
  ahead.endCount = endCount;
  ahead.begun = 0;
}

/** The rows of those who end, their flows, and what these lie on. */
function readEnds(desk: Desk): void {
  const { ahead, sessions } = desk;
  const { ends, endCount, flows } = ahead;
  let sum = 0;
  let count = 0;
  for (let k = 0; k < endCount; k++) {
    const session = ends[k];
    sum += sessions.startMs[session] + sessions.lineBps[session] + sessions.flags[session];
    const flow = sessions.flow[session];
    if (flow < absent) flows[count++] = flow;
  }
  ahead.sum += sum;
  readPlaces(desk, ends, endCount);
  readFlows(desk, count);
}

/** The rows of those who start, and who may serve them. */
function readStarts(desk: Desk): void {
  const { ahead, sessions, drawn, instance, request } = desk;
  const { starts, startCount, requests, batch } = ahead;
  let sum = 0;
  for (let k = 0; k < startCount; k++) {
    const session = starts[k];
    sum += sessions.startMs[session] + sessions.lineBps[session];
    requests.file[k] = sessions.file[session];
    requests.sessionHash[k] = sessions.key[session];
    requests.vantage[k] = sessions.vantage[session];
  }
  ahead.sum += sum;
  readPlaces(desk, starts, startCount);
  readMetros(desk);
  // Where they were drawn for another snapshot nobody knows yet where they ask from.
  if (drawn.snapshot !== instance.snapshot) ahead.startCount = 0;
  prepare(requests, 0, ahead.startCount, request.want, batch);
  readFlows(desk, firstFlows(desk));
}

/** What the metros of those who start are counted by, over each kind of link. */
function readMetros({ ahead, sessions, output }: Desk): void {
  const { starts, startCount } = ahead;
  const { metro: cells, metroTime } = output.ledger;
  let sum = 0;
  for (let k = 0; k < startCount; k++) {
    const metro = sessions.metro[starts[k]];
    sum += metroTime.low[metro * tallyCount];
    for (let kind = 0; kind < deliveredEndings; kind++)
      sum += cells.low[metro * cellCount + cellAt(kind, causeAt.first)];
  }
  ahead.sum += sum;
}

/** Writes the flows to which those who start come if nobody is ill; how many. */
function firstFlows({ ahead, setup }: Desk): number {
  const { batch, startCount, flows } = ahead;
  const { holders, holderStart, holderCount, candidateCount } = batch.kernel;
  let count = 0;
  for (let k = 0; k < startCount; k++) {
    if (candidateCount[k] === 0 || holderCount[k] === 0) continue;
    const at = 4 * holderStart[k];
    flows[count++] = setup.flows.start[holders[at]] + setup.flows.linkPlace[holders[at + 1]];
  }
  return count;
}

/** What the places of sessions are asked. */
function readPlaces(
  { ahead, sessions, setup, output }: Desk,
  rows: Uint32Array,
  count: number,
): void {
  const { place, placeBps } = output.ledger;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const row = setup.places.ofMetro[sessions.metro[rows[k]]] * placeWidth;
    sum += placeBps[row] + place.low[row];
  }
  ahead.sum += sum;
}

/** The first `count` of the flows, and the loads of their appliances and links. */
function readFlows({ ahead, setup, output, instance }: Desk, count: number): void {
  const { flows, appliances, links } = ahead;
  const { appliance, link, site } = setup.flows;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const flow = flows[k];
    sum += output.askedBps[flow] + site[flow];
    appliances[k] = appliance[flow];
    links[k] = link[flow];
  }
  sum += readLoads(instance.appliance.loads, appliances, count);
  ahead.sum += sum + readLoads(instance.link.loads, links, count);
}

/** Reads the lines of the first `count` of `rows`. */
function readLoads({ own, gain }: Loads, rows: Uint32Array, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const at = rows[k] * loadPlaces;
    sum += own[at] + own[at + 8] + gain[at];
  }
  return sum;
}
