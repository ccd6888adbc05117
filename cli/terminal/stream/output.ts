// How do answers get out through standard output, whole, and what if they cannot?
import { fstatSync, writeSync } from 'node:fs';
import { exitCodes } from '../exit.ts';
import { guardInputs, hasOutputs } from './guard.ts';
import { systemFailure } from './system-error.ts';
import { visible } from './visible.ts';

/** Standard output in messages. */
const name = 'standard output';
let written = 0;
/** The reader has closed the pipe: what is still said is for nobody. */
let isUnread = false;
let isStream = false;
/** Who waits for room in the pipe. */
let waiting: (() => void) | undefined;

function isClosedPipe(error: Error): boolean {
  return 'code' in error && (error.code === 'EPIPE' || error.code === 'ECONNRESET');
}

/** Resolves when the pipe has room again, or no reader any more. */
function roomInPipe(): Promise<void> {
  return new Promise((resolve) => {
    waiting = resolve;
    process.stdout.once('drain', resolve);
  });
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
  if (isUnread) return undefined;
  const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
  if (!isFile()) {
    const hasRoom = process.stdout.write(bytes);
    written += bytes.length;
    return hasRoom ? undefined : roomInPipe();
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
 * The answer of this command is a stream: where its reader has seen enough, and nothing else is
 * written, what is left of the work is for nobody, and the process ends there as one that is done.
 */
export function endWithReader(): void {
  isStream = true;
}

/**
 * What happens where standard output fails. A reader of a pipe that has seen enough is no mistake:
 * nothing more is said, and the command goes on to its outputs and its exit code. Anything else is
 * told in one line, and ends the process.
 */
export function watchOutput(): void {
  process.stdout.on('error', (error) => {
    if (isClosedPipe(error)) {
      isUnread = true;
      if (isStream && !hasOutputs()) process.exit(exitCodes.fine);
      waiting?.();
      return;
    }
    const failure = systemFailure(error, name, { written });
    tellWords(`error: ${failure?.message ?? `${name}: ${error.message}`}\n`);
    process.exit(exitCodes.impossible);
  });
  process.stderr.on('error', () => undefined);
}
