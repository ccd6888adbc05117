// Who comes to a live event in a minute, and what do all its viewers ask in each scene?
import { noRow } from '@fairlead/core';
import { cellMs } from '../../demand/arrivals.ts';
import {
  type BroadcastTitle,
  forEachViewer,
  joinOffset,
  liveOfViewer,
  viewerNumber,
} from '../../demand/live/live.ts';
import { inScene, sceneEighths } from '../../demand/live/scenes.ts';
import { drawPlay } from '../../demand/session.ts';
import { addExact } from '../../measures/exact.ts';
import type { Desk } from '../desk.ts';
import { countRate, reserve } from '../leg.ts';
import { absent, rowPlaces, type Viewers } from '../sessions.ts';

/** Draws who comes in the minute `cell`; calls `take` when each viewer stands in `desk.drawn`. */
export function forEachViewerDrawn(desk: Desk, cell: number, take: () => void): void {
  const { setup, drawn, key, metros } = desk;
  const { audience, catalogue, scenario, lives } = setup;
  const { columns } = drawn;
  const rule = { memberShare: scenario.demand.memberShare, seed: scenario.seed };
  for (const [index, live] of lives.entries())
    for (const metro of metros) {
      const arrivers = { hash: audience.hash[metro], members: audience.members[metro] };
      drawn.metro = metro;
      forEachViewer({ ...rule, live }, arrivers, { cell, key }, (k) => {
        columns.title[0] = live.row;
        drawPlay(catalogue, key, columns, 0);
        const offsetMs = joinOffset(live, key, cell);
        columns.startOffsetMs[0] = offsetMs;
        columns.lengthMs[0] = Math.max(1, live.untilMs - cell * cellMs - offsetMs);
        drawn.member = viewerNumber(index, k);
        take();
      });
    }
}

/** What a viewer asks of a file in a scene: the least of that and its line, whole bit/s. */
export function rateInScene(fileBps: number, lineBps: number, eighths: number): number {
  return Math.min(inScene(fileBps, eighths), lineBps);
}

/** Begins the minute of the round: where another scene begins all its viewers ask another rate. */
export function changeScenes(desk: Desk): void {
  const { setup, round, eighths } = desk;
  for (const [index, live] of setup.lives.entries()) {
    const next = sceneEighths(live, setup.scenario.seed, round.cell);
    if (next !== eighths[index]) changeScene(desk, index, next);
  }
}

function changeScene(desk: Desk, index: number, next: number): void {
  const { sessions, eighths, round } = desk;
  const rows: number[] = [];
  for (let row = 0; row < sessions.used; row += rowPlaces)
    if (sessions.flow[row] !== noRow && liveOfViewer(sessions.member[row]) === index)
      rows.push(row);
  for (const row of rows) countRate(desk, row, round.fromMs, -1);
  eighths[index] = next;
  scaleLowest(desk, desk.setup.lives[index], next);
  for (const row of rows) {
    const before = sessions.freeBps[row];
    const bps = rateInScene(sessions.nominalBps[row], sessions.lineBps[row], next);
    sessions.freeBps[row] = bps;
    countRate(desk, row, round.fromMs, 1);
    const isCounted = desk.setup.scenario.policy.reserve === 'observed';
    if (isCounted && sessions.flow[row] !== absent && bps !== before)
      reserve(desk, row, round.fromMs, bps - before);
  }
}

/** The lowest rung of a scene, as the others, is a part of the nominal one. */
function scaleLowest({ setup, lowestBps }: Desk, live: BroadcastTitle, eighths: number): void {
  const { catalogue, fileRow } = setup;
  for (let at = catalogue.fileStart[live.row]; at < catalogue.fileStart[live.row + 1]; at++) {
    const file = fileRow[catalogue.file[at]];
    lowestBps[file] = Math.max(1, inScene(setup.lowestBps[file], eighths));
  }
}

/** The part of a minute that is in the run, ms from its start. */
type Span = { readonly fromMs: number; readonly toMs: number };

/** Books what the viewers ask in the minute who were drawn before, scene by scene. */
export function carryViewers({ viewers, eighths, output }: Desk, { fromMs, toMs }: Span): void {
  let kept = 0;
  for (const viewer of viewers) {
    const bps = rateInScene(viewer.fileBps, viewer.lineBps, eighths[viewer.live]);
    const endMs = Math.min(viewer.endMs, toMs);
    if (endMs > fromMs) addExact(output.ledger.drawn, 0, bps * (endMs - fromMs));
    if (viewer.endMs > toMs) viewers[kept++] = viewer;
  }
  viewers.length = kept;
}

/** Books the viewer that was drawn last, who asks from `fromMs`, in this minute, to `endMs`. */
export function bookViewer(desk: Desk, viewer: Viewers[number], { fromMs, toMs }: Span): void {
  const { viewers, eighths, output } = desk;
  const bps = rateInScene(viewer.fileBps, viewer.lineBps, eighths[viewer.live]);
  addExact(output.ledger.drawn, 0, bps * (Math.min(viewer.endMs, toMs) - fromMs));
  if (viewer.endMs > toMs) viewers.push(viewer);
}
