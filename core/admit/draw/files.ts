// Which files are asked for, and how often each?
import type { Numbers } from '../../base/columns.ts';
import { noRow } from '../../base/ids.ts';
import type { Join } from '../../diff/diff-fleet.ts';
import type { TrafficSample } from '../../diff/diff-space.ts';
import { findFile } from '../../snapshot/find-file.ts';
import type { Snapshot } from '../../snapshot/layout.ts';

/** Files to draw from: of each its joined row, its share, and the sum of shares up to it. */
export type Files = {
  readonly joined: Numbers;
  readonly share: Numbers;
  readonly upTo: Numbers;
};

export const oneFile: Files = { joined: [0], share: [1], upTo: [1] };

type Served = { readonly a: Snapshot; readonly file: Join };

/**
 * The files that are served, by the popularity that the sample says; where it says none that counts
 * all alike. Of what is new nothing can be lost: asked for, it would only thin out what is.
 */
export function filesOf({ a, file }: Served, sample: TrafficSample | undefined): Files {
  const weights = new Float64Array(a.fileCount);
  const { file: ids = [], weight = [] } = sample?.popularity ?? {};
  for (let k = 0; k < ids.length; k++) {
    const row = findFile(a, ids[k]);
    const isCounted = weight[k] > 0 && weight[k] < Number.POSITIVE_INFINITY;
    if (row !== noRow && isCounted) weights[row] += weight[k];
  }
  const all = weights.reduce((sum, each) => sum + each, 0);
  const isAlike = !(all > 0 && all < Number.POSITIVE_INFINITY);
  const joined: number[] = [];
  const share: number[] = [];
  const upTo: number[] = [];
  let passed = 0;
  for (let row = 0; row < a.fileCount; row++) {
    const own = isAlike ? 1 / a.fileCount : weights[row] / all;
    if (own === 0) continue;
    passed += own;
    joined.push(file.ofA[row]);
    share.push(own);
    upTo.push(passed);
  }
  return { joined, share, upTo };
}

/** The place of the file at which the shares up to it pass `part`, 0..1. */
export function placeOf({ upTo }: Files, part: number): number {
  let low = 0;
  let high = upTo.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (upTo[middle] <= part) low = middle + 1;
    else high = middle;
  }
  return low;
}
