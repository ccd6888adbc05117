// How does a file, plain or gzipped, arrive in pieces without filling memory or disk?
import { closeSync } from 'node:fs';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { counted, type Problem } from '@fairlead/core';
import type { InputKind } from './input-kinds.ts';
import { type OpenFile, openFile, readInto } from './open-file.ts';

/** gzip reaches 1,029:1 on zeros, so a small file may unzip to more than its ratio allows. */
const unzipBytesFree = 16 * 2 ** 20;
const pieceBytes = 1 << 18;
/** Unzips ahead while a piece is being read; node passes the mark on to the stream. */
const gunzipOptions = { chunkSize: pieceBytes, readableHighWaterMark: 4 * pieceBytes };

type Stop = { readonly code: string; readonly text: string };
type OnPiece = (piece: Uint8Array) => boolean;

/** A turn of the event loop, so that Ctrl-C is heard. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

function* pieces(file: OpenFile, from: number): Generator<Uint8Array> {
  for (let at = from; at < file.sizeBytes; at += pieceBytes) {
    const piece = new Uint8Array(Math.min(pieceBytes, file.sizeBytes - at));
    const count = readInto(file, piece, at);
    if (count > 0) yield piece.subarray(0, count);
    if (count < piece.length) return;
  }
}

async function readPlain(file: OpenFile, onPiece: OnPiece): Promise<undefined> {
  for (const piece of pieces(file, 0)) {
    if (!onPiece(piece)) return undefined;
    await turn();
  }
  return undefined;
}

/** Where the next byte that is not 0 stands, from `from` on, and whether a gzip member begins. */
function behindPadding(file: OpenFile, from: number): { at: number; isMember: boolean } {
  let at = from;
  for (const piece of pieces(file, from)) {
    const step = piece.findIndex((byte) => byte !== 0);
    at += step < 0 ? piece.length : step;
    if (step >= 0) break;
  }
  return { at, isMember: isGzipAt(file, at) };
}

function isGzipAt(file: OpenFile, at: number): boolean {
  const magic = new Uint8Array(2);
  return readInto(file, magic, at) === 2 && magic[0] === 0x1f && magic[1] === 0x8b;
}

/** What zlib says, in words. */
function gzipFault({ code, message }: NodeJS.ErrnoException): Stop {
  const isShort = code === 'Z_BUF_ERROR';
  return { code: 'broken-gzip', text: isShort ? 'the gzip data end too early' : message };
}

/**
 * Unzips from byte `from` on, as far as members follow each other; how many bytes that took, or
 * what stopped it.
 */
async function unzipMembers(file: OpenFile, from: number, onPiece: OnPiece) {
  const gunzip = createGunzip(gunzipOptions);
  const source = Readable.from(pieces(file, from), { objectMode: false });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const piece of gunzip) if (!onPiece(piece as Uint8Array)) return undefined;
    return gunzip.bytesWritten;
  } catch (error) {
    const fault = error as NodeJS.ErrnoException;
    if (fault.code?.startsWith('Z_') !== true) throw error;
    return gzipFault(fault);
  } finally {
    source.destroy();
    gunzip.destroy();
  }
}

/** Unzips all members; zeros between and behind them are padding, anything else is a fault. */
async function readZipped(file: OpenFile, onPiece: OnPiece): Promise<Stop | undefined> {
  for (let at = 0; at < file.sizeBytes; ) {
    const taken = await unzipMembers(file, at, onPiece);
    if (typeof taken !== 'number') return taken;
    const next = behindPadding(file, at + taken);
    if (next.at < file.sizeBytes && !next.isMember) {
      const rest = counted(file.sizeBytes - next.at, 'byte');
      const text = `${rest} after the gzip data, at byte ${next.at}`;
      return { code: 'broken-gzip', text };
    }
    at = next.at;
  }
  return undefined;
}

/** Passes pieces on until more came out than the limits of unzipping allow. */
function limited(file: OpenFile, { unzip }: InputKind, onPiece: OnPiece) {
  const { bytesMax = Number.POSITIVE_INFINITY, ratioMax = 1 } = unzip ?? {};
  const ratioBytes = Math.max(unzipBytesFree, file.sizeBytes * ratioMax);
  let total = 0;
  const found: { stop?: Stop } = {};
  const take: OnPiece = (piece) => {
    total += piece.length;
    if (total > bytesMax)
      found.stop = { code: 'file-too-large', text: `unzips to more than ${bytesMax} bytes` };
    else if (total > ratioBytes)
      found.stop = { code: 'unzips-too-far', text: `unzips to over ${ratioMax} times its size` };
    return found.stop === undefined && onPiece(piece);
  };
  return { found, take };
}

/**
 * Hands the bytes of the file at `path` to `onPiece` until it returns `false`: unzipped where the
 * kind may be gzipped and the name ends in `.gz` or the bytes begin like gzip. Returns what stopped
 * it: nothing that can be opened, broken gzip, or unzipping to more than it should. Memory stays at
 * a few MiB.
 */
export async function readBytes(
  path: string,
  kind: InputKind,
  onPiece: (piece: Uint8Array) => boolean,
): Promise<Problem | undefined> {
  const opened = openFile(path, kind);
  if ('problem' in opened) return opened.problem;
  const { file } = opened;
  try {
    const isZipped =
      kind.unzip && file.sizeBytes > 0 && (path.endsWith('.gz') || isGzipAt(file, 0));
    if (!isZipped) return await readPlain(file, onPiece);
    const { found, take } = limited(file, kind, onPiece);
    const stop = (await readZipped(file, take)) ?? found.stop;
    return stop && { ...stop, path: '', file: path };
  } finally {
    closeSync(file.handle);
  }
}
