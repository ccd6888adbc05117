// How many of their candidates do clients lose? Routes that go are seen before they are missed.
import type { Compared } from '../diff/diff.ts';
import type { SpaceSize } from '../diff/diff-space.ts';
import type { Snapshot } from '../snapshot/layout.ts';

const measures = ['v4AddressCount', 'v6BlockCount', 'sampleWeight'] as const;

/**
 * Mean over clients that have candidates of the share of those candidates that are gone, 0..1: of
 * the sample, or without one over address space, in the family that loses more. Total; one pass
 * over the candidates of each pair of lists.
 */
export function candidateLoss(
  a: Snapshot,
  b: Snapshot,
  { pairs, joins }: Pick<Compared, 'pairs' | 'joins'>,
): number {
  const lossOf = listLoss(a, b, joins);
  const lost = { v4AddressCount: 0, v6BlockCount: 0, sampleWeight: 0 };
  const all = { ...lost };
  for (const { before, after, measure } of pairs) {
    const list = a.vantageList[before];
    if (a.listStart[list + 1] === a.listStart[list]) continue;
    const share = lossOf(list, b.vantageList[after]);
    for (const name of measures) {
      lost[name] += share * measure[name];
      all[name] += measure[name];
    }
  }
  const of = (name: keyof SpaceSize): number => (all[name] > 0 ? lost[name] / all[name] : 0);
  return all.sampleWeight > 0
    ? of('sampleWeight')
    : Math.max(of('v4AddressCount'), of('v6BlockCount'));
}

/** The share of the clusters of list `before` that list `after` has not; each pair once. */
function listLoss(a: Snapshot, b: Snapshot, { cluster }: Compared['joins']) {
  const known = new Map<number, number>();
  const seenIn = new Float64Array(cluster.count).fill(-1);
  const listsAfter = b.listStart.length;
  return (before: number, after: number): number => {
    const key = before * listsAfter + after;
    const found = known.get(key);
    if (found !== undefined) return found;
    for (let at = b.listStart[after]; at < b.listStart[after + 1]; at++)
      seenIn[cluster.ofB[b.listCluster[at]]] = key;
    let gone = 0;
    for (let at = a.listStart[before]; at < a.listStart[before + 1]; at++)
      if (seenIn[cluster.ofA[a.listCluster[at]]] !== key) gone++;
    const share = gone / (a.listStart[before + 1] - a.listStart[before]);
    known.set(key, share);
    return share;
  };
}
