// Which sessions start in an epoch? Drawn before it runs, and chained by millisecond.
import { cellMs, cellOf, forEachArrival } from '../demand/arrivals.ts';
import { editionAt } from '../demand/catalogue.ts';
import { drawSession, offsetIn } from '../demand/session.ts';
import { type Desk, markMoment } from './desk.ts';
import { roomFor } from './drawn.ts';

/** Draws the sessions that this desk's members start in the epoch. */
export function drawStarts(desk: Desk, epoch: number): void {
  const { setup, drawn } = desk;
  const fromMs = setup.startMs + epoch * setup.epochMs;
  const toMs = fromMs + setup.epochMs;
  drawn.count = 0;
  for (let cell = cellOf(fromMs); cell * cellMs < toMs; cell++) drawCell(desk, cell, fromMs, toMs);
}

/** Draws those of a cell that start from `fromMs` to before `toMs`. */
function drawCell(desk: Desk, cell: number, fromMs: number, toMs: number): void {
  const { setup, drawn, key, metros, startsAt } = desk;
  const { audience, catalogue, scenario } = setup;
  const edition = editionAt(catalogue, cell * cellMs);
  const source = { catalogue, edition, taste: 0, cellMs };
  const rule = { ...scenario.demand, seed: scenario.seed };
  const place = { cell, key };
  const arrivers = { hash: 0, members: 0, zone: setup.zones[0] };
  let metro = 0;
  const start = (): void => {
    const atMs = cell * cellMs + offsetIn(key, cellMs);
    if (atMs < fromMs || atMs >= toMs) return;
    const columns = roomFor(drawn, 1);
    const row = drawn.count++;
    drawSession(source, key, columns, row);
    drawn.metro[row] = metro;
    const ms = atMs - fromMs;
    drawn.next[row] = startsAt[ms];
    startsAt[ms] = row;
    markMoment(desk, ms);
  };
  for (metro of metros) {
    if (audience.members[metro] <= 0) continue;
    arrivers.hash = audience.hash[metro];
    arrivers.members = audience.members[metro];
    arrivers.zone = setup.zones[audience.zone[metro]];
    source.taste = catalogue.tasteOfMetro[metro];
    forEachArrival(rule, arrivers, place, start);
  }
}
