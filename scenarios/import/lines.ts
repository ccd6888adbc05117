// Which good rows does a text of lines hold, and which lines are broken?
import type { Problem } from '@fairlead/core';

/** Broken lines that are kept by number; all are counted. */
const problemsKept = 10_000;

/** Good rows, the first broken lines by number, and how many lines were broken. */
export type Imported<Rows> = {
  readonly rows: Rows;
  readonly problems: readonly Problem[];
  readonly badCount: number;
};

/** Broken lines of one text. */
export type BadLines = { readonly problems: Problem[]; badCount: number };

/** What a line is: taken, or why it is broken. */
export type LineOutcome = { readonly path: string; readonly text: string } | undefined;

const lineFeed = 10;
const carriageReturn = 13;
const tab = 9;

/**
 * Gives every line of `bytes` (LF or CRLF, the last may lack its end) to `take` as the places of
 * its tab-separated fields: field `k` is `bytes[place[2k] .. place[2k + 1])`. Empty lines and those
 * that begin with `comment` are passed over. What `take` returns is a broken line.
 */
export function readLines(
  bytes: Uint8Array,
  fieldsMax: number,
  take: (place: Int32Array, fields: number, line: number) => LineOutcome,
  comment = -1,
): BadLines {
  const bad: BadLines = { problems: [], badCount: 0 };
  const place = new Int32Array(2 * fieldsMax + 2);
  let start = 0;
  for (let line = 1; start < bytes.length; line++) {
    let field = 0;
    let at = start;
    place[0] = start;
    for (; at < bytes.length && bytes[at] !== lineFeed; at++) {
      if (bytes[at] !== tab || field >= fieldsMax) continue;
      place[2 * field + 1] = at;
      place[2 * ++field] = at + 1;
    }
    const end = at > start && bytes[at - 1] === carriageReturn ? at - 1 : at;
    place[2 * field + 1] = end;
    const isPassedOver = end === start || bytes[start] === comment;
    const outcome = isPassedOver ? undefined : take(place, field + 1, line);
    start = at + 1;
    if (outcome === undefined) continue;
    bad.badCount++;
    if (bad.problems.length < problemsKept)
      bad.problems.push({ code: 'broken-line', ...outcome, line, column: 1 });
  }
  return bad;
}
