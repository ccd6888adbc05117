// How does a file become a snapshot that steering may use?
import { readFile } from 'node:fs/promises';
import { openSnapshot, type Snapshot } from '@fairlead/core';
import { wrongInput } from '../terminal/exit.ts';

/**
 * The snapshot in the file at `path`, its columns views of what was read. Throws wrong input with
 * every problem, each at its byte, where it is none.
 */
export async function readSnapshot(path: string): Promise<Snapshot> {
  const { buffer, byteOffset, length } = await readFile(path);
  const bytes = new Uint8Array(buffer, byteOffset, length);
  // Small files may come as a part of a larger buffer, at any byte of it.
  const opened = openSnapshot(byteOffset % 8 === 0 ? bytes : bytes.slice());
  if (opened.snapshot) return opened.snapshot;
  throw wrongInput(`${path} is no snapshot that can be used`, opened.problems);
}
