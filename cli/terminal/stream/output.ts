// How do answers get out through standard output, whole, and what if they cannot?
import { once } from 'node:events';
import { fstatSync, writeSync } from 'node:fs';
import { exitCodes } from '../exit.ts';
import { guardInputs } from './guard.ts';
import { systemFailure } from './system-error.ts';
import { visible } from './visible.ts';

/** Standard output in messages. */
const name = 'standard output';
let written = 0;

export function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

/**
 * Whether what is written goes to a file or a device: Node would believe the system that it took
 * all of a piece where it took a part, and an answer would be cut off in silence on a full disk.
 */
function isFile(): boolean {
  if (process.stdout.isTTY === true) return false;
  const about = fstatSync(1);
  return about.isFile() || about.isCharacterDevice() || about.isBlockDevice();
}

function writeWhole(bytes: Uint8Array): void {
  let at = 0;
  try {
    while (at < bytes.length) at += writeSync(1, bytes, at, bytes.length - at);
  } catch (error) {
    throw systemFailure(error, name, { written: written + at }) ?? error;
  }
}

/** Resolves when there is room for the next piece; nothing: there is room. */
export type Room = Promise<unknown> | undefined;

/**
 * Writes a piece of an answer as it is: bytes for another program. Throws a failure in one line
 * where a file or device does not take all of it, and before the first where it is an input.
 */
export function putOut(piece: string | Uint8Array): Room {
  if (written === 0) guardInputs();
  const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
  if (!isFile()) {
    const hasRoom = process.stdout.write(bytes);
    written += bytes.length;
    return hasRoom ? undefined : once(process.stdout, 'drain');
  }
  writeWhole(bytes);
  written += bytes.length;
  return undefined;
}

/** Writes a piece of an answer that is text or JSON: what would steer a terminal is escaped. */
export function say(text: string): Room {
  return putOut(visible(text));
}

/** Words for a human on standard error, where they are lost if it is closed or full. */
export function tellWords(text: string): void {
  try {
    process.stderr.write(visible(text));
  } catch {
    // Nobody is left who could be told.
  }
}

/**
 * Ends the process in order where standard output fails: a reader of a pipe that has seen enough is
 * no mistake, anything else is told in one line.
 */
export function watchOutput(): void {
  process.stdout.on('error', (error) => {
    if (isClosedPipe(error)) process.exit(exitCodes.fine);
    const failure = systemFailure(error, name, { written });
    tellWords(`error: ${failure?.message ?? `${name}: ${error.message}`}\n`);
    process.exit(exitCodes.impossible);
  });
  process.stderr.on('error', () => undefined);
}
