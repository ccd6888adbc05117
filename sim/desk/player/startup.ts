// When does a picture come that waits for media over something that is short?
import { trustedShare } from '../../demand/session.ts';
import { mediaMs, startDelayMs } from '../../network/rtt.ts';
import type { Desk } from '../desk.ts';
import { absent, type Startup } from '../sessions.ts';
import type { Levels } from '../short.ts';

/** Renews when the pictures are due of those who start on a flow that is or was short. */
export function startUps(desk: Desk, levels: Levels | undefined): void {
  const { sessions, starting, slow, round } = desk;
  for (const session of starting) {
    const flow = sessions.flow[session];
    if (flow === absent || sessions.pictureMs[session] < Infinity) {
      slow.delete(session);
      continue;
    }
    const isShort = levels !== undefined && levels.slot[flow] >= 0;
    const start = slow.get(session) ?? (isShort ? begin(desk, session, levels) : undefined);
    if (start === undefined || start.fromMs >= round.toMs) continue;
    slow.set(session, start);
    sessions.dueMs[session] = flowOn(desk, session, start, isShort ? levels : undefined);
    if (sessions.dueMs[session] <= round.toMs) slow.delete(session);
  }
}

/**
 * A start on a short flow takes its media at the rate that it trusts, between its rungs as in play,
 * but no less than the lowest: so less never means sooner.
 */
function begin(desk: Desk, session: number, levels: Levels): Startup {
  const { sessions } = desk;
  const nominalBps = sessions.nominalBps[session];
  const lineBps = sessions.lineBps[session];
  const lowestBps = desk.lowestBps[sessions.file[session]];
  const level = levelAt(levels, sessions.flow[session], sessions.legMs[session]);
  const trustedBps = Math.max(lowestBps, trustedShare * Math.min(lineBps, level));
  const rateBps = nominalBps < trustedBps ? nominalBps : trustedBps;
  const fromMs = sessions.dueMs[session] - startDelayMs(0, lineBps, nominalBps);
  return { fromMs, leftBits: (rateBps * mediaMs) / 1000 };
}

function levelAt({ slot, stepEndMs, levelBps }: Levels, flow: number, atMs: number): number {
  const step = stepEndMs.findIndex((endMs) => atMs < endMs);
  const last = step < 0 ? stepEndMs.length - 1 : step;
  return levelBps[slot[flow] * stepEndMs.length + last];
}

/** Lets media flow to the end of the round; when the picture is due, as far as that is known. */
function flowOn(desk: Desk, session: number, start: Startup, levels: Levels | undefined): number {
  const { sessions, round } = desk;
  const lineBps = sessions.lineBps[session];
  const flow = sessions.flow[session];
  let rateBps = lineBps;
  for (const endMs of levels?.stepEndMs ?? [round.toMs]) {
    if (endMs <= start.fromMs) continue;
    rateBps = levels === undefined ? lineBps : Math.min(lineBps, levelAt(levels, flow, endMs - 1));
    const neededMs = (1000 * start.leftBits) / rateBps;
    if (start.fromMs + neededMs <= endMs) return start.fromMs + neededMs;
    start.leftBits -= (rateBps * (endMs - start.fromMs)) / 1000;
    start.fromMs = endMs;
  }
  return start.fromMs + (1000 * start.leftBits) / rateBps;
}
