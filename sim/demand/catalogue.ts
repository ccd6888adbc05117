// Which titles can a member want, now, and which of their files can be played?
import { compareUtf8, type Files, type Numbers, type World } from '@fairlead/core';
import { meanStartMs, type Wants, wantedOn, wantsOf } from './wants.ts';
import { type WeightClasses, weightClasses } from './weight-classes.ts';

const dayMs = 24 * 3600000;

/** The UTC day of an instant, days since 1970-01-01. */
export function dayOf(atMs: number): number {
  return Math.floor(atMs / dayMs);
}

/**
 * What members choose from. A *taste* is what one country chooses by; an *edition* holds from its
 * instant until the next one's, since releases change what is wanted at UTC midnight.
 *
 * | column         | rows            | holds                                                     |
 * | -------------- | --------------- | --------------------------------------------------------- |
 * | `tasteOfMetro` | metros          | row in an edition's `startMs` and `titles`                |
 * | `runtimeMs`    | titles          | whole ms                                                  |
 * | `fileStart`    | titles + 1      | first place of the title's files in the next two          |
 * | `file`         | files           | file row; the files of a title by ascending bitrate       |
 * | `bitrateBps`   | files           | bitrate of the file at the same place                     |
 *
 * Columns lie in shared memory: threads get them without a copy.
 */
export type Catalogue = {
  readonly editions: readonly Edition[];
  readonly tasteOfMetro: Uint32Array;
  readonly runtimeMs: Float64Array;
  readonly fileStart: Uint32Array;
  readonly file: Uint32Array;
  readonly bitrateBps: Float64Array;
};

export type Edition = {
  readonly fromMs: number;
  /** Mean length of a session, ms, by taste. */
  readonly startMs: Float64Array;
  /** How each taste chooses. */
  readonly titles: readonly WeightClasses[];
};

/**
 * The catalogue with one edition for each instant of `fromMs`, ascending (the UTC day of it counts
 * for releases): titles are started so that the hours watched go to them as `wantedOn` says.
 */
export function compileCatalogue(
  world: Pick<World, 'metros' | 'titles' | 'files'>,
  fromMs: readonly number[],
): Catalogue {
  const wants = wantsOf(world);
  const tasteOfMetro = integers(world.metros.count);
  tasteOfMetro.set(wants.tasteOfMetro);
  const runtimeMs = floats(wants.runtimeMs);
  return {
    editions: fromMs.map((at) => editionOf(wants, at)),
    tasteOfMetro,
    runtimeMs,
    ...sortFiles(world.files, world.titles.count),
  };
}

function editionOf(wants: Wants, fromMs: number): Edition {
  const { lengthMs, hash } = wants;
  const tastes = wantedOn(wants, dayOf(fromMs));
  const startMs = floats(tastes.map((taste) => meanStartMs(wants, taste)));
  const titles = tastes.map((taste) => {
    const starts = taste.map((part, title) => part / lengthMs[title]);
    return weightClasses(starts, hash, (bytes) => new SharedArrayBuffer(bytes));
  });
  return { fromMs, startMs, titles };
}

/** When a new edition is due in a span: at its begin, and at each UTC midnight in it. */
export function editionsIn(fromMs: number, toMs: number): number[] {
  const instants = [fromMs];
  for (let day = dayOf(fromMs) + 1; day * dayMs < toMs; day++) instants.push(day * dayMs);
  return instants;
}

/** The edition that holds at an instant; the first one before all. @hot */
export function editionAt({ editions }: Catalogue, atMs: number): Edition {
  let row = editions.length - 1;
  while (row > 0 && editions[row].fromMs > atMs) row--;
  return editions[row];
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

function integers(count: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(4 * count));
}

function floats(values: Numbers): Float64Array {
  const column = new Float64Array(new SharedArrayBuffer(8 * values.length));
  column.set(values as ArrayLike<number>);
  return column;
}
