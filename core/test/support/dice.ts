// Which number comes next? Draws for tests from a seed.
import { cell } from './oracle-basics.ts';

/** Draws from a seed: mulberry32 by T. Ettinger. */
export type Dice = {
  /** A number from 0 to 1, 1 not among them. */
  readonly unit: () => number;
  /** A whole number from 0 to `count` − 1. */
  readonly below: (count: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
  readonly chance: (share: number) => boolean;
};

export function createDice(seed: number): Dice {
  let state = seed | 0;
  const unit = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (count: number) => Math.floor(unit() * count);
  return {
    unit,
    below,
    pick: (list) => cell(list, below(list.length)),
    chance: (share) => unit() < share,
  };
}

/** A Poisson number: products of uniforms, in parts where the mean is large. */
export function poisson(unit: () => number, mean: number): number {
  let count = 0;
  for (let rest = mean; rest > 0; rest -= 30) {
    const end = Math.exp(-Math.min(rest, 30));
    for (let product = unit(); product > end; product *= unit()) count++;
  }
  return count;
}
