// Which title does a member want, and which of its files can be played?
import { compareUtf8, type Files, type Numbers, type World } from '@fairlead/core';
import { aliasTable } from '../random/distributions.ts';
import { next32, nextUnit, type Stream } from '../random/stream.ts';
import { meanStartMs, wantedOn, wantsOf } from './wants.ts';

const dayMs = 24 * 3600000;

/** The UTC day of an instant, days since 1970-01-01. */
export function dayOf(atMs: number): number {
  return Math.floor(atMs / dayMs);
}

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

/**
 * The catalogue at instant `atMs` (its UTC day counts for releases): titles are started so that the
 * hours watched go to them as `wantedOn` says.
 */
export function compileCatalogue(
  world: Pick<World, 'metros' | 'titles' | 'files'>,
  atMs: number,
): Catalogue {
  const wants = wantsOf(world);
  const { lengthMs } = wants;
  const titleCount = world.titles.count;
  const tastes = wantedOn(wants, dayOf(atMs));
  const startMs = floats(tastes.map((taste) => meanStartMs(taste, lengthMs)));
  const cell = integers(2 * titleCount * tastes.length);
  for (const [row, taste] of tastes.entries()) {
    for (let title = 0; title < titleCount; title++) taste[title] /= lengthMs[title];
    writeCells(taste, cell.subarray(2 * titleCount * row));
  }
  const tasteOfMetro = integers(world.metros.count);
  tasteOfMetro.set(wants.tasteOfMetro);
  const runtimeMs = floats(wants.runtimeMs);
  return { tasteOfMetro, startMs, cell, runtimeMs, ...sortFiles(world.files, titleCount) };
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
