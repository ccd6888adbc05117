// Which sessions start in an epoch? Drawn before it runs, and chained by millisecond.
import { startRate } from '../demand/diurnal.ts';
import { drawSession, type SessionColumns } from '../demand/session.ts';
import { poisson } from '../random/distributions.ts';
import { openStream } from '../random/stream.ts';
import { type Desk, markMoment } from './desk.ts';
import { roomFor } from './drawn.ts';

/** Stream of random numbers for the sessions that start. */
const startsPurpose = 1;

/** Draws the sessions that this desk's members start in the epoch. */
export function drawStarts(desk: Desk, epoch: number): void {
  const { setup, drawn, stream, metros, startsAt } = desk;
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
      markMoment(desk, ms);
    }
  }
}
