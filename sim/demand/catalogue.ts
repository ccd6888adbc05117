// Which title does a member want, and which of its files can be played?
import { assert, compareUtf8, type Files, hashId, type Numbers, type World } from '@fairlead/core';
import { aliasTable } from '../random/distributions.ts';
import { next32, nextUnit, type Stream } from '../random/stream.ts';
import { weekdayOf } from './diurnal.ts';
import { meanLengthMs } from './length.ts';
import { releaseFactor } from './release.ts';
import { tasteOf } from './taste.ts';

const hourMs = 3600000;
const dayMs = 24 * hourMs;

/**
 * What members choose from on one day. A *taste* is what one country chooses by.
 *
 * | column         | rows            | holds                                                     |
 * | -------------- | --------------- | --------------------------------------------------------- |
 * | `tasteOfMetro` | metros          | row in `startMs`                                          |
 * | `startMs`      | tastes          | mean length of a session, ms                              |
 * | `cell`         | 2 × titles each | alias table of each taste: threshold, other title         |
 * | `runtimeMs`    | titles          | whole ms                                                  |
 * | `fileStart`    | titles + 1      | first place of the title's files in the next two          |
 * | `file`         | files           | file row; the files of a title by ascending bitrate       |
 * | `bitrateBps`   | files           | bitrate of the file at the same place                     |
 *
 * Columns lie in shared memory: threads get them without a copy.
 */
export type Catalogue = {
  readonly tasteOfMetro: Uint32Array;
  readonly startMs: Float64Array;
  readonly cell: Uint32Array;
  readonly runtimeMs: Float64Array;
  readonly fileStart: Uint32Array;
  readonly file: Uint32Array;
  readonly bitrateBps: Float64Array;
};

/** Rounds of raking; the titles' shares are then within 1e-3 of their weights in a mixed world. */
const rounds = 6;

/**
 * The catalogue at instant `atMs` (its UTC day counts for releases). Hours watched over all members
 * are in proportion to weight × release factor of each title, and within a country in proportion to
 * that × taste × a factor per title that makes the sum over countries come out (raking: Deming and
 * Stephan, 1940). A title without files, weight or region in this world is never chosen; a country
 * for which nothing is left chooses by weight alone.
 */
export function compileCatalogue(
  world: Pick<World, 'metros' | 'titles' | 'files'>,
  atMs: number,
): Catalogue {
  const { metros, titles } = world;
  const ladder = sortFiles(world.files, titles.count);
  const runtimeMs = floats(titles.runtimeH);
  for (let title = 0; title < titles.count; title++) {
    runtimeMs[title] = Math.round(runtimeMs[title] * hourMs);
  }
  const hours = hoursToday(world.titles, ladder.fileStart, Math.floor(atMs / dayMs));
  const countries = [...new Set(metros.country)].sort(compareUtf8);
  const tasteByCountry = new Map(countries.map((country, taste) => [country, taste]));
  const tasteOfMetro = integers(metros.count);
  for (let metro = 0; metro < metros.count; metro++) {
    tasteOfMetro[metro] = tasteByCountry.get(metros.country[metro]) ?? 0;
  }
  const members = new Float64Array(countries.length);
  for (let metro = 0; metro < metros.count; metro++) {
    members[tasteOfMetro[metro]] += metros.members[metro];
  }
  const hash = Uint32Array.from(titles.id, hashId);
  const tastes = countries.map((country) => {
    const taste = new Float64Array(titles.count);
    tasteOf(country, titles, hash, taste);
    for (let title = 0; title < titles.count; title++) taste[title] *= hours[title];
    return sumOf(taste) > 0 ? taste : hours.slice();
  });
  const lengthMs = runtimeMs.map(meanLengthMs);
  // A member starts as often everywhere, so what counts a country's hours is members × length.
  for (const [row, taste] of tastes.entries()) members[row] *= meanStartMs(taste, lengthMs);
  rake(tastes, members, hours);
  const startMs = floats(tastes.map((taste) => meanStartMs(taste, lengthMs)));
  const cell = integers(2 * titles.count * tastes.length);
  for (const [row, taste] of tastes.entries()) {
    for (let title = 0; title < titles.count; title++) taste[title] /= lengthMs[title];
    writeCells(taste, cell.subarray(2 * titles.count * row));
  }
  return { tasteOfMetro, startMs, cell, runtimeMs, ...ladder };
}

/** A title as `taste` chooses it. @hot */
export function chooseTitle(catalogue: Catalogue, taste: number, stream: Stream): number {
  const titleCount = catalogue.runtimeMs.length;
  const title = Math.floor(nextUnit(stream) * titleCount);
  const at = 2 * (taste * titleCount + title);
  return next32(stream) < catalogue.cell[at] ? title : catalogue.cell[at + 1];
}

/**
 * Place (in `file` and `bitrateBps`) of the file to play: the highest bitrate up to
 * `bitrateBpsMax`, or the lowest of all. @hot
 */
export function chooseFile(catalogue: Catalogue, title: number, bitrateBpsMax: number): number {
  const { fileStart, bitrateBps } = catalogue;
  const first = fileStart[title];
  let place = fileStart[title + 1] - 1;
  while (place > first && bitrateBps[place] > bitrateBpsMax) place--;
  return place;
}

type Ladder = Pick<Catalogue, 'fileStart' | 'file' | 'bitrateBps'>;

/** Files by title and ascending bitrate; equal bitrates by file id. */
function sortFiles(files: Files, titleCount: number): Ladder {
  const file = integers(files.count);
  for (let row = 0; row < files.count; row++) file[row] = row;
  file.sort(
    (a, b) =>
      files.title[a] - files.title[b] ||
      files.bitrateBps[a] - files.bitrateBps[b] ||
      compareUtf8(files.id[a], files.id[b]),
  );
  const fileStart = integers(titleCount + 1);
  for (let row = 0; row < files.count; row++) fileStart[files.title[row] + 1]++;
  for (let title = 0; title < titleCount; title++) fileStart[title + 1] += fileStart[title];
  const bitrateBps = floats(files.bitrateBps);
  for (let place = 0; place < files.count; place++) {
    bitrateBps[place] = files.bitrateBps[file[place]];
  }
  return { fileStart, file, bitrateBps };
}

/** The alias table of `weights`, threshold and alias of a row side by side. */
function writeCells(weights: Float64Array, out: Uint32Array): void {
  const { threshold, alias } = aliasTable(weights);
  for (let row = 0; row < alias.length; row++) {
    // A row that is never left has itself as alias, so 2³² may stand as 2³² - 1.
    out[2 * row] = Math.min(Math.floor(threshold[row]), 4294967295);
    out[2 * row + 1] = alias[row];
  }
}

function integers(count: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(4 * count));
}

function floats(values: Numbers): Float64Array {
  const column = new Float64Array(new SharedArrayBuffer(8 * values.length));
  column.set(values as ArrayLike<number>);
  return column;
}

/** Hours of each title on `day`, in the unit of its weight; 0 without a file. */
function hoursToday(titles: World['titles'], fileStart: Numbers, day: number): Float64Array {
  const weekday = weekdayOf(day * dayMs);
  const hours = new Float64Array(titles.count);
  for (let title = 0; title < titles.count; title++) {
    if (fileStart[title] === fileStart[title + 1]) continue;
    const ageDays = day - titles.releasedDay[title];
    hours[title] = titles.weight[title] * releaseFactor(titles.kind[title], ageDays, weekday);
  }
  assert(sumOf(hours) > 0, 'a catalogue has a released title with a file and a weight above 0');
  return hours;
}

/** Mean length of a session where hours go to the titles in proportion to `taste`, ms. */
function meanStartMs(taste: Numbers, lengthMs: Numbers): number {
  let starts = 0;
  for (let title = 0; title < taste.length; title++) starts += taste[title] / lengthMs[title];
  return sumOf(taste) / starts;
}

/** Scales titles until the tastes, each summing to 1, weighted by members, sum to `hours`. */
function rake(tastes: readonly Float64Array[], members: Numbers, hours: Numbers): void {
  for (const taste of tastes) normalise(taste);
  const total = sumOf(hours);
  const sum = new Float64Array(hours.length);
  const all = sumOf(members);
  for (let round = 0; round < rounds && all > 0; round++) {
    sum.fill(0);
    for (const [row, taste] of tastes.entries()) {
      const share = members[row] / all;
      for (let title = 0; title < sum.length; title++) sum[title] += share * taste[title];
    }
    for (const taste of tastes) {
      for (let title = 0; title < sum.length; title++) {
        if (sum[title] > 0) taste[title] *= hours[title] / total / sum[title];
      }
      normalise(taste);
    }
  }
}

function normalise(column: Float64Array): void {
  const sum = sumOf(column);
  for (let row = 0; row < column.length; row++) column[row] /= sum;
}

function sumOf(column: Numbers): number {
  let sum = 0;
  for (let row = 0; row < column.length; row++) sum += column[row];
  return sum;
}
