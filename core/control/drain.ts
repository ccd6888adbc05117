// Does an appliance that is being emptied still take sessions, and when is it empty?

/** Where one appliance stands on its way out. */
export type Drain = {
  /** `up` takes new sessions, `draining` only keeps those it has, `down` has none. */
  readonly state: 'up' | 'draining' | 'down';
  /** When this was last said, by the receiver's monotonic clock; minus infinity: from ever. */
  readonly sinceMs: number;
  /** When it is down whatever still runs; infinity: when the last session has ended. */
  readonly deadlineMs: number;
};

/**
 * - `drain`: no new sessions from now on; what runs may run out until `deadlineMs`, no number:
 *   until it has ended. A drain of one that drains already sets its deadline anew.
 * - `resume`: the drain is withdrawn, or it is over and the appliance is back.
 * - `tick`: time passes; `sessions` still run on it (no number: nobody knows).
 */
export type DrainEvent =
  | { readonly kind: 'drain'; readonly atMs: number; readonly deadlineMs: number }
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
 * then are the caller's to move.
 */
export function reduceDrain(drain: Drain, event: DrainEvent): Drain {
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
      };
    }
    case 'resume':
      return drain.state === 'up' ? drain : { ...notDrained, sinceMs: atMs };
    case 'tick': {
      const isOver = event.sessions <= 0 || atMs >= drain.deadlineMs;
      if (drain.state !== 'draining' || !isOver) return drain;
      return { state: 'down', sinceMs: atMs, deadlineMs: drain.deadlineMs };
    }
  }
}
