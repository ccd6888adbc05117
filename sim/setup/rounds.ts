// In which stretches is a run played? Instances meet at the end of each.

/** Peaks and bills are over so long, from whole multiples of it in UTC on. */
export const binMs = 300000;
export const minuteMs = 60000;

/** Instants are ms from the start of the simulation. */
export type Round = {
  readonly fromMs: number;
  readonly toMs: number;
  /** The report interval that it is in, and whether it is the first or last of it. */
  readonly epoch: number;
  readonly isEpochBegin: boolean;
  readonly isEpochEnd: boolean;
  /** Minute and five minutes of UTC that it is in, from 1970 on. */
  readonly cell: number;
  readonly bin: number;
  /** Where the five minutes end, which the window cuts, too; and whether they begin with it. */
  readonly binToMs: number;
  readonly isBinBegin: boolean;
  readonly isMeasured: boolean;
};

/** What rounds are cut from. */
export type Timeline = {
  /** Begin of the simulation, ms since 1970. */
  readonly startMs: number;
  readonly epochMs: number;
  readonly epochCount: number;
  /** What is measured, from the start of the simulation. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Rounds end with each whole multiple of it in UTC; absent: with the minute. */
  readonly tickMs?: number;
};

/**
 * The round that begins at `fromMs`: it ends with its minute of UTC or its tick, its report
 * interval, the begin or end of what is measured, whichever comes first.
 */
export function roundFrom(timeline: Timeline, fromMs: number): Round {
  const { startMs, epochMs, tickMs = minuteMs } = timeline;
  const epoch = Math.floor(fromMs / epochMs);
  const atMs = startMs + fromMs;
  const cell = Math.floor(atMs / minuteMs);
  const tickEndMs = (Math.floor(atMs / tickMs) + 1) * tickMs - startMs;
  let toMs = Math.min((epoch + 1) * epochMs, (cell + 1) * minuteMs - startMs, tickEndMs);
  const bin = Math.floor(atMs / binMs);
  let binToMs = (bin + 1) * binMs - startMs;
  for (const cutMs of [timeline.fromMs, timeline.toMs]) {
    if (cutMs > fromMs && cutMs < toMs) toMs = cutMs;
    if (cutMs > fromMs && cutMs < binToMs) binToMs = cutMs;
  }
  return {
    fromMs,
    toMs,
    epoch,
    isEpochBegin: fromMs === epoch * epochMs,
    isEpochEnd: toMs === (epoch + 1) * epochMs,
    cell,
    bin,
    binToMs,
    isBinBegin: atMs === bin * binMs || fromMs === timeline.fromMs || fromMs === timeline.toMs,
    isMeasured: fromMs >= timeline.fromMs && toMs <= timeline.toMs,
  };
}

/** Where the steps of a round end: at whole multiples of `stepMs` of UTC, and with the round. */
export function stepsOf({ startMs }: Timeline, { fromMs, toMs }: Round, stepMs: number): number[] {
  const ends: number[] = [];
  let endMs = (Math.floor((startMs + fromMs) / stepMs) + 1) * stepMs - startMs;
  for (; endMs < toMs; endMs += stepMs) ends.push(endMs);
  ends.push(toMs);
  return ends;
}

export const hourMs = 3600000;
