// How does a problem speak of names and counts: quoted, with the one meant, in the right number?
import { given } from '../base/given.ts';

/** Characters of a name that are shown; what is longer is no slip of the hand either. */
const shownMax = 60;

/** A text of somebody else in quotes, at most 60 characters and without control characters. */
export function quoted(text: string): string {
  given(text, 'text');
  const short = text.length > shownMax ? `${text.slice(0, shownMax - 3)}...` : text;
  return JSON.stringify(short);
}

/** A whole number in groups of three digits: `1,600,000`. Rounds what is none. */
export function grouped(count: number): string {
  given(count, 'number');
  return String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** So many of something: `1 record`, `1,600 records`; `plural` where it is not an s more. */
export function counted(count: number, noun: string, plural = `${noun}s`): string {
  given(noun, 'text');
  return `${grouped(count)} ${count === 1 ? noun : plural}`;
}

/** A number as it is written, the zero below 0 too, which else looks like one that would do. */
export function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/**
 * Fewest insertions, deletions and replacements of UTF-16 units that make `a` out of `b`. O(a × b).
 * Source: Wagner, Fischer, "The String-to-String Correction Problem", 1974.
 */
function editDistance(a: string, b: string): number {
  const edits = new Uint32Array(b.length + 1).map((_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const unit = a.charCodeAt(i - 1);
    let before = edits[0]; // what stood one place to the left a row ago
    edits[0] = i;
    for (let k = 1; k <= b.length; k++) {
      const replaced = before + (b.charCodeAt(k - 1) === unit ? 0 : 1);
      before = edits[k];
      edits[k] = Math.min(replaced, before + 1, edits[k - 1] + 1);
    }
  }
  return edits[b.length];
}

/** Whether one is the other with two neighbours swapped: two edits for one slip of the hand. */
function isSwapped(a: string, b: string): boolean {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  const end = at + 2;
  if (at + 1 >= a.length) return false;
  return a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(end) === b.slice(end);
}

/**
 * The candidate that is the fewest edits away from `name`, or nothing where none is close: at most
 * two fifths of the longer word (at least one edit) may differ, or two neighbours are swapped. Case
 * does not count. Of equals the first wins.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  given(name, 'text');
  given(candidates, 'iterable');
  if (name.length > shownMax) return undefined;
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestEdits = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    if (candidate.length > shownMax) continue;
    const longer = Math.max(wanted.length, candidate.length);
    const editsMax = Math.max(1, Math.floor(longer * 0.4));
    if (Math.abs(wanted.length - candidate.length) > editsMax) continue;
    const edits = editDistance(wanted, candidate.toLowerCase());
    if (edits > editsMax || edits >= bestEdits || edits === longer) continue;
    best = candidate;
    bestEdits = edits;
  }
  if (best !== undefined) return best;
  for (const candidate of candidates)
    if (isSwapped(wanted, candidate.toLowerCase())) return candidate;
  return undefined;
}

/** `; did you mean "x"?` where a candidate is close, else nothing. */
export function suggestion(name: string, candidates: Iterable<string>): string {
  const near = nearest(name, candidates);
  return near === undefined ? '' : `; did you mean ${quoted(near)}?`;
}

/** What to say where `found` is none of `names`: all of them, what was found, the one meant. */
export function expectedOneOf(names: readonly string[], found: string): string {
  given(names, 'list');
  return `expected one of ${names.join(', ')}, found ${quoted(found)}${suggestion(found, names)}`;
}
