// What does each session get, when appliances and links have less than all sessions ask for?
import { createHeap, heapDrop, heapPush } from '../engine/heap.ts';

/**
 * Sessions of a step in columns. A flow is a group of sessions over the same two resources; a rung
 * is a group of a flow with one free rate.
 *
 * | column      | rows      | holds                                                      |
 * | ----------- | --------- | ---------------------------------------------------------- |
 * | `first`     | flows     | row in `room` (an appliance), or -1: it is never short     |
 * | `second`    | flows     | row in `room` (a link), or -1                              |
 * | `rungStart` | flows + 1 | first rung of each flow                                    |
 * | `rateBps`   | rungs     | what each of its sessions asks, whole bit/s                |
 * | `ms`        | rungs     | how long its sessions were there in the step, all together |
 * | `room`      | resources | what it carries in the step, whole 1/1000 bit              |
 */
export type Askers = {
  readonly first: Int32Array;
  readonly second: Int32Array;
  readonly rungStart: Uint32Array;
  readonly rateBps: Float64Array;
  readonly ms: Float64Array;
  readonly room: readonly bigint[];
};

/** Who uses each resource: flows `flow[start[r]]` to before `flow[start[r + 1]]`. */
type Users = { readonly start: Uint32Array; readonly flow: Uint32Array };

/**
 * Writes to `levelBps` the level of each flow, Infinity where nothing limits it: a session gets the
 * lesser of its free rate and the level. Max–min fair by session: the level of a resource is the
 * greatest whole bit/s at which it is not overfilled, and nobody could get more without somebody
 * who has no more getting less. Sums are exact. Returns how many resources limit a flow.
 * Source: Bertsekas, Gallager, "Data Networks", 1992, section 6.5.2 (progressive filling).
 */
export function maxMinLevels(askers: Askers, levelBps: Float64Array): number {
  const { room } = askers;
  const users = usersOf(askers);
  levelBps.fill(Infinity);
  const heap = createHeap(room.length);
  for (let row = 0; row < room.length; row++) {
    const level = levelOf(row, askers, users, levelBps);
    if (level < Infinity) heapPush(heap, level, row, row);
  }
  let limits = 0;
  while (heap.count > 0) {
    const row = heap.payload[0];
    const known = heap.key[0];
    heapDrop(heap);
    // Flows that stopped below leave more to the others: a known level is the least that it is.
    const level = levelOf(row, askers, users, levelBps);
    if (level > known) {
      if (level < Infinity) heapPush(heap, level, row, row);
      continue;
    }
    limits++;
    for (let at = users.start[row]; at < users.start[row + 1]; at++) {
      const flow = users.flow[at];
      if (levelBps[flow] > level) levelBps[flow] = level;
    }
  }
  return limits;
}

function usersOf({ first, second, room }: Askers): Users {
  const start = new Uint32Array(room.length + 1);
  for (const column of [first, second]) for (const row of column) if (row >= 0) start[row + 1]++;
  for (let row = 0; row < room.length; row++) start[row + 1] += start[row];
  const next = start.slice();
  const flow = new Uint32Array(start[room.length]);
  for (const column of [first, second])
    for (let of = 0; of < column.length; of++) if (column[of] >= 0) flow[next[column[of]]++] = of;
  return { start, flow };
}

/** Below this, sums of doubles are exact. */
const exactBelow = 4503599627370496;

/**
 * The level of a resource whose flows stop at `levelBps`, Infinity where all get what they ask.
 * Whoever asks less than the level gets it all; what is left is divided by the time of the others,
 * which raises the level, until nobody is below it any more.
 */
function levelOf(row: number, askers: Askers, users: Users, levelBps: Float64Array): number {
  const { rungStart, rateBps, ms, room } = askers;
  let level = -1;
  for (;;) {
    let taken = 0n;
    let part = 0;
    let rising = 0;
    for (let at = users.start[row]; at < users.start[row + 1]; at++) {
      const flow = users.flow[at];
      const stop = levelBps[flow];
      for (let rung = rungStart[flow]; rung < rungStart[flow + 1]; rung++) {
        const rate = rateBps[rung] < stop ? rateBps[rung] : stop;
        if (rate > level) {
          rising += ms[rung];
          continue;
        }
        part += rate * ms[rung];
        if (part < exactBelow) continue;
        taken += BigInt(part);
        part = 0;
      }
    }
    if (rising === 0) return Infinity;
    const next = Number((room[row] - taken - BigInt(part)) / BigInt(rising));
    if (next <= level) return level;
    level = next;
  }
}
