// What does a player make of a course that loads one chunk after the other into a buffer?
import { inScene } from '../../demand/live/scenes.ts';
import { trustedShare } from '../../demand/session.ts';
import { mediaMs } from '../../network/rtt.ts';
import type { Variation } from '../../network/variation.ts';
import { placeAt, places, playedUntil, type Supply, unseen, type Viewing } from './supply.ts';

/** Media of a chunk: as much as a player holds before it shows a picture, and goes on. */
const chunkMs = mediaMs;
/** Media that a player holds at most, and of a live event, whose later media is not there yet. */
const bufferMsMax = 240000;
const liveBufferMsMax = 24000;
/** Up to so much it plays the lowest rung, from this part of its buffer on the highest. */
const reservoirMs = 8000;
const fullShare = 0.9;
/** Of a chunk's time the part within which it must have come for a step up: of an empty buffer,
 * and of a full one. */
const stepUpEmpty = 0.125;
const stepUpFull = 0.5;

/** Numbers of a player, which change all the time: side by side, so that none is an object. */
const fields = 9;
const now = 0;
/** Media ahead of the picture, ms; its first picture; what it stood still, and played. */
const buffer = 1;
const picture = 2;
const stalled = 3;
const shown = 4;
/** Part of the mean that holds, and until when. */
const factor = 5;
const factorUntil = 6;
/** What it could get on the mean, and until when. */
const could = 7;
const couldUntil = 8;

type Player = {
  readonly course: Supply;
  readonly variation: Variation;
  readonly untilMs: number;
  readonly numbers: Float64Array;
  /** Where the stretch that is played begins. */
  at: number;
  isPlaying: boolean;
  /** Rate of each chunk, bit/s, in the order in which they are played. */
  readonly chunkBps: number[];
  rung: number;
  /** It has only just begun: the buffer says nothing yet. */
  isStarting: boolean;
};

/**
 * Plays a session chunk by chunk over what it could get × `variation`. The first rung is the
 * highest up to `trustedShare` of that; then it goes up a rung while chunks come quickly, until the
 * buffer falls or says more; then the buffer chooses: the lowest rung up to the reservoir, the
 * highest when it is nearly full, between them in proportion, and a rung is left when the next one
 * up or down is reached. A buffer that is full waits; one that runs empty stands still until it has
 * a chunk.
 * Source: T.-Y. Huang et al., "A Buffer-Based Approach to Rate Adaptation: Evidence from a Large
 * Video Streaming Service", SIGCOMM 2014: BBA-2 over chunks of a constant rate, for which its
 * reservoir is the least it may be, 8 s; buffer of 240 s. Left out: round trips between chunks.
 */
export function playChunks(course: Supply, variation: Variation): Viewing {
  const player = opened(course, variation);
  const { numbers, untilMs } = player;
  connect(player);
  player.rung = trustedRung(player);
  while (numbers[now] < untilMs) loadChunk(player);
  if (numbers[picture] === Infinity) return unseen(course);
  const pictureAfterMs = numbers[picture] - course.startMs;
  const [playedMs, stalledMs] = [numbers[shown], numbers[stalled]];
  return { bits: playedBits(player), playedMs, stalledMs, pictureAfterMs };
}

function opened(course: Supply, variation: Variation): Player {
  const numbers = new Float64Array(fields);
  numbers[now] = course.startMs;
  numbers[picture] = Infinity;
  numbers[factor] = variation.next();
  numbers[factorUntil] = course.startMs + variation.stepMs;
  numbers[could] = course.stretches[placeAt.bps];
  numbers[couldUntil] = course.stretches[placeAt.untilMs];
  return {
    ...{ course, variation, untilMs: playedUntil(course), numbers, at: 0, isPlaying: false },
    ...{ chunkBps: [], rung: 0, isStarting: true },
  };
}

/** Waits until there is an appliance and it is reached. */
function connect(player: Player): void {
  const { numbers, untilMs, course } = player;
  while (numbers[now] < untilMs && numbers[could] === 0) pass(player, holdsUntil(player));
  const reachedMs = Math.min(numbers[now] + course.connectMs, untilMs);
  while (numbers[now] < reachedMs) pass(player, Math.min(reachedMs, holdsUntil(player)));
}

/** How long what the player gets now stays as it is. */
function holdsUntil({ numbers, untilMs }: Player): number {
  const most = numbers[couldUntil] < untilMs ? numbers[couldUntil] : untilMs;
  return numbers[factorUntil] < most ? numbers[factorUntil] : most;
}

/** Lets time pass to `toMs`, within which what it gets does not change: the picture goes on. */
function pass(player: Player, toMs: number): void {
  const { numbers } = player;
  const spanMs = toMs - numbers[now];
  numbers[now] = toMs;
  if (player.isPlaying) {
    const shownMs = spanMs < numbers[buffer] ? spanMs : numbers[buffer];
    numbers[buffer] -= shownMs;
    numbers[shown] += shownMs;
    numbers[stalled] += spanMs - shownMs;
    if (shownMs < spanMs) player.isPlaying = false;
  } else if (numbers[picture] < Infinity) numbers[stalled] += spanMs;
  if (numbers[couldUntil] <= toMs) nextStretch(player, toMs);
  while (numbers[factorUntil] <= toMs) {
    numbers[factor] = player.variation.next();
    numbers[factorUntil] += player.variation.stepMs;
  }
}

function nextStretch(player: Player, atMs: number): void {
  const { numbers, course } = player;
  const { stretches } = course;
  const last = stretches.length - places;
  while (player.at < last && stretches[player.at + placeAt.untilMs] <= atMs) player.at += places;
  const untilMs = stretches[player.at + placeAt.untilMs];
  numbers[could] = untilMs > atMs ? stretches[player.at + placeAt.bps] : 0;
  numbers[couldUntil] = untilMs > atMs ? untilMs : Infinity;
}

/** Loads the next chunk, when there is room for it. */
function loadChunk(player: Player): void {
  const { numbers, course, untilMs } = player;
  const most = (course.isLive ? liveBufferMsMax : bufferMsMax) - chunkMs;
  const roomMs = Math.min(numbers[now] + numbers[buffer] - most, untilMs);
  while (numbers[now] < roomMs) pass(player, Math.min(roomMs, holdsUntil(player)));
  const askedMs = numbers[now];
  const eighths = course.stretches[player.at + placeAt.eighths];
  const rateBps = inScene(course.rungsBps[player.rung], eighths);
  let leftBits = (rateBps * chunkMs) / 1000;
  while (leftBits > 0 && numbers[now] < untilMs) {
    const bps = numbers[could] * numbers[factor];
    const endMs = holdsUntil(player);
    const doneMs = numbers[now] + (1000 * leftBits) / bps;
    if (doneMs > endMs) leftBits -= (bps * (endMs - numbers[now])) / 1000;
    else leftBits = 0;
    pass(player, doneMs > endMs ? endMs : doneMs);
  }
  if (leftBits > 0) return;
  player.chunkBps.push(rateBps);
  numbers[buffer] += chunkMs;
  player.isPlaying = true;
  if (numbers[picture] === Infinity) numbers[picture] = numbers[now];
  player.rung = nextRung(player, numbers[now] - askedMs);
}

/** The highest rung up to the trusted share of what it could get, else the lowest. */
function trustedRung(player: Player): number {
  const { rungsBps } = player.course;
  const mostBps = trustedShare * player.numbers[could];
  let rung = 0;
  while (rung + 1 < rungsBps.length && rungsBps[rung + 1] <= mostBps) rung++;
  return rung;
}

/** The rung of the next chunk, when the last one took `tookMs`. */
function nextRung(player: Player, tookMs: number): number {
  const { course, rung } = player;
  const { rungsBps } = course;
  const bufferMs = player.numbers[buffer];
  const top = rungsBps.length - 1;
  const fullMs = fullShare * (course.isLive ? liveBufferMsMax : bufferMsMax);
  const part = Math.min(1, Math.max(0, (bufferMs - reservoirMs) / (fullMs - reservoirMs)));
  const wishBps = rungsBps[0] + part * (rungsBps[top] - rungsBps[0]);
  if (player.isStarting) {
    const mayTakeMs = chunkMs * (stepUpEmpty + part * (stepUpFull - stepUpEmpty));
    player.isStarting = tookMs <= chunkMs && !(rung < top && wishBps >= rungsBps[rung + 1]);
    if (player.isStarting) return tookMs < mayTakeMs && rung < top ? rung + 1 : rung;
  }
  if (rung < top && wishBps >= rungsBps[rung + 1]) {
    let next = rung + 1;
    while (next < top && wishBps >= rungsBps[next + 1]) next++;
    return next;
  }
  if (rung === 0 || wishBps > rungsBps[rung - 1]) return rung;
  let next = rung - 1;
  while (next > 0 && wishBps <= rungsBps[next - 1]) next--;
  return next;
}

/** Bits of the chunks that were played, the last one in part. */
function playedBits({ chunkBps, numbers }: Player): number {
  const playedMs = numbers[shown];
  let bits = 0;
  for (let k = 0; k * chunkMs < playedMs; k++)
    bits += (chunkBps[k] * Math.min(chunkMs, playedMs - k * chunkMs)) / 1000;
  return bits;
}
