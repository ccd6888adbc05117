// How is a stream of lines read and answered, without holding more than a piece of it?
import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Room } from '../terminal/stream/output.ts';

/** Longest line that is read. */
export const lineCharsMax = 1 << 20;

/** A line without its end, `undefined` where it is too long, and its number from 1. */
export type Line = { readonly text: string | undefined; readonly number: number };

/**
 * Calls `answer` with the lines of `input` (LF or CRLF, the last one with or without), as many as
 * came in together, and passes the text that it returns for each to `write`, a line each. Blank
 * lines get no answer, and a byte order mark before the first is passed over.
 */
export async function answerLines(
  input: Readable,
  write: (text: string) => Room,
  answer: (lines: readonly Line[]) => readonly string[],
): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let isOverlong = false;
  let number = 0;
  const take = (line: string): Line[] => {
    number++;
    if (isOverlong || line.length > lineCharsMax) {
      isOverlong = false;
      return [{ text: undefined, number }];
    }
    const begun = number === 1 && line.startsWith('\uFEFF') ? line.slice(1) : line;
    const text = begun.endsWith('\r') ? begun.slice(0, -1) : begun;
    return text.trim() === '' ? [] : [{ text, number }];
  };
  const answered = (lines: readonly string[]): string =>
    answer(lines.flatMap(take))
      .map((text) => `${text}\n`)
      .join('');
  for await (const piece of input) {
    const lines = (rest + decoder.write(piece as Buffer)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > lineCharsMax) {
      isOverlong = true;
      rest = '';
    }
    const text = answered(lines);
    if (text !== '') await write(text);
  }
  rest += decoder.end();
  if (rest !== '' || isOverlong) await write(answered([rest]));
}
