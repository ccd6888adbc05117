// Does an appliance that is being emptied still take sessions, and when is it empty?
import { given } from '../base/given.ts';

/** From when to when a drain takes ever more of the new sessions, in a straight line. */
export type DrainRamp = { readonly beginMs: number; readonly endMs: number };

/** Where one appliance stands on its way out. */
export type Drain = {
  /** `up` takes new sessions, `draining` only keeps those it has, `down` has none. */
  readonly state: 'up' | 'draining' | 'down';
  /** When this was last said, by the receiver's monotonic clock; minus infinity: from ever. */
  readonly sinceMs: number;
  /** When it is down whatever still runs; infinity: when the last session has ended. */
  readonly deadlineMs: number;
  /** Absent: it takes all new sessions at once. */
  readonly ramp?: DrainRamp | undefined;
};

/**
 * - `drain`: no new sessions from now on, or with a `ramp` ever fewer, none from its end on; what
 *   runs may run out until `deadlineMs`, no number: until it has ended. A drain of one that drains
 *   already sets its deadline and its ramp anew.
 * - `resume`: the drain is withdrawn, or it is over and the appliance is back.
 * - `tick`: time passes; `sessions` still run on it (no number: nobody knows).
 */
export type DrainEvent =
  | {
      readonly kind: 'drain';
      readonly atMs: number;
      readonly deadlineMs: number;
      readonly ramp?: DrainRamp | undefined;
    }
  | { readonly kind: 'resume'; readonly atMs: number }
  | { readonly kind: 'tick'; readonly atMs: number; readonly sessions: number };

/** An appliance that nobody drains. */
export const notDrained: Drain = {
  state: 'up',
  sinceMs: Number.NEGATIVE_INFINITY,
  deadlineMs: Number.POSITIVE_INFINITY,
};

/**
 * The drain after one event. Pure and total. What came after a newer one changes nothing, so that
 * a reordered replay agrees; of two at the same time the later counts. A draining appliance is
 * down when no session runs any more or at its deadline, whichever is first; sessions that run
 * then are the caller's to move. While a ramp goes on it still gets sessions, so that none running
 * does not end it.
 *
 * @example
 * const order = { kind: 'drain', atMs: 0, deadlineMs: 60_000 } as const;
 * const draining = reduceDrain(notDrained, order);
 * console.log(draining.state, reduceDrain(draining, { kind: 'tick', atMs: 5, sessions: 0 }).state);
 * // => draining down
 */
export function reduceDrain(drain: Drain, event: DrainEvent): Drain {
  given(drain, 'drain');
  given(event, 'object');
  const { atMs } = event;
  if (!(atMs >= drain.sinceMs && atMs < Number.POSITIVE_INFINITY)) return drain;
  switch (event.kind) {
    case 'drain': {
      if (drain.state === 'down') return drain;
      const deadlineMs = event.deadlineMs > atMs ? event.deadlineMs : atMs;
      const isNone = Number.isNaN(event.deadlineMs);
      return {
        state: 'draining',
        sinceMs: atMs,
        deadlineMs: isNone ? Number.POSITIVE_INFINITY : deadlineMs,
        ...(event.ramp && { ramp: event.ramp }),
      };
    }
    case 'resume':
      return drain.state === 'up' ? drain : { ...notDrained, sinceMs: atMs };
    case 'tick': {
      const isEmpty = event.sessions <= 0 && drainShare(drain, atMs) === 1;
      const isOver = isEmpty || atMs >= drain.deadlineMs;
      if (drain.state !== 'draining' || !isOver) return drain;
      return { state: 'down', sinceMs: atMs, deadlineMs: drain.deadlineMs };
    }
  }
}

/**
 * Share 0..1 of the new sessions that a drain takes at `atMs`: 0 where nobody drains, from the
 * ramp's begin to its end 0 to 1 in a straight line, 1 without a ramp and when it is down. Which
 * sessions those are is told by their hash, as in shedding: whom a smaller share took, a larger one
 * takes too. Total: a ramp that ends before it begins, or of no number, is at its end. @hot
 */
export function drainShare(drain: Drain, atMs: number): number {
  if (drain.state === 'up') return 0;
  if (drain.state === 'down' || drain.ramp === undefined) return 1;
  const { beginMs, endMs } = drain.ramp;
  if (!(atMs < endMs && beginMs < endMs)) return 1;
  return atMs > beginMs ? (atMs - beginMs) / (endMs - beginMs) : 0;
}
