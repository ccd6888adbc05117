// Which bytes does a file given on the command line hold?
import { type InputKind, readFileBytes, readFileText, readJson } from '@fairlead/scenarios';
import { wrongInput } from '../terminal/exit.ts';

/**
 * All bytes of the file at `path`, from a multiple of 8 of their buffer on. Throws wrong input
 * where it cannot be opened as the kind that is wanted.
 */
export function readWhole(path: string, kind: InputKind): Uint8Array<ArrayBuffer> {
  const read = readFileBytes(path, kind);
  if ('bytes' in read) return read.bytes;
  throw wrongInput(`${path} cannot be read`, [read.problem]);
}

/** The same as text: UTF-8, without a byte order mark. */
export function readText(path: string, kind: InputKind): string {
  const read = readFileText(path, kind);
  if ('text' in read) return read.text;
  throw wrongInput(`${path} cannot be read`, [read.problem]);
}

/** What the JSON `text` of the file at `path` says. Throws wrong input with a fault's place. */
export function readDocument(path: string, text: string): unknown {
  const read = readJson(text);
  if (read.fault === undefined) return read.value;
  throw wrongInput(`${path} cannot be read as JSON`, [{ ...read.fault, path: '', file: path }]);
}
