// How does a file, plain or gzipped, arrive in pieces without filling memory or disk?
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { Problem } from '@fairlead/core';

/** What a hostile file may not do; beyond it reading stops with a problem. */
export type ByteLimits = {
  /** Bytes of a file after unzipping. */
  readonly fileBytesMax: number;
  /** Unzipped bytes per zipped byte, once more than `unzipBytesFree` came out. */
  readonly unzipRatioMax: number;
  readonly unzipBytesFree: number;
};

/** gzip reaches 1,029:1 on zeros; tables of a world stay below 20:1. */
export const byteLimits: ByteLimits = {
  fileBytesMax: 2 ** 36,
  unzipRatioMax: 200,
  unzipBytesFree: 16 * 2 ** 20,
};

const chunkBytes = 1 << 18;
/** Unzips ahead while a chunk is being read; node passes the mark on to the stream. */
const gunzipOptions = { chunkSize: chunkBytes, readableHighWaterMark: 4 * chunkBytes };

type Stop = { code: string; text: string };

/** What went wrong, in words, for an error of the file system or of zlib. */
function readFault(error: NodeJS.ErrnoException): Stop {
  const code = error.code ?? '';
  if (code.startsWith('Z_')) {
    const isShort = code === 'Z_BUF_ERROR';
    return { code: 'broken-gzip', text: isShort ? 'the gzip data end too early' : error.message };
  }
  if (code === 'EISDIR') return { code: 'unreadable', text: 'this is a folder, not a file' };
  if (code === 'ENOENT') return { code: 'no-file', text: 'there is no such file' };
  return { code: 'unreadable', text: `cannot be read: ${error.message}` };
}

/**
 * Hands the bytes of the file at `path` to `onChunk`, unzipped where its name ends in `.gz`, until
 * it returns `false`. Returns what stopped it: no file, unreadable, broken gzip, too large, or
 * unzipping to more than it should. Memory stays at a few MiB.
 */
export async function readBytes(
  path: string,
  limits: ByteLimits,
  onChunk: (chunk: Uint8Array) => boolean,
): Promise<Problem | undefined> {
  const isZipped = path.endsWith('.gz');
  const source = createReadStream(path, { highWaterMark: chunkBytes });
  const gunzip = isZipped ? createGunzip(gunzipOptions) : undefined;
  let total = 0;
  let stop: Stop | undefined;
  let isEnough = false;
  async function take(chunks: AsyncIterable<Uint8Array>): Promise<void> {
    for await (const chunk of chunks) {
      total += chunk.length;
      const unzipMax = Math.max(
        limits.unzipBytesFree,
        (gunzip?.bytesWritten ?? 0) * limits.unzipRatioMax,
      );
      if (total > limits.fileBytesMax)
        stop = { code: 'file-too-large', text: `holds more than ${limits.fileBytesMax} bytes` };
      else if (gunzip !== undefined && total > unzipMax)
        stop = {
          code: 'unzips-too-far',
          text: `unzips to over ${limits.unzipRatioMax} times its size`,
        };
      isEnough = stop !== undefined || !onChunk(chunk);
      if (isEnough) return; // which may break the pipeline behind it: no fault
    }
  }
  try {
    if (gunzip) await pipeline(source, gunzip, take);
    else await pipeline(source, take);
  } catch (error) {
    const fault = error as NodeJS.ErrnoException;
    if (fault.code === undefined) throw error;
    if (!isEnough) stop = readFault(fault);
  }
  return stop && { ...stop, path: '', file: path };
}
