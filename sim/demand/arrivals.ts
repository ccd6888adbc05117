// Which sessions start in a cell of time? Counted and chosen by numbers of that cell alone.
import { poisson } from '../random/distributions.ts';
import { type Draws, openCell, openMember, unitAt } from '../random/keyed.ts';
import { type StartRule, startRate, type ZoneOffsets } from './diurnal.ts';

/**
 * Sessions are drawn by cells of a minute of UTC, which neither the begin of a run nor its report
 * interval moves. Session `k` of a cell is the same whoever else starts: more members add sessions
 * and change none.
 */
export const cellMs = 60000;

/** Number of the cell of an instant, from 1970 on. */
export function cellOf(atMs: number): number {
  return Math.floor(atMs / cellMs);
}

/** Members of a metro start `factor` times as often while it lasts; instants are ms since 1970. */
export type MemberScale = {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly factor: number;
};

/** How many times as often they start in a cell: a part of it counts for its part. */
export function startsFactor(scales: readonly MemberScale[] | undefined, cell: number): number {
  if (scales === undefined) return 1;
  let product = 1;
  for (const { fromMs, untilMs, factor } of scales) {
    const from = Math.max(fromMs, cell * cellMs);
    const to = Math.min(untilMs, (cell + 1) * cellMs);
    if (from < to) product *= 1 + ((to - from) / cellMs) * (factor - 1);
  }
  return product;
}

/** Draws of a cell: its count, and what thins it. */
const thinning = 0;
const counting = 1;

/** How much everybody starts, and which share of it is played. */
export type SampledRule = StartRule & { readonly seed: number; readonly memberShare: number };

/** Who starts sessions: members of one metro, by the hash of its id. */
export type Arrivers = {
  readonly hash: number;
  readonly members: number;
  readonly zone: ZoneOffsets;
};

/**
 * Calls `start` with the number of each session of the cell, `key` opened as its own. Of a sample
 * it is the sessions of the whole at which ⌊k × share + u⌋ steps, `u` drawn by cell: even in time,
 * and the same as in the whole. @hot
 */
export function forEachArrival(
  { seed, memberShare, ...rule }: SampledRule,
  { hash, members, zone }: Arrivers,
  { cell, key }: { readonly cell: number; readonly key: Draws },
  start: (member: number) => void,
): void {
  openCell(key, seed, hash, cell);
  const mean = startRate(rule, members, zone, { atMs: cell * cellMs, spanMs: cellMs });
  forEachKept(key, poisson(unitAt(key, counting), mean), memberShare, start);
}

/** Calls `start` for those of `count` members of the open cell that are played. @hot */
export function forEachKept(
  key: Draws,
  count: number,
  memberShare: number,
  start: (member: number) => void,
): void {
  if (memberShare === 1) {
    for (let k = 0; k < count; k++) {
      openMember(key, k);
      start(k);
    }
    return;
  }
  const phase = unitAt(key, thinning);
  for (let kept = 1; ; kept++) {
    // Steps to `kept` at the first k with (k + 1) × share + phase ≥ kept.
    const k = Math.ceil((kept - phase) / memberShare) - 1;
    if (k >= count) return;
    openMember(key, k);
    start(k);
  }
}
