// Which part of what a country watches goes to which title, day by day?
import { assert, compareUtf8, hashId, type Numbers, type World } from '@fairlead/core';
import { weekdayOf } from './diurnal.ts';
import { meanLengthMs } from './length.ts';
import { releaseFactor } from './release.ts';
import { tasteOf } from './taste.ts';

const hourMs = 3600000;
const dayMs = 24 * hourMs;

/**
 * What countries want of the titles of a world, whatever the day. A *taste* is one country.
 *
 * | column         | rows    | holds                                                    |
 * | -------------- | ------- | -------------------------------------------------------- |
 * | `country`      | tastes  | code, ascending                                          |
 * | `tasteOfMetro` | metros  | row of `country`                                         |
 * | `members`      | tastes  | members of all metros of the country                     |
 * | `liking`       | tastes  | per title what `tasteOf` says                            |
 * | `runtimeMs`    | titles  | whole ms                                                 |
 * | `lengthMs`     | titles  | mean length of a session, ms                             |
 * | `hasFile`      | titles  | 1 where there is something to play                       |
 */
export type Wants = {
  readonly titles: World['titles'];
  readonly country: readonly string[];
  readonly tasteOfMetro: Uint32Array;
  readonly members: Float64Array;
  readonly liking: readonly Float64Array[];
  readonly runtimeMs: Float64Array;
  readonly lengthMs: Float64Array;
  readonly hasFile: Uint8Array;
};

/** What the countries of the metros want; the same for every day. */
export function wantsOf({
  metros,
  titles,
  files,
}: Pick<World, 'metros' | 'titles' | 'files'>): Wants {
  const country = [...new Set(metros.country)].sort(compareUtf8);
  const rowOf = new Map(country.map((code, row) => [code, row]));
  const tasteOfMetro = Uint32Array.from(metros.country, (code) => rowOf.get(code) ?? 0);
  const members = new Float64Array(country.length);
  for (let metro = 0; metro < metros.count; metro++) {
    members[tasteOfMetro[metro]] += metros.members[metro];
  }
  const hash = Uint32Array.from(titles.id, hashId);
  const liking = country.map((code) => {
    const taste = new Float64Array(titles.count);
    tasteOf(code, titles, hash, taste);
    return taste;
  });
  const runtimeMs = Float64Array.from(titles.runtimeH, (hours) => Math.round(hours * hourMs));
  const hasFile = titlesWithFile({ titles, files });
  const lengthMs = runtimeMs.map(meanLengthMs);
  return { titles, country, tasteOfMetro, members, liking, runtimeMs, lengthMs, hasFile };
}

/** 1 for each title where there is something to play. */
export function titlesWithFile({ titles, files }: Pick<World, 'titles' | 'files'>): Uint8Array {
  const hasFile = new Uint8Array(titles.count);
  for (const title of files.title) hasFile[title] = 1;
  return hasFile;
}

/** Rounds of raking; the titles' shares are then within 1e-3 of their weights in a mixed world. */
const rounds = 6;

/**
 * Part of each title in the hours that each taste watches on `day` (days since 1970-01-01, UTC),
 * each summing to 1. Hours over all members are in proportion to weight × release factor of each
 * title, and within a country in proportion to that × taste × a factor per title that makes the sum
 * over countries come out (raking: Deming and Stephan, 1940). A title without files, weight or
 * region in this world has 0; a country for which nothing is left wants titles by weight alone.
 */
export function wantedOn(wants: Wants, day: number): Float64Array[] {
  const hours = hoursOn(wants, day);
  assert(sumOf(hours) > 0, 'a catalogue has a released title with a file and a weight above 0');
  const tastes = wants.liking.map((liking) => {
    const taste = liking.slice();
    for (let title = 0; title < taste.length; title++) taste[title] *= hours[title];
    return sumOf(taste) > 0 ? taste : hours.slice();
  });
  const members = wants.members.slice();
  // A member starts as often everywhere, so what counts a country's hours is members × length.
  for (const [row, taste] of tastes.entries()) members[row] *= meanStartMs(taste, wants.lengthMs);
  rake(tastes, members, hours);
  return tastes;
}

/** Whether there is something to watch on `day`: a released title with a file and a weight. */
export function isOpenOn(wants: Pick<Wants, 'titles' | 'hasFile'>, day: number): boolean {
  return sumOf(hoursOn(wants, day)) > 0;
}

/** Mean length of a session where hours go to the titles in proportion to `taste`, ms. */
export function meanStartMs(taste: Numbers, lengthMs: Numbers): number {
  let starts = 0;
  for (let title = 0; title < taste.length; title++) starts += taste[title] / lengthMs[title];
  return sumOf(taste) / starts;
}

/** Hours of each title on `day`, in the unit of its weight; 0 without a file. */
function hoursOn(
  { titles, hasFile }: Pick<Wants, 'titles' | 'hasFile'>,
  day: number,
): Float64Array {
  const weekday = weekdayOf(day * dayMs);
  const hours = new Float64Array(titles.count);
  for (let title = 0; title < titles.count; title++) {
    if (hasFile[title] === 0) continue;
    const ageDays = day - titles.releasedDay[title];
    hours[title] = titles.weight[title] * releaseFactor(titles.kind[title], ageDays, weekday);
  }
  return hours;
}

/** Scales titles until the tastes, each summing to 1, weighted by members, sum to `hours`. */
function rake(tastes: readonly Float64Array[], members: Numbers, hours: Numbers): void {
  const total = sumOf(hours);
  const all = sumOf(members);
  const sum = new Float64Array(hours.length);
  const factor = new Float64Array(hours.length).fill(1);
  for (let round = 0; round <= rounds; round++) {
    sum.fill(0);
    for (const [row, taste] of tastes.entries()) scale(taste, factor, sum, members[row] / all);
    if (all === 0) return;
    // What is missing per title, as a factor for all tastes.
    for (let title = 0; title < sum.length; title++) {
      factor[title] = sum[title] > 0 ? hours[title] / total / sum[title] : 1;
    }
  }
}

/** Multiplies a taste by `factor`, brings it to a sum of 1, adds `share` times that to `sum`. */
function scale(taste: Float64Array, factor: Numbers, sum: Float64Array, share: number): void {
  let all = 0;
  for (let title = 0; title < taste.length; title++) all += taste[title] *= factor[title];
  for (let title = 0; title < taste.length; title++) {
    taste[title] /= all;
    sum[title] += share * taste[title];
  }
}

function sumOf(column: Numbers): number {
  let sum = 0;
  for (let row = 0; row < column.length; row++) sum += column[row];
  return sum;
}
