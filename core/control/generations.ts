// Which snapshot serves, and which one is known to be good? Good is only what has baked.

/** A snapshot by name, with the version that says which one is newer. */
export type Generation = {
  readonly digest: string;
  readonly epoch: number;
  readonly sequence: number;
};

/**
 * Where the generations of one instance stand. `serving` is baking while `bakingSinceMs` is there;
 * afterwards it is `good[0]`. `newest` is the newest ever applied, also one that was rolled back.
 */
export type Generations = {
  readonly candidate?: Generation;
  readonly serving?: Generation;
  readonly bakingSinceMs?: number;
  /** Those that have baked, the last first. */
  readonly good: readonly Generation[];
  readonly newest?: Generation;
};

/**
 * - `offer`: a snapshot arrived and was opened; it waits for its verdict, an earlier one goes.
 * - `apply`: the candidate takes over and begins to bake; what was still baking was never good.
 * - `drop`: the candidate goes, nothing else changes.
 * - `tick`: time passes.
 * - `rollback`: the serving one is bad: the last good one before it takes over.
 */
export type GenerationEvent =
  | { readonly kind: 'offer'; readonly generation: Generation }
  | { readonly kind: 'apply' | 'tick'; readonly atMs: number }
  | { readonly kind: 'drop' | 'rollback' };

export type BakeRule = {
  /** How long a generation serves before it is good. */
  readonly bakeMs: number;
  /** Good ones that are kept, at least 1. */
  readonly keptCount: number;
};

/** Ten minutes, three generations. */
export const defaultBake: BakeRule = { bakeMs: 600_000, keptCount: 3 };

export const noGenerations: Generations = { good: [] };

function isNewer(generation: Generation, than: Generation | undefined): boolean {
  if (than === undefined) return true;
  if (generation.epoch !== than.epoch) return generation.epoch > than.epoch;
  return generation.sequence > than.sequence;
}

/**
 * The generations after one event. Pure and total; an event that makes no sense where it comes
 * changes nothing.
 * - What is not newer than all that was ever applied is not taken: a snapshot that was rolled back
 *   does not come back, and good and bad ones that are sent by turns do not alternate.
 * - A rollback while there is no good one to go back to leaves the serving one: never nothing.
 * - A rollback of a generation that was good already takes it from the good ones.
 */
export function reduceGenerations(
  state: Generations,
  event: GenerationEvent,
  rule: BakeRule = defaultBake,
): Generations {
  const { candidate, serving, bakingSinceMs, good, newest } = state;
  switch (event.kind) {
    case 'offer':
      return isNewer(event.generation, newest) && isNewer(event.generation, candidate)
        ? { ...state, candidate: event.generation }
        : state;
    case 'apply':
      if (candidate === undefined) return state;
      return { serving: candidate, bakingSinceMs: event.atMs, good, newest: candidate };
    case 'tick': {
      const isDone = bakingSinceMs !== undefined && event.atMs - bakingSinceMs >= rule.bakeMs;
      if (!isDone || serving === undefined) return state;
      const { bakingSinceMs: _, ...rest } = state;
      return { ...rest, good: [serving, ...good].slice(0, Math.max(1, rule.keptCount)) };
    }
    case 'drop': {
      const { candidate: _, ...rest } = state;
      return rest;
    }
    case 'rollback': {
      const before = bakingSinceMs === undefined ? good.slice(1) : good;
      if (before.length === 0) return state;
      const { bakingSinceMs: _, ...rest } = state;
      return { ...rest, serving: before[0], good: before };
    }
  }
}
