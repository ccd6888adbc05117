// Whom do clients find ill, though every probe is answered?
import { defaultHealthRange, isFit } from '@fairlead/core';
import type { Output } from '../desk/desk.ts';

/**
 * Marks who is ill (1) by the starts of an epoch that failed there, as the core judges them;
 * `before`: who was. Of whom too few asked nothing is known but that a probe is answered, so who
 * is held down and gets nobody is tried again when the hold is over. `share`: of the members that
 * are played.
 */
export function judgeOutcomes(
  out: Uint8Array,
  before: Uint8Array,
  outputs: readonly Pick<Output, 'outcomes'>[],
  share: number,
): void {
  for (let row = 0; row < out.length; row++) {
    let requests = 0;
    let failed = 0;
    for (const { outcomes } of outputs) {
      requests += outcomes[row];
      failed += outcomes[out.length + row];
    }
    const seen = { requests: requests / share, failed: failed / share };
    const isKnown = seen.requests >= defaultHealthRange.requestsMin;
    out[row] = isKnown && !isFit(before[row] === 0, seen, defaultHealthRange) ? 1 : 0;
  }
}
