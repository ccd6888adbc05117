// How long does each try wait at its appliance? One queue a box, for the players of all desks.
import type { TriedTargets } from '../desk/player/door.ts';
import { tryMs } from '../desk/player/wait.ts';

/**
 * Longest queue that a box keeps, ms of work; what comes on top is dropped and costs it nothing.
 * An assumption: twice as long as a try lasts, so that a box that is behind works for nobody.
 */
const queueMsMax = 2 * tryMs;

/** What was tried in an epoch. */
export type TryCounts = {
  tries: number;
  answered: number;
  timedOut: number;
  heldBack: number;
  /** Longest wait that a try met, ms. */
  waitMs: number;
};

/** The queues of all appliances. */
export type Backlogs = {
  /** Tries that each answers in a ms. */
  readonly perMs: Float64Array;
  /** Tries that wait at each, and when that was so. */
  readonly waiting: Float64Array;
  readonly atMs: Float64Array;
  /** Of the epoch that runs. */
  counts: TryCounts;
};

export const noTries: TryCounts = { tries: 0, answered: 0, timedOut: 0, heldBack: 0, waitMs: 0 };

export function createBacklogs(perMs: Float64Array): Backlogs {
  const column = () => new Float64Array(perMs.length);
  return { perMs, waiting: column(), atMs: column(), counts: { ...noTries } };
}

/**
 * Answers the tries of all desks in a round: how long each waits, ms; Infinity: longer than a try
 * lasts. First come, first served; of one ms the lower `order`. A box does not know who has gone:
 * it works off who timed out like anybody else.
 */
export function answerTries(queues: Backlogs, byDesk: readonly TriedTargets[]): Float64Array[] {
  const { perMs, waiting, atMs, counts } = queues;
  const answers = byDesk.map(({ session }) => new Float64Array(session.length));
  for (const { desk, k } of inOrder(byDesk)) {
    const { appliance, atMs: at, weight } = byDesk[desk];
    const row = appliance[k];
    const drained = (at[k] - atMs[row]) * perMs[row];
    const before = Math.max(0, waiting[row] - drained);
    const waitMs = before === 0 ? 0 : before / perMs[row];
    const isTaken = waitMs <= queueMsMax;
    waiting[row] = isTaken ? before + weight[k] : before;
    atMs[row] = at[k];
    const isAnswered = waitMs <= tryMs && perMs[row] > 0;
    answers[desk][k] = isAnswered ? waitMs : Infinity;
    counts.tries += weight[k];
    counts.answered += isAnswered ? weight[k] : 0;
    counts.waitMs = Math.max(counts.waitMs, Math.min(waitMs, queueMsMax));
  }
  counts.timedOut = counts.tries - counts.answered;
  for (const { heldBack } of byDesk) counts.heldBack += heldBack;
  return answers;
}

function inOrder(byDesk: readonly TriedTargets[]): { readonly desk: number; readonly k: number }[] {
  const all = byDesk.flatMap(({ session }, desk) => session.map((_, k) => ({ desk, k })));
  return all.sort((a, b) => {
    const [one, other] = [byDesk[a.desk], byDesk[b.desk]];
    return (
      one.atMs[a.k] - other.atMs[b.k] ||
      one.order[a.k] - other.order[b.k] ||
      a.desk - b.desk ||
      a.k - b.k
    );
  });
}
