// Which part of what a country watches goes to which title, day by day?
import { assert, compareUtf8, hashId, type Numbers, type World } from '@fairlead/core';
import { weekdayOf } from './diurnal.ts';
import { meanLengthMs } from './length.ts';
import { referenceMembers } from './reference-members.ts';
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
 * | `reference`    |         | liking and members of `referenceMembers`                 |
 * | `hash`         | titles  | `hashId` of the id                                       |
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
  readonly reference: readonly { readonly liking: Float64Array; readonly members: number }[];
  readonly hash: Uint32Array;
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
  const hash = Uint32Array.from({ length: titles.count }, (_, row) => hashId(titles.id[row]));
  const likingOf = (code: string): Float64Array => {
    const taste = new Float64Array(titles.count);
    tasteOf(code, titles, hash, taste);
    return taste;
  };
  const liking = country.map(likingOf);
  return {
    titles,
    country,
    tasteOfMetro,
    members,
    liking,
    reference: referenceMembers.map(([code, count]) => {
      const row = rowOf.get(code);
      return { liking: row === undefined ? likingOf(code) : liking[row], members: count };
    }),
    hash,
    ...watchedOf(titles, files),
  };
}

function watchedOf(titles: World['titles'], files: World['files']) {
  const runtimeMs = Float64Array.from(titles.runtimeH, (hours) => Math.round(hours * hourMs));
  const hasFile = titlesWithFile({ titles, files });
  return { runtimeMs, hasFile, lengthMs: runtimeMs.map(meanLengthMs) };
}

/** 1 for each title where there is something to play. */
export function titlesWithFile({ titles, files }: Pick<World, 'titles' | 'files'>): Uint8Array {
  const hasFile = new Uint8Array(titles.count);
  for (const title of files.title) hasFile[title] = 1;
  return hasFile;
}

/** A title that an event brings out: how long it is out, and times its weight. */
export type Outing = { readonly ageDays: number; readonly factor: number };

/** Rounds of raking; the titles' shares are then within 1e-3 of their weights. */
const rounds = 6;

/**
 * Part of each title in the hours that each taste watches on `day` (days since 1970-01-01, UTC),
 * each summing to 1: in proportion to weight × release factor × taste × a factor per title that is
 * the same everywhere. With it the hours of the reference audience go to titles by weight × release
 * factor alone (raking: Deming and Stephan, 1940); as that audience is fixed, no member of a world
 * moves what another one wants. A title without files or weight has 0; a country for which nothing
 * is left wants titles by weight alone.
 */
export function wantedOn(
  wants: Wants,
  day: number,
  out: ReadonlyMap<number, Outing> = new Map(),
): Float64Array[] {
  const hours = hoursOn(wants, day, out);
  assert(sumOf(hours) > 0, 'a catalogue has a released title with a file and a weight above 0');
  const factor = rake(wants, hours);
  return wants.liking.map((liking) => {
    const taste = likedHours(liking, hours);
    for (let title = 0; title < taste.length; title++) taste[title] *= factor[title];
    bringToOne(taste);
    return taste;
  });
}

/** Hours by taste; by weight alone where nothing is left. */
function likedHours(liking: Numbers, hours: Float64Array): Float64Array {
  const taste = hours.map((of, title) => of * liking[title]);
  return sumOf(taste) > 0 ? taste : hours.slice();
}

/** Whether there is something to watch on `day`: a released title with a file and a weight. */
export function isOpenOn(wants: Pick<Wants, 'titles' | 'hasFile'>, day: number): boolean {
  return sumOf(hoursOn(wants, day)) > 0;
}

/** Mean length of a session where hours go to the titles in proportion to `taste`, ms. */
export function meanStartMs({ lengthMs }: Wants, taste: Numbers): number {
  let starts = 0;
  for (let title = 0; title < taste.length; title++) starts += taste[title] / lengthMs[title];
  return sumOf(taste) / starts;
}

/** Hours of each title on `day`, in the unit of its weight; 0 without a file. */
function hoursOn(
  { titles, hasFile }: Pick<Wants, 'titles' | 'hasFile'>,
  day: number,
  out: ReadonlyMap<number, Outing> = new Map(),
): Float64Array {
  const weekday = weekdayOf(day * dayMs);
  const hours = new Float64Array(titles.count);
  for (let title = 0; title < titles.count; title++) {
    if (hasFile[title] === 0) continue;
    const outing = out.get(title);
    const ageDays = outing?.ageDays ?? day - titles.releasedDay[title];
    const weight = titles.weight[title] * (outing?.factor ?? 1);
    hours[title] = weight * releaseFactor(titles.kind[title], ageDays, weekday);
  }
  return hours;
}

/** The factor of each title with which the hours of the reference audience come out as `hours`. */
function rake(wants: Wants, hours: Float64Array): Float64Array {
  const { reference } = wants;
  const tastes = reference.map(({ liking }) => likedHours(liking, hours));
  // A member starts as often everywhere, so what counts a country's hours is members × length.
  const shares = tastes.map((taste, row) => reference[row].members * meanStartMs(wants, taste));
  const all = sumOf(shares);
  const total = sumOf(hours);
  const factor = new Float64Array(hours.length).fill(1);
  const sum = new Float64Array(hours.length);
  for (let round = 0; round < rounds; round++) {
    sum.fill(0);
    for (const [row, taste] of tastes.entries()) {
      bringToOne(taste);
      for (let title = 0; title < sum.length; title++)
        sum[title] += (shares[row] / all) * taste[title];
    }
    for (let title = 0; title < sum.length; title++) {
      const missing = sum[title] > 0 ? hours[title] / total / sum[title] : 1;
      factor[title] *= missing;
      for (const taste of tastes) taste[title] *= missing;
    }
  }
  return factor;
}

/** Scales a taste to a sum of 1. */
function bringToOne(taste: Float64Array): void {
  const all = sumOf(taste);
  for (let title = 0; title < taste.length; title++) taste[title] /= all;
}

function sumOf(column: Numbers): number {
  let sum = 0;
  for (let row = 0; row < column.length; row++) sum += column[row];
  return sum;
}
