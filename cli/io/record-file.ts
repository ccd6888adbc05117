// Where do the records of decisions go, and where do they come from?
import { closeSync, openSync, readSync, renameSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readRecord, recordBytes, wantMax } from '@fairlead/core';
import { inputKinds } from '@fairlead/scenarios';
import { wrongInput } from '../terminal/exit.ts';
import { readWhole } from './read-whole.ts';
import { forgetTemporary, rememberTemporary, temporaryName } from './temporary.ts';

/** Records in one write. */
const pieceRecords = 1024;

/** A file of records while it is written. */
export type RecordWriter = {
  /** Calls `write` with the 64 bytes of the next record. */
  readonly add: (write: (view: DataView, offset: number) => void) => void;
  /** Puts the file in its place. */
  readonly end: () => void;
};

/**
 * Writes records beside `path` and replaces it in one step at the end; what is there stays until
 * then. Refuses (exit code 2) what is no file, or no file of records.
 */
export function createRecordFile(path: string): RecordWriter {
  const there = statSync(path, { throwIfNoEntry: false });
  const isWhole = there?.isFile() && there.size % recordBytes === 0;
  if (there !== undefined && !(isWhole && holdsRecords(path)))
    throw wrongInput(`${path}: something that is no file of records stands there`);
  const beside = join(dirname(path), temporaryName(basename(path), 'partial'));
  const file = openSync(beside, 'wx');
  rememberTemporary(beside, 'partial', path);
  const bytes = new Uint8Array(pieceRecords * recordBytes);
  const view = new DataView(bytes.buffer);
  let length = 0;
  const flush = () => {
    for (let at = 0; at < length; ) at += writeSync(file, bytes, at, length - at);
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
      closeSync(file);
      renameSync(beside, path);
      forgetTemporary(beside);
    },
  };
}

/** Whether records stand there: a snapshot too is as long as some, and a text may be. */
function holdsRecords(path: string): boolean {
  const bytes = new Uint8Array(pieceRecords * recordBytes);
  const file = openSync(path, 'r');
  const length = readSync(file, bytes, 0, bytes.length, 0);
  closeSync(file);
  const view = new DataView(bytes.buffer, 0, length);
  for (let at = 0; at < length; at += recordBytes) {
    const record = readRecord(view, at);
    if (record === undefined || record.targetCount > wantMax) return false;
  }
  return true;
}

/** The records in the file at `path`. Throws wrong input where its last record is cut off. */
export async function readRecords(path: string): Promise<DataView> {
  const bytes = readWhole(path, inputKinds.records);
  const rest = bytes.length % recordBytes;
  if (rest === 0) return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const whole = bytes.length - rest;
  const text = `expected ${recordBytes} bytes at byte ${whole}, found ${rest}`;
  const place = `record ${whole / recordBytes + 1}`;
  const problem = { code: 'cut-off', path: place, text, file: path };
  throw wrongInput(`${path} is no file of records`, [problem]);
}
