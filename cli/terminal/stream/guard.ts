// Is what a command writes something that it reads? By what the file is, not by what it is called.
import { fstatSync, readlinkSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isatty } from 'node:tty';
import { type Opened, openedInputs } from '@fairlead/scenarios';
import { wrongInput } from '../exit.ts';

/** A place where a command will write. */
export type Output = {
  /** As it was given; a link is followed. */
  readonly place: string;
  /** What is written there. */
  readonly kind: string;
  readonly isFolder?: boolean;
  /** It may be an input, by the name that it was read by: its own successor replaces it. */
  readonly isSuccessor?: boolean;
};

const outputs = new Map<string, Output>();

const isSame = (a: Pick<Stats, 'dev' | 'ino'>, b: Pick<Stats, 'dev' | 'ino'>): boolean =>
  a.dev === b.dev && a.ino === b.ino;

/** What stands at `path`; undefined: nothing, or nothing that can be looked at. */
function look(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** What the link at `path` names; undefined: it is none. */
function linkOf(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** The folders that `path` lies in, the nearest first, also where it is not there yet. */
function foldersOf(path: string): Stats[] {
  let at = resolve(path);
  try {
    at = realpathSync(at);
  } catch {
    // It is to be made: the folders above may be links.
    const above = dirname(at);
    const to = linkOf(at);
    if (to !== undefined) return foldersOf(resolve(above, to));
    if (above !== at) return [look(above), ...foldersOf(above)].filter((one) => one !== undefined);
  }
  const found: Stats[] = [];
  for (let above = dirname(at); above !== at; above = dirname(at)) {
    const about = look(above);
    if (about !== undefined) found.push(about);
    at = above;
  }
  return found;
}

/** Why `output` may not be written while `input` is read. */
function clash(output: Output, input: Opened): string | undefined {
  const { place, isFolder, isSuccessor } = output;
  const there = look(place);
  // By another name it would be replaced without what stands beside it, such as its routes.
  const isItself = isSuccessor && resolve(place) === resolve(input.path);
  if (there !== undefined && isSame(there, input))
    return isItself ? undefined : 'is read by this command, and would be lost';
  // A successor in a folder that is read, such as the world.json of a world, is meant.
  if (!isSuccessor && foldersOf(place).some((folder) => isSame(folder, input)))
    return `lies in ${input.path}, which is read by this command`;
  const holds = isFolder && there !== undefined;
  if (holds && foldersOf(input.path).some((folder) => isSame(folder, there)))
    return `holds ${input.path}, which is read by this command`;
  return undefined;
}

/** Whether what is written there reaches somebody: `/dev/null` takes everything of everybody. */
const keepsBytes = (about: Stats): boolean =>
  about.isFile() || about.isFIFO() || about.isSocket() || about.isBlockDevice();

/** Whether two outputs of one command would end in one place, of which the later remains. */
function isOneFile(a: Output, b: Output): boolean {
  if (a.kind === b.kind) return false; // the same one, asked again
  const [there, other] = [look(a.place), look(b.place)];
  if (there !== undefined && other !== undefined && keepsBytes(there)) return isSame(there, other);
  return resolve(a.place) === resolve(b.place);
}

/** Whether the command writes anything beside standard output. */
export const hasOutputs = (): boolean => outputs.size > 0;

/**
 * From now on what is read is held against `output`. Throws wrong input where it is read already.
 */
export function expectOutput(output: Output): void {
  for (const other of outputs.values())
    if (isOneFile(output, other))
      throw wrongInput(`${output.place}: ${other.kind} and ${output.kind} are to be written there`);
  outputs.set(output.place, output);
  guardInputs();
}

/**
 * Throws wrong input where an output, or the file that standard output is, is one of what was
 * opened to be read until now, lies in such a folder, or holds one, and where an output is what
 * standard output or standard error is.
 */
export function guardInputs(): void {
  const inputs = openedInputs();
  for (const output of outputs.values())
    for (const input of inputs) {
      const why = clash(output, input);
      if (why !== undefined) throw wrongInput(`${output.place} ${why}; name another place`);
    }
  const standard = fstatSync(1);
  const same = standard.isFile() && inputs.find((input) => isSame(standard, input));
  if (same) throw wrongInput(`standard output is ${same.path}, which this command reads`);
  for (const { place } of outputs.values()) refuseStandard(place);
}

/** Refuses a place that standard output or standard error goes to as well, whatever its name. */
function refuseStandard(place: string): void {
  const there = look(place);
  if (there === undefined) return;
  for (const [number, name] of [
    [1, 'standard output'],
    [2, 'standard error'],
  ] as const) {
    const standard = fstatSync(number);
    if (isSame(standard, there) && (keepsBytes(standard) || isatty(number)))
      throw wrongInput(`${name} is ${place}, which this command writes`);
  }
}
