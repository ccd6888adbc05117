// Is what a path names a file of the kind that is wanted, and which bytes does it hold?
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { counted, grouped, type Problem } from '@fairlead/core';
import type { InputKind } from './input-kinds.ts';
import { fileSuggestion } from './nearest-file.ts';
import { rememberOpened } from './opened.ts';

/** A regular file that is open: its size was held against the limit of its kind. */
export type OpenFile = { readonly handle: number; readonly sizeBytes: number };

/** Bytes of one call: the system reads less than 2 GiB at once. */
const pieceBytesMax = 2 ** 30;

/** What a path names that is no file. */
function otherThing(about: Stats): string {
  if (about.isFIFO()) return 'a pipe';
  if (about.isSocket()) return 'a socket';
  return about.isDirectory() ? 'a folder' : 'a device';
}

/** What the file system says, in words for the one who named the path. */
function faultOf(error: unknown, path: string): Pick<Problem, 'code' | 'text'> {
  const { code = String(error) } = error as NodeJS.ErrnoException;
  const unreadable = (text: string) => ({ code: 'unreadable', text });
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return { code: 'missing-file', text: `there is no such file${fileSuggestion(path)}` };
  if (code === 'EACCES' || code === 'EPERM') return unreadable('you have no right to read it');
  if (code === 'ELOOP') return unreadable('its symbolic links go round in a circle');
  if (code === 'ENAMETOOLONG') return unreadable('the name is too long');
  return unreadable(`cannot be read (${code})`);
}

/** Why a thing that is there is not opened. */
function refusal(about: Stats, kind: InputKind): Pick<Problem, 'code' | 'text'> | undefined {
  const { what, bytesMax, mayBeEmpty, ofFolder } = kind;
  if (!about.isFile()) {
    const hint = about.isDirectory() && ofFolder !== undefined ? `; ${ofFolder}` : '';
    const text = `this is ${otherThing(about)}, expected ${what} in a file${hint}`;
    return { code: 'not-a-file', text };
  }
  if (about.size === 0 && mayBeEmpty !== true)
    return { code: 'empty-file', text: `the file is empty, expected ${what}` };
  if (about.size <= bytesMax) return undefined;
  const most = `more than the ${grouped(bytesMax)} that ${what} may have`;
  const text = `holds ${counted(about.size, 'byte')}, ${most}`;
  return { code: 'file-too-large', text };
}

/**
 * Opens the file at `path` to read `kind` from it, or says why not. It never waits: a pipe, a
 * socket and a device are refused before they are opened, and an open one is looked at once more,
 * as the path may name another thing by then. Whoever takes the file closes it.
 */
export function openFile(
  path: string,
  kind: InputKind,
): { readonly file: OpenFile } | { readonly problem: Problem } {
  let handle: number | undefined;
  try {
    let wrong = refusal(statSync(path), kind);
    if (wrong === undefined) {
      handle = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
      const about = fstatSync(handle);
      wrong = refusal(about, kind);
      if (wrong === undefined) {
        rememberOpened(path, about);
        return { file: { handle, sizeBytes: about.size } };
      }
    }
    if (handle !== undefined) closeSync(handle);
    return { problem: { ...wrong, path: '', file: path } };
  } catch (error) {
    if (handle !== undefined) closeSync(handle);
    return { problem: { ...faultOf(error, path), path: '', file: path } };
  }
}

/** Reads into `out` from byte `at` of the file on until it is full or the file ends; the count. */
export function readInto({ handle }: OpenFile, out: Uint8Array, at: number): number {
  let filled = 0;
  while (filled < out.length) {
    const length = Math.min(out.length - filled, pieceBytesMax);
    const count = readSync(handle, out, filled, length, at + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}

/**
 * All bytes of the file at `path`, from a multiple of 8 of their buffer on, or why there are none.
 * Memory: the size of the file.
 */
export function readFileBytes(
  path: string,
  kind: InputKind,
): { readonly bytes: Uint8Array<ArrayBuffer> } | { readonly problem: Problem } {
  const opened = openFile(path, kind);
  if ('problem' in opened) return opened;
  const { file } = opened;
  try {
    const bytes = new Uint8Array(file.sizeBytes);
    const count = readInto(file, bytes, 0);
    if (count === file.sizeBytes) return { bytes };
    const part = `${grouped(count)} of ${counted(file.sizeBytes, 'byte')}`;
    const text = `only ${part} could be read: the file was cut off meanwhile`;
    return { problem: { code: 'unreadable', path: '', text, file: path } };
  } catch (error) {
    return { problem: { ...faultOf(error, path), path: '', file: path } };
  } finally {
    closeSync(file.handle);
  }
}

/** Line and column, from 1, of the first byte that is no UTF-8: a line feed is never a part. */
function badUtf8Place(bytes: Uint8Array): { readonly line: number; readonly column: number } {
  const strict = new TextDecoder('utf-8', { fatal: true });
  for (let line = 1, from = 0; ; line++) {
    const end = bytes.indexOf(10, from);
    const said = bytes.subarray(from, end < 0 ? bytes.length : end);
    try {
      strict.decode(said);
      if (end < 0) return { line, column: 1 };
    } catch {
      return { line, column: new TextDecoder().decode(said).indexOf('\ufffd') + 1 };
    }
    from = end + 1;
  }
}

/** The text of the file at `path`, UTF-8 without its byte order mark, or why there is none. */
export function readFileText(
  path: string,
  kind: InputKind,
): { readonly text: string } | { readonly problem: Problem } {
  const read = readFileBytes(path, kind);
  if ('problem' in read) return read;
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(read.bytes) };
  } catch {
    const about = { code: 'not-utf8', path: '', text: 'this is not UTF-8', file: path };
    return { problem: { ...about, ...badUtf8Place(read.bytes) } };
  }
}
