// Which bytes does a file given on the command line hold?
import { readFile } from 'node:fs/promises';

/**
 * The bytes of the file at `path`. What the file system throws names the path in any case, as that
 * of a folder does not by itself: `runCommand` makes a sentence and exit code 2 of it.
 */
export async function readWhole(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (error) {
    if (!(error instanceof Error) || 'path' in error) throw error;
    throw Object.assign(error, { path });
  }
}
