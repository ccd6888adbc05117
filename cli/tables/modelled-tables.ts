// What do the simulator's models say of a world, in the shape of published tables?
import { defaultRanking, titleKinds, type World } from '@fairlead/core';
import { zoneRules } from '@fairlead/scenarios';
import {
  type ChartRow,
  chartOf,
  checkSetup,
  cityPairsOf,
  connectTimesOf,
  defaultHealthPolicy,
  halfYearOf,
  isOpenOn,
  isoText,
  lastDayOf,
  localHoursOf,
  type Scenario,
  setUp,
  startsPerMemberDay,
  type Wants,
  wantsOf,
  worldChartOf,
  worldHours,
} from '@fairlead/sim';
import { wrongInput } from '../terminal/exit.ts';
import type { RowTable } from './row-table.ts';

const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;

/** Sessions that `connect-times` draws. */
const connects = 20_000;

const dateText = (day: number): string => isoText(day * dayMs).slice(0, 10);
const tenths = (value: number): number => Math.round(value * 10) / 10;
const hundredths = (value: number): number => Math.round(value * 100) / 100;

/** What is wanted in a world where something can be watched; throws wrong input for others. */
function openWants(world: World): Wants {
  const wants = wantsOf(world);
  if (isOpenOn(wants, lastDayOf(world.titles))) return wants;
  throw wrongInput('no title of this world has a file and a weight: nothing is watched in it');
}

/** Hours of each title in the half year, most watched first; titles without an hour left out. */
export function titleHours(world: World): RowTable {
  const { titles } = world;
  const sum = new Float64Array(titles.count);
  for (const week of halfYearOf(openWants(world)))
    worldHours(week, titles.count).forEach((hours, title) => {
      sum[title] = (sum[title] ?? 0) + hours;
    });
  const hoursAt = (title: number): number => Math.round(sum[title] ?? 0);
  const rows = [...titles.id.keys()]
    .filter((title) => hoursAt(title) > 0)
    .sort((a, b) => hoursAt(b) - hoursAt(a) || a - b)
    .map((title) => [
      titles.id[title] ?? '',
      titleKinds[titles.kind[title] ?? 0] ?? '',
      hoursAt(title),
    ]);
  return { columns: ['title', 'kind', 'hours'], rows };
}

/** The four weekly lists of the world; a week is named by its Sunday. */
export function top10(world: World): RowTable {
  const { titles } = world;
  const rows = Array.from(halfYearOf(openWants(world)), (week) =>
    worldChartOf(titles, worldHours(week, titles.count)).map(({ list, rank, title, hours }) => [
      dateText(week.lastDay),
      list,
      rank,
      titles.id[title] ?? '',
      Math.round(hours),
    ]),
  );
  return { columns: ['week', 'list', 'rank', 'title', 'hours'], rows: rows.flat() };
}

/** The two weekly lists of each country, week by week. */
export function countryTop10(world: World): RowTable {
  const { titles } = world;
  const wants = openWants(world);
  const rowOf = (country: string, week: string, { list, rank, title }: ChartRow) => {
    return [country, week, list, rank, titles.id[title] ?? ''];
  };
  function* rows() {
    for (const { lastDay, hours } of halfYearOf(wants))
      for (const [taste, country] of wants.country.entries())
        for (const row of chartOf(titles, hours[taste] ?? []))
          yield rowOf(country, dateText(lastDay), row);
  }
  return { columns: ['country', 'week', 'category', 'rank', 'title'], rows: rows() };
}

/** Starts and bytes by hour of the local day, the mean over a week. */
export function demandHour(world: World): RowTable {
  openWants(world);
  function* rows() {
    for (const { country, hour, sessions, sizeBytes } of localHoursOf(world))
      yield [country, hour, hundredths(sessions), Math.round(sizeBytes)];
  }
  return { columns: ['country', 'hour_local', 'sessions', 'bytes'], rows: rows() };
}

/** Round trips between the largest cities with members and the cities with sites. */
export function rtt(world: World): RowTable {
  function* rows() {
    for (const pair of cityPairsOf(world)) {
      const { srcLat, srcLon, dstLat, dstLon } = pair;
      const numbers = [tenths(pair.distanceKm), hundredths(pair.minMs)];
      yield [srcLat, srcLon, dstLat, dstLon, ...numbers];
    }
  }
  return { columns: ['src_lat', 'src_lon', 'dst_lat', 'dst_lon', 'km', 'min_ms'], rows: rows() };
}

/** One minute of the last day of the half year, by the default policy, with nothing in the way. */
function calm({ titles }: World): Scenario {
  const fromMs = lastDayOf(titles) * dayMs;
  return {
    name: 'calm',
    seed: 1,
    fromMs,
    toMs: fromMs + minuteMs,
    warmupMs: 0,
    reportIntervalMs: minuteMs,
    reportDelayMs: minuteMs,
    reportLossShare: 0,
    publish: { everyMs: minuteMs, delayMs: 0 },
    instances: 1,
    demand: { startsPerMemberDay, memberShare: 1 },
    policy: {
      ranking: defaultRanking,
      want: 1,
      applianceShed: { from: 0.85, full: 0.97 },
      linkShed: { from: 0.85, full: 0.97 },
      health: defaultHealthPolicy,
    },
    events: [],
    expect: [],
  };
}

/** TCP handshakes of drawn sessions with their first targets, by the kind of the link. */
export function connectTimes(world: World): RowTable {
  openWants(world);
  const scenario = calm(world);
  const zones = [...new Set(world.metros.timezone)];
  const { rules, problems } = zoneRules(zones, scenario.fromMs, scenario.toMs);
  const all = [...problems, ...checkSetup(world, scenario)];
  if (all.length > 0) throw wrongInput('nobody can be steered in this world', all);
  const setup = setUp(world, scenario, rules);
  function* rows() {
    for (const { kind, ms } of connectTimesOf(setup, connects)) yield [kind, hundredths(ms)];
  }
  return { columns: ['kind', 'ms'], rows: rows() };
}
