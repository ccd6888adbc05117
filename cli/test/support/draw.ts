// Which number comes next? Draws for tests from a seed.

/** Whole numbers from 0 to `count` − 1 out of a seed: mulberry32 by T. Ettinger. */
export type Draw = (count: number) => number;

export function drawFrom(seed: number): Draw {
  let state = seed | 0;
  return (count) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * count);
  };
}
