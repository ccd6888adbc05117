// How is a stream of lines read and answered, without holding more than a piece of it?
import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import type { Room } from '../terminal/stream/output.ts';

/** Longest line that is read. */
export const lineCharsMax = 1 << 20;

/** A character has at most so many bytes. */
const restBytesMax = 3 * lineCharsMax;

/** A line without its end, or why it has no text, and its number from 1. */
export type Line = {
  readonly text: string | { readonly fault: 'too-long' | 'bad-utf8' };
  readonly number: number;
};

/** The lines of whole bytes; undefined: its bytes are no UTF-8. A fault stays in its line. */
function textsOf(bytes: Buffer): (string | undefined)[] {
  if (isUtf8(bytes)) return bytes.toString('utf8').split('\n');
  const texts: (string | undefined)[] = [];
  for (let from = 0; from <= bytes.length; ) {
    const end = bytes.indexOf(10, from);
    const line = bytes.subarray(from, end < 0 ? bytes.length : end);
    texts.push(isUtf8(line) ? line.toString('utf8') : undefined);
    from = end < 0 ? bytes.length + 1 : end + 1;
  }
  return texts;
}

/**
 * Calls `answer` with the lines of `input` (LF or CRLF, the last one with or without), as many as
 * came in together, and passes the text that it returns for each to `write`, a line each. A blank
 * line is a line, and a byte order mark before the first is passed over.
 */
export async function answerLines(
  input: Readable,
  write: (text: string) => Room,
  answer: (lines: readonly Line[]) => readonly string[],
): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  let isOverlong = false;
  let number = 0;
  const take = (line: string | undefined): Line => {
    number++;
    const isLong = isOverlong || (line !== undefined && line.length > lineCharsMax);
    isOverlong = false;
    if (isLong) return { text: { fault: 'too-long' }, number };
    if (line === undefined) return { text: { fault: 'bad-utf8' }, number };
    const begun = number === 1 && line.startsWith('\uFEFF') ? line.slice(1) : line;
    return { text: begun.endsWith('\r') ? begun.slice(0, -1) : begun, number };
  };
  const answered = (bytes: Buffer): string =>
    answer(textsOf(bytes).map(take))
      .map((text) => `${text}\n`)
      .join('');
  for await (const piece of input) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, piece as Buffer]) : (piece as Buffer);
    const end = bytes.lastIndexOf(10);
    rest = bytes.subarray(end + 1);
    if (end >= 0) await write(answered(bytes.subarray(0, end)));
    if (rest.length <= restBytesMax) continue;
    isOverlong = true;
    rest = Buffer.alloc(0);
  }
  if (rest.length > 0 || isOverlong) await write(answered(rest));
}
