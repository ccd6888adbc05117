// Which loops take a step at a boundary between epochs, and which report does each of them see?
import type { ReportSource } from './feeds.ts';
import type { Loop, LoopGround, LoopMoment } from './loop.ts';
import * as registry from './registry.ts';
import { emptyReport, furthestBack, type Report } from './reports.ts';

/** All loops in the order of their steps. */
export const loops: readonly Loop[] = Object.values(registry).sort((a, b) => a.place - b.place);

/** Loops of a run, and the reports of as many boundaries as the one with the oldest sees. */
export type RunningLoops = {
  readonly all: readonly {
    readonly periodEpochs: number;
    readonly delayEpochs: number;
    readonly step: (moment: LoopMoment) => void;
  }[];
  /** Those that something is wrong with. */
  readonly feeds: readonly ReportSource[];
  /** A ring, by boundary. */
  readonly reports: readonly Report[];
};

/** Begins all loops of a run. */
export function beginLoops(ground: LoopGround): RunningLoops {
  const { setup } = ground;
  const all = loops.map(({ periodEpochs, delayEpochs, begin }) => ({
    periodEpochs: periodEpochs(setup),
    delayEpochs: delayEpochs(setup),
    step: begin(ground),
  }));
  const oldest = all.reduce((most, { delayEpochs }) => Math.max(most, delayEpochs), 0);
  const length = oldest + furthestBack(setup) + 1;
  return {
    all,
    feeds: ground.feeds ?? [],
    reports: Array.from({ length }, () => emptyReport(setup)),
  };
}

/** The report of a boundary, to be written there or read while it is kept. */
export function reportOf({ reports }: RunningLoops, boundary: number): Report {
  // Before the first boundary there is none: that place of the ring has not been written yet.
  return reports[(boundary + reports.length) % reports.length];
}

/** Lets all loops whose turn it is take a step. */
export function stepLoops(running: RunningLoops, boundary: number, atMs: number): void {
  for (const { periodEpochs, delayEpochs, step } of running.all) {
    if (boundary % periodEpochs !== 0) continue;
    const reportAt = (one: number): Report => reportOf(running, one);
    const due = boundary - delayEpochs;
    step({ boundary, atMs, due, seen: reportAt(due), reportAt });
  }
}
