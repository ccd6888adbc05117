// What stands where an output is to go, and may it be replaced?
import { existsSync, mkdirSync } from 'node:fs';
import { lstat, open, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { readRecord, recordBytes, wantMax } from '@fairlead/core';
import { type CommandFailure, commandFailure, exitCodes, wrongInput } from '../../terminal/exit.ts';

export const codeOf = (error: unknown): string =>
  String((error as NodeJS.ErrnoException | undefined)?.code ?? '');

/** Nothing is written, as something at the place is not ours to replace. */
export function foreignPlace(place: string, why: string): CommandFailure {
  return wrongInput(`${place} ${why}; name another place, or move that away`);
}

/** The place itself where it is a symbolic link, so that the link stays and its target changes. */
export async function realPlace(place: string): Promise<string> {
  try {
    return await realpath(place);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  // What a link names may be to be made; what the system calls a link, as /dev/fd/3, is there.
  const to = (await isThere(place)) ? undefined : await readlink(place).catch(() => undefined);
  if (to === undefined) return resolve(place);
  return realPlace(resolve(await realPlace(dirname(resolve(place))), to));
}

/** Refuses a link at `place`, in a folder that may come from anybody: it may lead to anything. */
export async function refuseLink(place: string): Promise<void> {
  const about = await lstat(place).catch(() => undefined);
  if (about?.isSymbolicLink() !== true) return;
  const to = await readlink(place);
  throw wrongInput(`${place} is a link to ${to}; expected the file itself, nothing is written`);
}

/**
 * Makes the folders above `place` that are missing, one by one: where none can be made, as under
 * /proc, Node's call for all of them never returns.
 */
export function makeParents(place: string): void {
  const above = dirname(place);
  if (existsSync(above)) return;
  makeParents(above);
  try {
    mkdirSync(above);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return; // another process was quicker
    if (codeOf(error) !== 'ENOENT') throw error;
    const text = `${above}: no folder can be made there; name another place`;
    throw commandFailure(exitCodes.impossible, text);
  }
}

/** Whether something stands at the place. */
export async function isThere(place: string): Promise<boolean> {
  try {
    await stat(place);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
}

/** Bytes at the begin of a file by which its kind is known. */
const headBytes = 1 << 14;

const starts = (text: string) => (head: Buffer) => head.toString('latin1').startsWith(text);

/** Whole records stand there, as far as the head goes. */
function holdsRecords(head: Buffer, size: number): boolean {
  if (size % recordBytes !== 0) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  for (let at = 0; at + recordBytes <= head.length; at += recordBytes) {
    const record = readRecord(view, at);
    if (record === undefined || record.targetCount > wantMax) return false;
  }
  return true;
}

/** The kinds of files that commands write: what they are called, and how one is known. */
export const fileKinds = {
  snapshot: { what: 'snapshot', isOne: starts('FAIRSNAP') },
  routes: { what: 'file of routes', isOne: starts('FAIRROUT') },
  records: { what: 'file of records', isOne: holdsRecords },
  baseline: {
    what: 'baseline',
    isOne: (head: Buffer) => /^\s*\{\s*"runs"\s*:/.test(head.toString('latin1')),
  },
  about: {
    what: 'world.json',
    isOne: (head: Buffer) => /"format"\s*:\s*"fairlead-world"/.test(head.toString('latin1')),
  },
  report: {
    what: 'report of a run',
    isOne: (head: Buffer) => head.includes('· Fairlead run report</title>'),
  },
  list: {
    what: 'list of an output',
    isOne: (head: Buffer) => /"format"\s*:\s*"fairlead-output"/.test(head.toString('latin1')),
  },
  junit: {
    what: 'JUnit file',
    isOne: (head: Buffer) => /^(<\?xml[^>]*\?>)?\s*<testsuites?[\s>]/.test(head.toString('latin1')),
  },
} as const;
export type FileKind = keyof typeof fileKinds;

/**
 * Whether the place takes bytes as they come: a terminal, `/dev/null`, and what is open already, such
 * as `/dev/fd/3`. A pipe that has a name of its own may have no reader: nobody waits for one.
 */
export async function isStream(place: string): Promise<boolean> {
  try {
    const found = await stat(place);
    const isOpen = /^\/(dev|proc)\//.test(place);
    return found.isCharacterDevice() || (isOpen && (found.isFIFO() || found.isSocket()));
  } catch {
    return false;
  }
}

/**
 * Refuses a place (a link is followed) where something else than a file of `kind` stands: it would
 * be lost. An empty file may be replaced.
 */
export async function refuseOtherFile(named: string, kind: FileKind): Promise<void> {
  const place = await realPlace(named);
  const { what, isOne } = fileKinds[kind];
  if (!(await isThere(place)) || (await isStream(place))) return;
  const about = await stat(place);
  if (about.isDirectory()) throw foreignPlace(named, 'is a folder, not a file');
  if (!about.isFile()) throw foreignPlace(named, about.isFIFO() ? 'is a pipe' : 'is a device');
  const file = await open(place);
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const head = buffer.subarray(0, bytesRead);
    if (about.size > 0 && !isOne(head, about.size))
      throw foreignPlace(named, `is there and is no ${what}`);
  } finally {
    await file.close();
  }
}
