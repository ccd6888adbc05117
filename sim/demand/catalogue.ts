// Which titles can a member want, now, and which of their files can be played?
import { compareUtf8, type Files, type Numbers, type World } from '@fairlead/core';
import { cellMs } from './arrivals.ts';
import { meanStartMs, type Outing, type Wants, wantedOn, wantsOf } from './wants.ts';
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
  /** How many times as many sessions each taste starts, since some titles are wanted more. */
  readonly growth: Float64Array;
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
  changes: readonly TitleChange[] = [],
): Catalogue {
  const wants = wantsOf(world);
  const tasteOfMetro = integers(world.metros.count);
  tasteOfMetro.set(wants.tasteOfMetro);
  const runtimeMs = floats(wants.runtimeMs);
  return {
    editions: fromMs.map((at) => editionOf(wants, at, changes)),
    tasteOfMetro,
    runtimeMs,
    ...sortFiles(world.files, world.titles.count),
  };
}

/**
 * A title is wanted otherwise from `fromMs` to `untilMs`, ms since 1970. `isRelease`: it is out
 * from then on and not before, and is watched as one of its age, `factor` times as much. Else it is
 * started `factor` times as often as it was, and all others as they were; with `riseMs` that comes
 * in a straight line.
 */
export type TitleChange = {
  readonly title: number;
  readonly fromMs: number;
  readonly untilMs: number;
  readonly factor: number;
  readonly riseMs: number;
  readonly isRelease: boolean;
};

/** How many times as often the title of a change is started at an instant. */
function timesAt({ fromMs, untilMs, factor, riseMs }: TitleChange, atMs: number): number {
  if (atMs < fromMs || atMs >= untilMs) return 1;
  const risen = riseMs === 0 ? 1 : Math.min(1, (atMs - fromMs) / riseMs);
  return 1 + risen * (factor - 1);
}

/**
 * What is out at an instant by events: its age in days, below 0 before, between and after. Of
 * releases that last at once the latest counts.
 */
function outAt(changes: readonly TitleChange[], atMs: number): ReadonlyMap<number, Outing> {
  const out = new Map<number, Outing>();
  for (const { isRelease, title, fromMs, untilMs, factor } of changes)
    if (isRelease) {
      const isOut = fromMs <= atMs && atMs < untilMs;
      const ageDays = isOut ? (atMs - fromMs) / dayMs : -1;
      const before = out.get(title)?.ageDays ?? -1;
      if (before < 0 || (isOut && ageDays < before)) out.set(title, { ageDays, factor });
    }
  return out;
}

function editionOf(wants: Wants, fromMs: number, changes: readonly TitleChange[]): Edition {
  const { lengthMs, hash } = wants;
  const tastes = wantedOn(wants, dayOf(fromMs), outAt(changes, fromMs));
  const startMs = floats(tastes.map((taste) => meanStartMs(wants, taste)));
  const growth = floats(tastes.map(() => 1));
  const titles = tastes.map((taste, row) => {
    const starts = taste.map((part, title) => part / lengthMs[title]);
    const before = starts.reduce((sum, of) => sum + of, 0);
    for (const change of changes)
      if (!change.isRelease) starts[change.title] *= timesAt(change, fromMs + cellMs / 2);
    if (changes.length > 0) growth[row] = starts.reduce((sum, of) => sum + of, 0) / before;
    return weightClasses(starts, hash, (bytes) => new SharedArrayBuffer(bytes));
  });
  return { fromMs, startMs, growth, titles };
}

/** When a new edition is due in a span: at its begin, each UTC midnight in it, and changes. */
export function editionsIn(
  fromMs: number,
  toMs: number,
  changes: readonly TitleChange[] = [],
): number[] {
  const instants = new Set([fromMs]);
  for (let day = dayOf(fromMs) + 1; day * dayMs < toMs; day++) instants.add(day * dayMs);
  for (const change of changes) {
    const { riseMs } = change;
    for (let ms = 0; ms < riseMs; ms += Math.max(cellMs, Math.ceil(riseMs / risesMax)))
      instants.add(nextCell(change.fromMs + ms));
    instants.add(nextCell(change.fromMs + riseMs));
    if (change.untilMs < toMs) instants.add(nextCell(change.untilMs));
  }
  return [...instants].filter((ms) => ms >= fromMs && ms < toMs).sort((a, b) => a - b);
}

/** Editions of a rise at most, and the first minute of UTC that begins at an instant or after. */
const risesMax = 60;
const nextCell = (atMs: number): number => Math.ceil(atMs / cellMs) * cellMs;

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
