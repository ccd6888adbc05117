// How is a stream of lines read and answered, without holding more than a piece of it?
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';

/** Longest line that is read; a longer one is given as `undefined`. */
export const lineCharsMax = 1 << 20;

/**
 * Calls `answer` with each line of `input` (LF or CRLF, the last one with or without) and its
 * number from 1, and writes what it returns to `output`, a line each. Blank lines get no answer,
 * and a byte order mark before the first is passed over.
 */
export async function answerLines(
  input: Readable,
  output: Writable,
  answer: (line: string | undefined, number: number) => string,
): Promise<void> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let isOverlong = false;
  let number = 0;
  const take = (line: string): string => {
    number++;
    if (isOverlong || line.length > lineCharsMax) {
      isOverlong = false;
      return `${answer(undefined, number)}\n`;
    }
    const begun = number === 1 && line.startsWith('\uFEFF') ? line.slice(1) : line;
    const text = begun.endsWith('\r') ? begun.slice(0, -1) : begun;
    return text.trim() === '' ? '' : `${answer(text, number)}\n`;
  };
  for await (const piece of input) {
    const lines = (rest + decoder.write(piece as Buffer)).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > lineCharsMax) {
      isOverlong = true;
      rest = '';
    }
    const text = lines.map(take).join('');
    if (text !== '' && !output.write(text)) await once(output, 'drain');
  }
  rest += decoder.end();
  if (rest !== '' || isOverlong) output.write(take(rest));
}
