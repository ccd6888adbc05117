// Who comes to a live event, and when?
import { hashId, pair } from '@fairlead/core';
import { poisson } from '../../random/distributions.ts';
import { type Draws, openCell, openMember, unitAt } from '../../random/keyed.ts';
import { cellMs, forEachKept } from '../arrivals.ts';

/** What a scenario says of a live event. Instants in ms since 1970. */
export type Broadcast = {
  /** Id of its title: one of the world, or a new one that every cluster holds. */
  readonly title: string;
  /** Part of the members who come, 0..1. */
  readonly audience: number;
  /** Part of those who come in the first `burstMs`, 0..1; the rest comes evenly until its end. */
  readonly burst: number;
  readonly burstMs: number;
  readonly atMs: number;
  readonly untilMs: number;
  /** As large a crowd as steering is told of, 1: the true one; absent: it is told of none. */
  readonly forecast?: number;
  /** Whole minutes after which another scene begins, ms; absent: its rate is steady. */
  readonly sceneMs?: number;
};

/** A live event of a run: the row of its title, and what its draws hang on. */
export type BroadcastTitle = Broadcast & { readonly row: number; readonly hash: number };

export function liveOf(event: Broadcast, row: number): BroadcastTitle {
  return { ...event, row, hash: hashId(event.title) };
}

/** Part of those who come that is there by `atMs`. */
export function joinedBy(
  { atMs: fromMs, untilMs, burst, burstMs }: Broadcast,
  atMs: number,
): number {
  if (atMs <= fromMs) return 0;
  if (atMs >= untilMs) return 1;
  const sinceMs = atMs - fromMs;
  if (sinceMs < burstMs) return (burst * sinceMs) / burstMs;
  return burst + ((1 - burst) * (sinceMs - burstMs)) / (untilMs - fromMs - burstMs);
}

/** When the part of `joinedBy` comes to `part`: its inverse. */
export function joinedAt({ atMs, untilMs, burst, burstMs }: Broadcast, part: number): number {
  if (part < burst) return atMs + (part / burst) * burstMs;
  if (burst === 1) return atMs + burstMs;
  return atMs + burstMs + ((part - burst) / (1 - burst)) * (untilMs - atMs - burstMs);
}

/** Sessions of a live event are numbered apart from all others of their metro and minute. */
const firstViewer = 0x80000000;
const viewersMax = 0x4000000;

/** The number of viewer `k` of a metro and minute. */
export function viewerNumber(live: number, k: number): number {
  return firstViewer + live * viewersMax + k;
}

/** The live event (a row) that a session with this number watches, or -1. @hot */
export function liveOfViewer(member: number): number {
  return member < firstViewer ? -1 : Math.floor((member - firstViewer) / viewersMax);
}

/** Opens the key of session `member` of a metro and minute, or of a viewer. */
export function openSessionKey(
  key: Draws,
  lives: readonly BroadcastTitle[],
  {
    seed,
    metroHash,
    cell,
  }: { readonly seed: number; readonly metroHash: number; readonly cell: number },
  member: number,
): void {
  const live = liveOfViewer(member);
  if (live < 0) {
    openCell(key, seed, metroHash, cell);
    openMember(key, member);
    return;
  }
  openCell(key, seed, pair(metroHash, lives[live].hash), cell);
  openMember(key, (member - firstViewer) % viewersMax);
}

/** Draws of a cell: as for all other sessions. */
const counting = 1;
const joining = 2;

/** When a viewer comes within the minute, ms after its begin. */
export function joinOffset(live: BroadcastTitle, key: Draws, cell: number): number {
  const from = joinedBy(live, cell * cellMs);
  const part = from + unitAt(key, joining) * (joinedBy(live, (cell + 1) * cellMs) - from);
  const offsetMs = Math.floor(joinedAt(live, part) - cell * cellMs);
  return Math.min(Math.max(0, offsetMs), cellMs - 1);
}

/** Who comes, by which draws, and which share of them is played. */
export type BroadcastRule = {
  readonly live: BroadcastTitle;
  readonly seed: number;
  readonly memberShare: number;
};

/**
 * Calls `start` with the number of each viewer of `live` who comes in the minute, `key` opened as
 * its own: as many as the members and the profile say, by a draw of the metro and minute.
 */
export function forEachViewer(
  { seed, memberShare, live }: BroadcastRule,
  { hash, members }: { readonly hash: number; readonly members: number },
  at: { readonly cell: number; readonly key: Draws },
  start: (k: number) => void,
): void {
  const { cell, key } = at;
  const part = joinedBy(live, (cell + 1) * cellMs) - joinedBy(live, cell * cellMs);
  if (part <= 0) return;
  openCell(key, seed, pair(hash, live.hash), cell);
  const count = poisson(unitAt(key, counting), members * live.audience * part);
  forEachKept(key, count, memberShare, start);
}
