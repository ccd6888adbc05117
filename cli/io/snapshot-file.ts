// How does a file become a snapshot that steering may use?
import { readFile } from 'node:fs/promises';
import { openSnapshot, type Snapshot } from '@fairlead/core';
import { wrongInput } from '../terminal/exit.ts';

/** The snapshot in the file at `path`. Throws wrong input with every problem where it is none. */
export async function readSnapshot(path: string): Promise<Snapshot> {
  const bytes = await readFile(path);
  const aligned = new Uint8Array(new ArrayBuffer(bytes.length));
  aligned.set(bytes);
  const opened = openSnapshot(aligned);
  if ('snapshot' in opened) return opened.snapshot;
  throw wrongInput(`${path} is no snapshot that can be used`, opened.problems);
}
