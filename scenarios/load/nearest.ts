// Which name did the writer most likely mean?
import { distance } from 'fastest-levenshtein';

/**
 * The candidate that is the fewest edits away from `name`, or nothing where none is close: at most
 * two fifths of the longer word (at least one edit) may differ. Case does not count. Of equals the
 * first wins.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestEdits = Number.POSITIVE_INFINITY;
  for (const candidate of candidates) {
    const longer = Math.max(wanted.length, candidate.length);
    const editsMax = Math.max(1, Math.floor(longer * 0.4));
    if (Math.abs(wanted.length - candidate.length) > editsMax) continue;
    const edits = distance(wanted, candidate.toLowerCase());
    if (edits > editsMax || edits >= bestEdits || edits === longer) continue;
    best = candidate;
    bestEdits = edits;
  }
  return best;
}

/** `; did you mean "x"?` where a candidate is close, else nothing. */
export function suggestion(name: string, candidates: Iterable<string>): string {
  const near = nearest(name, candidates);
  return near === undefined ? '' : `; did you mean "${near}"?`;
}
