// Where do the records of decisions go, and where do they come from?
import { closeSync, fstatSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { counted, recordBytes } from '@fairlead/core';
import { inputKinds } from '@fairlead/scenarios';
import { wrongInput } from '../terminal/exit.ts';
import { type Amount, systemFailure } from '../terminal/stream/system-error.ts';
import { mayWriteFile } from './out/files.ts';
import { clearLeftovers } from './out/leftovers.ts';
import { isStream, makeParents, realPlace } from './out/place.ts';
import { forgetTemporary, rememberTemporary, temporaryName } from './out/temporary.ts';
import { readWhole } from './read-whole.ts';

/** Records in one write. */
const pieceRecords = 1024;

/** A file of records while it is written. */
export type RecordWriter = {
  /** Calls `write` with the 64 bytes of the next record. */
  readonly add: (write: (view: DataView, offset: number) => void) => void;
  /** Puts the file in its place. */
  readonly end: () => void;
};

/** What `work` returns; what the system could not do there is told in one line. */
function trying<T>(work: () => T, about: () => Amount & { readonly place: string }): T {
  try {
    return work();
  } catch (error) {
    const { place, ...amount } = about();
    throw systemFailure(error, place, amount) ?? error;
  }
}

function openBeside(beside: string, target: string): number {
  makeParents(target);
  rememberTemporary(beside, 'partial', target);
  return openSync(beside, 'wx');
}

/**
 * Writes records beside `path` and replaces it in one step at the end; what is there stays until
 * then. Refuses (exit code 2) what is no file of records, and what is read.
 */
export async function createRecordFile(path: string): Promise<RecordWriter> {
  await mayWriteFile({ place: path, kind: 'records' });
  const target = await realPlace(path);
  const beside = join(dirname(target), temporaryName(basename(target), 'partial'));
  const isDirect = await isStream(target);
  const open = () => (isDirect ? openSync(target, 'w') : openBeside(beside, target));
  const file = trying(open, () => ({ place: path }));
  if (!isDirect) await clearLeftovers(target, fstatSync(file).mtimeMs);
  const bytes = new Uint8Array(pieceRecords * recordBytes);
  const view = new DataView(bytes.buffer);
  let length = 0;
  let written = 0;
  const flush = () => {
    let at = 0;
    const write = () => {
      while (at < length) at += writeSync(file, bytes, at, length - at);
    };
    trying(write, () => ({ place: path, written: written + at }));
    written += length;
    length = 0;
  };
  return {
    add(write) {
      write(view, length);
      length += recordBytes;
      if (length === bytes.length) flush();
    },
    end() {
      flush();
      if (!isDirect) fsyncSync(file);
      closeSync(file);
      if (!isDirect) renameSync(beside, target);
      forgetTemporary(beside);
    },
  };
}

/** The records in the file at `path`. Throws wrong input where its last record is cut off. */
export async function readRecords(path: string): Promise<DataView> {
  const bytes = readWhole(path, inputKinds.records);
  const rest = bytes.length % recordBytes;
  if (rest === 0) return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const whole = bytes.length - rest;
  const text = `expected ${counted(recordBytes, 'byte')} at byte ${whole}, found ${rest}`;
  const place = `record ${whole / recordBytes + 1}`;
  const problem = { code: 'cut-off', path: place, text, file: path };
  throw wrongInput(`${path} is not a file of records`, [problem]);
}
