// Who plays when a run begins, and where? All who began before and are not over, in waves.
import { hearLoads, refresh, type Snapshot } from '@fairlead/core';
import { cellMs, cellOf } from '../../demand/arrivals.ts';
import { longestSessionMs } from '../../demand/length.ts';
import { offsetIn, uncappedLengthMs } from '../../demand/session.ts';
import { roundFrom } from '../../setup/rounds.ts';
import { bookWanted } from '../book.ts';
import { scheduleEnd } from '../calendar.ts';
import type { Desk } from '../desk.ts';
import { sumFlows } from '../leg.ts';
import { admit, bookDrawn, forEachDrawn } from '../minute.ts';
import { ask } from '../player/ask.ts';
import { forEachViewerDrawn } from '../player/crowd.ts';
import { withTold } from '../player/told.ts';
import { openRound } from '../round.ts';

/** Who began in the last two hours comes minute by minute, */
const fineCells = 120;
/** and who began before by the hour. */
const coarseCells = 60;
const coarseWaves = Math.ceil((longestSessionMs / cellMs + 1 - fineCells) / coarseCells);
/** Waves in which those come who play when a run begins; in the last one nobody does. */
export const waveCount: number = coarseWaves + fineCells + 1;

/** The first cell of a wave: the last one but the empty one ends with the cell of the begin. */
function firstCellOf(wave: number, startMs: number): number {
  const fine = Math.max(0, wave - coarseWaves);
  const coarse = Math.min(wave, coarseWaves) - coarseWaves;
  return cellOf(startMs) + 1 - fineCells + fine + coarse * coarseCells;
}

/**
 * Lets a wave come, before the first round and after all earlier ones. They were drawn by the
 * numbers of a run that began earlier, ask in order of their starts, and have their first picture
 * behind them. What came before them has been reported: what all instances together have reserved.
 */
export function placeWave(desk: Desk, wave: number, snapshot: Snapshot): void {
  const { startMs } = desk.setup.timeline;
  if (wave === 0) {
    openRound(desk, roundFrom(desk.setup.timeline, 0), snapshot);
    refresh(desk.instance, desk.instance.nowMs);
  }
  hearWave(desk, wave);
  const end = firstCellOf(wave + 1, startMs);
  if (wave < waveCount - 1)
    for (let cell = firstCellOf(wave, startMs); cell < end; cell++) placeCell(desk, cell);
  sumFlows(desk);
}

/** Tells the instance what is reserved by now; all waves come within the last ms before the run. */
function hearWave({ setup, told, bulletin, instance }: Desk, wave: number): void {
  const atMs = (wave - waveCount) / waveCount;
  const { startMs } = setup.timeline;
  for (const table of ['appliance', 'link'] as const) {
    const loads = withTold(told, `${table}Bps`, startMs, bulletin[`${table}Bps`]);
    hearLoads(instance, { table, loads, measuredMs: atMs }, atMs);
  }
  refresh(instance, atMs);
}

function placeCell(desk: Desk, cell: number): void {
  const { setup, drawn, key, sessions } = desk;
  const cellStartMs = cell * cellMs - setup.timeline.startMs;
  const found: number[] = [];
  const mayRun = (): boolean => {
    const atMs = cellStartMs + offsetIn(key, cellMs);
    return atMs < 0 && atMs + uncappedLengthMs(key) > 0;
  };
  const take = (): void => {
    const atMs = cellStartMs + drawn.columns.startOffsetMs[0];
    const endMs = atMs + drawn.columns.lengthMs[0];
    if (atMs >= 0 || endMs <= 0) return;
    bookDrawn(desk, 0, endMs);
    found.push(admit(desk, atMs));
  };
  forEachDrawn(desk, cell, mayRun, take);
  forEachViewerDrawn(desk, cell, take);
  const { startMs: begunMs, pictureMs, vantage } = sessions;
  // Rows of a desk that has just begun ascend as they were drawn.
  found.sort((a, b) => begunMs[a] - begunMs[b] || a - b);
  for (const session of found) {
    sessions.active++;
    scheduleEnd(desk.calendar, session, sessions.endMs[session]);
    pictureMs[session] = begunMs[session];
    bookWanted(desk, session, 0);
    ask(desk, session, 0, vantage[session]);
  }
}
