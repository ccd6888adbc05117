// How often did shedding swing? Turning points of the share that is really applied.
import type { Output } from '../desk/desk.ts';

/** Swings below this are noise. */
const swingMin = 0.1;

/** Of each appliance and link: the last extreme of its share, and which way it went from there. */
export type Flips = {
  readonly lastShare: Float64Array;
  readonly direction: Int8Array;
};

export function createFlips(elements: number): Flips {
  return { lastShare: new Float64Array(elements), direction: new Int8Array(elements) };
}

/**
 * Turning points of this epoch over all elements, by the mean share of the instances: a share that
 * rises and stays has none, one that goes up and down again has one each time that it turns.
 */
export function countFlips({ lastShare, direction }: Flips, outputs: readonly Output[]): number {
  let flips = 0;
  for (let row = 0; row < lastShare.length; row++) {
    let sum = 0;
    for (const { shed } of outputs) sum += shed[row];
    const share = sum / outputs.length;
    const swing = share - lastShare[row];
    const way = swing > 0 ? 1 : -1;
    if (direction[row] === way) {
      lastShare[row] = share; // further the same way: the extreme moves along
      continue;
    }
    if (Math.abs(swing) < swingMin) continue;
    if (direction[row] !== 0) flips++;
    direction[row] = way;
    lastShare[row] = share;
  }
  return flips;
}
