// In which order do the clusters come, from the network alone?
import type { Outcome } from '../base/outcome.ts';
import type { Problem } from '../base/problem.ts';
import { quoted, suggestion } from '../door/wording.ts';
import type { Candidate, Comparator } from './comparator.ts';
import * as registry from './registry.ts';

/** The published order: rule 3 of core/RULES.md. */
export const defaultRanking: readonly string[] = ['prefix-length', 'as-path', 'med', 'distance'];

const comparators: readonly Comparator[] = Object.values(registry).sort(
  (a, b) => a.place - b.place,
);

/** Names that a ranking may hold; a leading `-` reverses one. */
export const comparatorNames: readonly string[] = comparators.map(({ name }) => name);

/**
 * The comparators of these names, or a problem `unknown-comparator` for each name that has none.
 *
 * @example
 * console.log(resolveRanking(['as-path', '-distance']).ranking?.length); // => 2
 * console.log(resolveRanking(['fastest']).problems?.[0]?.code); // => unknown-comparator
 */
export function resolveRanking(
  names: readonly string[],
): Outcome<'ranking', readonly Comparator[]> {
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    return {
      problems: [{ code: 'bad-ranking', path: 'ranking', text: 'expected a list of names' }],
    };
  const ranking: Comparator[] = [];
  const problems: Problem[] = [];
  for (const name of names) {
    const isReversed = name.startsWith('-');
    const bare = isReversed ? name.slice(1) : name;
    const found = comparators.find((comparator) => comparator.name === bare);
    if (found === undefined)
      problems.push({
        code: 'unknown-comparator',
        path: 'ranking',
        text: `${quoted(name)} is not a comparator${suggestion(bare, comparatorNames)}`,
      });
    else if (isReversed)
      ranking.push({ ...found, name, key: (candidate) => -found.key(candidate) });
    else ranking.push(found);
  }
  return problems.length > 0 ? { problems } : { ranking };
}

/**
 * Orders the first `count` of `candidates` in place and writes their dense ranks (equal on every
 * comparator: same rank) to `outRank`. Equals stand in order of their cluster row.
 */
export function rankCandidates(
  candidates: Candidate[],
  count: number,
  ranking: readonly Comparator[],
  outRank: Uint32Array,
): void {
  // Lists are short (a handful, at most some hundreds): insertion keeps them in place.
  for (let k = 1; k < count; k++) {
    const moving = candidates[k];
    let hole = k;
    while (hole > 0 && compare(moving, candidates[hole - 1], ranking) < 0) {
      candidates[hole] = candidates[hole - 1];
      hole--;
    }
    candidates[hole] = moving;
  }
  for (let k = 0; k < count; k++) {
    const isEqual = k > 0 && difference(candidates[k - 1], candidates[k], ranking) === 0;
    outRank[k] = k === 0 ? 0 : outRank[k - 1] + (isEqual ? 0 : 1);
  }
}

function difference(a: Candidate, b: Candidate, ranking: readonly Comparator[]): number {
  for (const comparator of ranking) {
    const gap = comparator.key(a) - comparator.key(b);
    if (gap !== 0) return gap;
  }
  return 0;
}

function compare(a: Candidate, b: Candidate, ranking: readonly Comparator[]): number {
  return difference(a, b, ranking) || a.cluster - b.cluster;
}
