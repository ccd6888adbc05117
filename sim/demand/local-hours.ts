// How much does each country start and stream in each hour of its local day?
import { hashId, type World } from '@fairlead/core';
import { createKey, openCell, openMember } from '../random/keyed.ts';
import { compileCatalogue } from './catalogue.ts';
import { startRate } from './diurnal.ts';
import { lastDayOf } from './half-year.ts';
import { startsPerMemberDay } from './length.ts';
import { createSessions, drawSession } from './session.ts';

const hourMs = 3600000;
const dayMs = 24 * hourMs;
const stepMs = 5 * 60000;
const stepsPerHour = hourMs / stepMs;
const stepsPerWeek = (7 * dayMs) / stepMs;
/** A Monday; which one does not matter. */
const mondayMs = 4 * dayMs;

/** Sessions drawn per country: their bytes are known within about 1 %. */
const drawnSessions = 10000;
const drawSeed = 1;

/** Local time stands where UTC is asked for. */
const localTime = { fromMs: [-Infinity], offsetMs: [0] };
const rule = { startsPerMemberDay };

/** Sessions that start and bytes that are played in one local hour of the mean day of a week. */
export type LocalHour = {
  readonly country: string;
  readonly hour: number;
  readonly sessions: number;
  readonly sizeBytes: number;
};

/**
 * Hours 0 to 23 of every country with members, by code. Sessions are what `startRate` expects;
 * bytes are theirs spread over how long they last, as 10,000 sessions of `drawSession` with seed 1
 * and the catalogue of the last day of the half year say.
 */
export function* localHoursOf(world: World): Generator<LocalHour> {
  const catalogue = compileCatalogue(world, [lastDayOf(world.titles) * dayMs]);
  const members = new Map<string, number>();
  const tastes = new Map<string, number>();
  const { metros } = world;
  for (let metro = 0; metro < metros.count; metro++) {
    const country = metros.country[metro];
    members.set(country, (members.get(country) ?? 0) + metros.members[metro]);
    tastes.set(country, catalogue.tasteOfMetro[metro]);
  }
  const source = { catalogue, edition: catalogue.editions[0], taste: 0, cellMs: stepMs };
  for (const [country, taste] of [...tastes].sort(([, a], [, b]) => a - b)) {
    const count = members.get(country) ?? 0;
    if (count <= 0) continue;
    source.taste = taste;
    yield* hoursOf(country, startsOf(count), bytesAfterStart(country, source));
  }
}

/** Expected starts in each five minutes of a week, from Monday. */
function startsOf(members: number): Float64Array {
  const starts = new Float64Array(stepsPerWeek);
  for (let step = 0; step < stepsPerWeek; step++) {
    const moment = { atMs: mondayMs + step * stepMs, spanMs: stepMs };
    starts[step] = startRate(rule, members, localTime, moment);
  }
  return starts;
}

/** Mean bytes that a session plays in the five minutes of its start and in each five after. */
function bytesAfterStart(country: string, source: Parameters<typeof drawSession>[0]): Float64Array {
  const key = createKey();
  openCell(key, drawSeed, hashId(country), 0);
  const drawn = createSessions(1);
  const bytes = new Float64Array(stepsPerWeek);
  for (let k = 0; k < drawnSessions; k++) {
    openMember(key, k);
    drawSession(source, key, drawn, 0);
    const bytesPerMs = drawn.bitrateBps[0] / 8000;
    let fromMs = drawn.startOffsetMs[0];
    const untilMs = Math.min(fromMs + drawn.lengthMs[0], stepsPerWeek * stepMs);
    for (let step = 0; fromMs < untilMs; step++) {
      const toMs = Math.min(untilMs, (step + 1) * stepMs);
      bytes[step] += (bytesPerMs * (toMs - fromMs)) / drawnSessions;
      fromMs = toMs;
    }
  }
  return bytes;
}

/** The hours of the mean day; what is played after Sunday is counted on Monday. */
function hoursOf(country: string, starts: Float64Array, bytes: Float64Array): LocalHour[] {
  const rows = Array.from({ length: 24 }, (_, hour) => ({
    country,
    hour,
    sessions: 0,
    sizeBytes: 0,
  }));
  for (let step = 0; step < stepsPerWeek; step++) {
    rows[Math.floor(step / stepsPerHour) % 24].sessions += starts[step] / 7;
    for (let after = 0; after < stepsPerWeek && bytes[after] > 0; after++) {
      const at = (step + after) % stepsPerWeek;
      rows[Math.floor(at / stepsPerHour) % 24].sizeBytes += (starts[step] * bytes[after]) / 7;
    }
  }
  return rows;
}
