// What will the next moments read? It is read for many at once, before anybody waits for it.
import { batchMax, followSnapshot, type Loads, loadPlaces, noRow, prepare } from '@fairlead/core';
import { causeAt, cellAt, cellCount, deliveredEndings } from '../../measures/account.ts';
import { placeWidth, tallyCount } from '../../measures/ledger.ts';
import type { Desk } from '../desk.ts';
import { absent } from '../sessions.ts';

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

/** Place of a session in what was prepared, or -1: it starts later, or more is wanted. @hot */
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

/** Numbers in a line of memory. */
const lineNumbers = 8;

/** Reads the lines of the first `count` of `rows`. */
function readLoads({ own, gain }: Loads, rows: Uint32Array, count: number): number {
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const at = rows[k] * loadPlaces;
    sum += own[at] + own[at + lineNumbers] + gain[at];
  }
  return sum;
}
