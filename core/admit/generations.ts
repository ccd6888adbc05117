// Which snapshot serves, and which one is known to be good? Good is only what has baked.
import { given } from '../base/given.ts';
import { isNewerVersion } from '../base/version.ts';
import { ageMs } from '../control/trust.ts';
import type { Limit } from '../door/limits.ts';
import { type Spent, spend } from './budget.ts';
import type { AdmissionChange } from './impact.ts';
import type { AdmissionReason } from './measures.ts';

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
  /** Decisions that it has taken since; absent where it does not bake. */
  readonly bakedDecisions?: number;
  /** Those that have baked, the last first. */
  readonly good: readonly Generation[];
  readonly newest?: Generation;
  /** What applied snapshots took within the last hour, the oldest first. */
  readonly spent?: readonly Spent[];
  /** Digests of contents that a rollback left and nobody applied since; at most 64, the last. */
  readonly left?: readonly string[];
};

/**
 * - `offer`: a snapshot arrived and was opened; it waits for its verdict, an earlier one goes.
 * - `apply`: the candidate takes over and begins to bake; what was still baking was never good.
 *   What its `impact` says counts for an hour; of what a human `accepted` the count begins anew.
 * - `drop`: the candidate goes, nothing else changes.
 * - `tick`: time passes; `decisions` were taken since the last one, and in `failures` of them an
 *   invariant failed and was contained. The first failure of one that bakes rolls it back.
 * - `rollback`: the serving one is bad: the last good one before it takes over.
 */
export type GenerationEvent =
  | { readonly kind: 'offer'; readonly generation: Generation }
  | {
      readonly kind: 'apply';
      readonly atMs: number;
      readonly impact?: AdmissionChange | undefined;
      readonly accepted?: readonly AdmissionReason[];
    }
  | {
      readonly kind: 'tick';
      readonly atMs: number;
      readonly decisions?: number;
      readonly failures?: number;
    }
  | { readonly kind: 'drop' | 'rollback' };

/** When a generation that serves counts as good. */
export type GenerationRule = {
  /** How long a generation serves before it is good. */
  readonly bakeMs: number;
  /** How many decisions it takes before it is good, all of them without a failed invariant. */
  readonly decisionsMin: number;
  /** Good ones that are kept, at least 1. */
  readonly keptCount: number;
};

/** Which numbers a `GenerationRule` takes. */
export const bakeLimits: readonly Limit[] = [
  ['bakeMs', 0, Number.POSITIVE_INFINITY],
  ['decisionsMin', 0, Number.POSITIVE_INFINITY],
  ['keptCount', 1, Number.MAX_SAFE_INTEGER, 'whole'],
];

/** Ten minutes and a hundred thousand decisions, three generations. */
export const defaultBake: GenerationRule = { bakeMs: 600_000, decisionsMin: 100_000, keptCount: 3 };

/** The state before the first offer. */
export const noGenerations: Generations = { good: [] };

/**
 * The generations after one event. Pure and total; an event that makes no sense where it comes
 * changes nothing.
 * - What is not newer than all that was ever applied is not taken: a snapshot that was rolled back
 *   does not come back, and good and bad ones that are sent by turns do not alternate.
 * - The contents that a rollback left are remembered, also those that the bad one replaced before
 *   they were good: as newer versions they are held until a human has one of them applied.
 * - A rollback while there is no good one to go back to leaves the serving one: never nothing.
 * - A failure while there is no good one to go back to begins the bake anew.
 * - A rollback of a generation that was good already takes it from the good ones.
 *
 * @example
 * const generation = { digest: 'a', epoch: 0, sequence: 1 };
 * const offered = reduceGenerations(noGenerations, { kind: 'offer', generation });
 * const serving = reduceGenerations(offered, { kind: 'apply', atMs: 0 });
 * console.log(serving.serving?.sequence, serving.bakingSinceMs); // => 1 0
 */
export function reduceGenerations(
  state: Generations,
  event: GenerationEvent,
  rule: GenerationRule = defaultBake,
): Generations {
  given(state, 'generations');
  given(event, 'object');
  given(rule, 'object');
  const { candidate, newest } = state;
  switch (event.kind) {
    case 'offer':
      return isNewerVersion(event.generation, newest) && isNewerVersion(event.generation, candidate)
        ? { ...state, candidate: event.generation }
        : state;
    case 'apply':
      if (candidate === undefined) return state;
      return apply(candidate, state, event);
    case 'tick':
      return tick(state, event, rule);
    case 'drop': {
      const { candidate: _, ...rest } = state;
      return rest;
    }
    case 'rollback':
      return rollback(state);
    default:
      return state;
  }
}

type Apply = Extract<GenerationEvent, { readonly kind: 'apply' }>;

function apply(candidate: Generation, state: Generations, event: Apply): Generations {
  const { good, serving } = state;
  const { impact, accepted = [], atMs } = event;
  const next = { serving: candidate, good, newest: candidate };
  const before = serving?.digest;
  const spent = spend(state.spent ?? [], { generation: candidate, before, impact, atMs, accepted });
  const left = state.left?.filter((content) => content !== candidate.digest) ?? [];
  const kept = { ...next, ...(left.length > 0 && { left }) };
  return bake(spent.length > 0 ? { ...kept, spent } : kept, atMs);
}

function bake(state: Generations, atMs: number): Generations {
  return { ...state, bakingSinceMs: atMs, bakedDecisions: 0 };
}

function baked(state: Generations): Generations {
  const { bakingSinceMs: _, bakedDecisions: __, ...rest } = state;
  return rest;
}

type Tick = Extract<GenerationEvent, { readonly kind: 'tick' }>;

function tick(state: Generations, event: Tick, rule: GenerationRule): Generations {
  const { serving, bakingSinceMs, bakedDecisions = 0, good } = state;
  if (bakingSinceMs === undefined || serving === undefined) return state;
  if (event.failures !== undefined && event.failures > 0)
    return good.length > 0 ? rollback(state) : bake(state, event.atMs);
  const { decisions = 0 } = event;
  const sum = decisions > 0 ? bakedDecisions + decisions : bakedDecisions;
  const isDone = ageMs(bakingSinceMs, event.atMs) >= rule.bakeMs && sum >= rule.decisionsMin;
  if (isDone)
    return { ...baked(state), good: [serving, ...good].slice(0, Math.max(1, rule.keptCount)) };
  return sum === bakedDecisions ? state : { ...state, bakedDecisions: sum };
}

function rollback(state: Generations): Generations {
  const { bakingSinceMs, good } = state;
  const before = bakingSinceMs === undefined ? good.slice(1) : good;
  if (before.length === 0) return state;
  const spent = state.spent?.filter((each) => !isNewerVersion(each, before[0]));
  const back = { ...baked(state), serving: before[0], good: before, left: leftBy(state, before) };
  return spent === undefined ? back : { ...back, spent }; // what is left took nothing
}

/** Contents that are remembered: enough for any night, and no list grows for ever. */
const leftMax = 64;

/** The contents that served since the one that is gone back to, with those left before. */
function leftBy({ serving, spent = [], left = [] }: Generations, good: readonly Generation[]) {
  const since = spent.filter((each) => isNewerVersion(each, good[0]));
  const contents = new Set(left);
  for (const content of [...since.map(({ before }) => before), serving?.digest])
    if (content && good.every(({ digest }) => digest !== content)) contents.add(content);
  return [...contents].slice(-leftMax);
}
