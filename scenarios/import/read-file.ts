// Which bytes does a file of somebody else hold, unzipped where it is gzipped?
import type { Problem } from '@fairlead/core';
import { type ByteLimits, readBytes } from '../load/byte-source.ts';

/** Files of others that are parsed as a whole: 4 GiB, and 200 times their zipped size at most. */
export const importLimits: ByteLimits = {
  fileBytesMax: 2 ** 32,
  unzipRatioMax: 200,
  unzipBytesFree: 16 * 2 ** 20,
};

/** The bytes of the file at `path`, unzipped where its name ends in `.gz`, or what is wrong. */
export async function readImport(
  path: string,
  limits: ByteLimits = importLimits,
): Promise<{ readonly bytes: Uint8Array } | { readonly problem: Problem }> {
  const chunks: Uint8Array[] = [];
  const problem = await readBytes(path, limits, (chunk) => {
    chunks.push(chunk);
    return true;
  });
  return problem === undefined ? { bytes: Buffer.concat(chunks) } : { problem };
}
