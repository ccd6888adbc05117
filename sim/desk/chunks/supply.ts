// What could one session get, from its start to its end, and what did the fluid make of that?
import { inScene } from '../../demand/live/scenes.ts';

/** What a session of the sample could get, stretch by stretch. Instants are ms from the run's. */
export type Supply = {
  /** Its place among all: the least are the sample. */
  readonly rank: number;
  readonly metro: number;
  readonly member: number;
  readonly key: number;
  readonly isLive: boolean;
  readonly startMs: number;
  /** Bitrates of its title up to that of its file, ascending; and what its line gives. */
  readonly rungsBps: readonly number[];
  readonly lineBps: number;
  /** Stretches, `places` numbers each: see `placeAt`. They follow each other from `startMs` on. */
  readonly stretches: number[];
  /** What it takes to reach its appliance, ms. */
  connectMs: number;
  /** When its player gave up, its first picture came, and it was over; Infinity: it did not. */
  goneMs: number;
  pictureMs: number;
  endMs: number;
  /** Whether it played to its end: else the run was over before. */
  isWhole: boolean;
};

/** Numbers of a stretch: its end, what the session could get (0: on no appliance), its scene. */
export const placeAt = { untilMs: 0, bps: 1, eighths: 2 } as const;
export const places = 3;

/** What a stretch of a course was like. */
type Stretch = {
  readonly fromMs: number;
  readonly untilMs: number;
  readonly bps: number;
  readonly eighths: number;
};

/** Adds a stretch to the end of a course; one like the last makes that longer. */
export function lengthen({ stretches, startMs }: Supply, { fromMs, ...next }: Stretch): void {
  const { untilMs, bps, eighths } = next;
  const last = stretches.length - places;
  const reachedMs = last < 0 ? startMs : stretches[last + placeAt.untilMs];
  if (fromMs > reachedMs) stretches.push(fromMs, 0, eighths);
  const at = stretches.length - places;
  const isLike = stretches[at + placeAt.bps] === bps && stretches[at + placeAt.eighths] === eighths;
  if (at >= 0 && isLike) stretches[at + placeAt.untilMs] = untilMs;
  else stretches.push(untilMs, bps, eighths);
}

/** Sessions of one desk that may be in the sample of the run: those of the least ranks. */
export type Panel = {
  /** Whoever ranks above is not. */
  limit: number;
  courses: Supply[];
  /** The course of each that plays, by session. */
  readonly running: Map<number, Supply>;
};

export function createPanel(): Panel {
  return { limit: 0xffffffff, courses: [], running: new Map() };
}

/** What one way of playing made of a course. */
export type Viewing = {
  /** Media that was delivered or played, bits. */
  readonly bits: number;
  readonly playedMs: number;
  readonly stalledMs: number;
  /** From asking to the first picture, ms; Infinity: none came. */
  readonly pictureAfterMs: number;
};

/** Until when a course is played: its end, or when its player gave up. */
export function playedUntil({ endMs, goneMs }: Supply): number {
  return goneMs < endMs ? goneMs : endMs;
}

/** What waiting came to where no picture came: stalled, unless the run was over before. */
export function unseen(course: Supply): Viewing {
  const waitedMs = playedUntil(course) - course.startMs;
  const isOver = course.isWhole || course.goneMs < Infinity;
  return { bits: 0, playedMs: 0, stalledMs: isOver ? waitedMs : 0, pictureAfterMs: Infinity };
}

/**
 * What the account books of a course: in each stretch the least of what it asks and could get, and
 * below its lowest rung it stands still for a part of the time.
 */
export function fluidOf(course: Supply): Viewing {
  const { startMs, pictureMs, rungsBps, stretches } = course;
  const untilMs = playedUntil(course);
  let bits = 0;
  let stalledMs = 0;
  let fromMs = startMs;
  for (let at = 0; at < stretches.length; at += places) {
    const toMs = stretches[at + placeAt.untilMs];
    const eighths = stretches[at + placeAt.eighths];
    const lowestBps = Math.max(1, inScene(rungsBps[0], eighths));
    const askedBps = inScene(rungsBps[rungsBps.length - 1], eighths);
    const gotBps = Math.min(askedBps, stretches[at + placeAt.bps]);
    bits += (gotBps * (toMs - fromMs)) / 1000;
    const seenMs = Math.min(toMs, untilMs) - Math.max(fromMs, pictureMs);
    if (seenMs > 0 && gotBps < lowestBps) stalledMs += seenMs * (1 - gotBps / lowestBps);
    fromMs = toMs;
  }
  if (pictureMs >= untilMs) return { ...unseen(course), bits };
  const playedMs = untilMs - pictureMs - stalledMs;
  return { bits, playedMs, stalledMs, pictureAfterMs: pictureMs - startMs };
}
