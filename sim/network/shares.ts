// What does each flow get, when appliances and links have less than all flows ask for?
import { type Numbers, noRow } from '@fairlead/core';
import { createHeap, heapDrop, heapPush } from '../engine/heap.ts';

/**
 * Flows in columns. A flow is a group of sessions over the same two resources.
 *
 * | column   | holds                                                                     |
 * | -------- | ------------------------------------------------------------------------- |
 * | `first`  | row in `capacityFirst` (an appliance), or `noRow`: unlimited               |
 * | `second` | row in `capacitySecond` (a link), or `noRow`: unlimited                    |
 * | `demand` | bits per second, ≥ 0                                                      |
 */
export type Flows = { readonly first: Numbers; readonly second: Numbers; readonly demand: Numbers };

/**
 * Writes to `out` the share (0..1) of its demand that each flow gets: max–min fair with weights in
 * proportion to demand, so that every session in one bottleneck gets the same fraction. Nobody can
 * get more without someone of an equal or smaller share getting less, and a resource that limits a
 * flow is used up. Returns how many resources limit flows; 0 is the usual case and costs one pass.
 * Source: Bertsekas, Gallager, "Data Networks", 1992, section 6.5.2 (progressive filling).
 */
export function maxMinShares(
  flows: Flows,
  capacityFirst: Numbers,
  capacitySecond: Numbers,
  out: Float64Array,
): number {
  const { first, second, demand } = flows;
  const firstCount = capacityFirst.length;
  const load = new Float64Array(firstCount + capacitySecond.length);
  for (let flow = 0; flow < demand.length; flow++) {
    const bps = demand[flow];
    if (first[flow] !== noRow) load[first[flow]] += bps;
    if (second[flow] !== noRow) load[firstCount + second[flow]] += bps;
  }
  const capacity: number[] = [];
  const scarceOf = new Int32Array(load.length).fill(-1);
  for (let resource = 0; resource < load.length; resource++) {
    const of =
      resource < firstCount ? capacityFirst[resource] : capacitySecond[resource - firstCount];
    if (load[resource] > of) scarceOf[resource] = capacity.push(of) - 1;
  }
  if (capacity.length === 0) {
    out.fill(1, 0, demand.length);
    return 0;
  }
  const scarceFirst = scarceRows(first, scarceOf, 0);
  const scarceSecond = scarceRows(second, scarceOf, firstCount);
  return fill({ first: scarceFirst, second: scarceSecond, demand }, capacity, out);
}

/** Per flow the row of its resource among the scarce ones, or -1. */
function scarceRows(resource: Numbers, scarceOf: Int32Array, offset: number): Int32Array {
  const rows = new Int32Array(resource.length);
  for (let flow = 0; flow < rows.length; flow++) {
    rows[flow] = resource[flow] === noRow ? -1 : scarceOf[offset + resource[flow]];
  }
  return rows;
}

/**
 * Who uses each scarce resource, one resource after the other: places `start[r]` to `start[r + 1]`
 * hold a flow, its demand, and its other scarce resource or -1.
 */
type Users = {
  readonly start: Uint32Array;
  readonly flow: Uint32Array;
  readonly rate: Float64Array;
  readonly other: Int32Array;
};

function usersOf({ first, second, demand }: Flows, count: number): Users {
  const start = new Uint32Array(count + 1);
  for (let flow = 0; flow < demand.length; flow++) {
    if (first[flow] >= 0) start[first[flow] + 1]++;
    if (second[flow] >= 0) start[second[flow] + 1]++;
  }
  for (let row = 0; row < count; row++) start[row + 1] += start[row];
  const next = start.slice();
  const flows = new Uint32Array(start[count]);
  const rate = new Float64Array(start[count]);
  const other = new Int32Array(start[count]);
  for (let flow = 0; flow < demand.length; flow++) {
    for (let side = 0; side < 2; side++) {
      const row = side === 0 ? first[flow] : second[flow];
      if (row < 0) continue;
      const at = next[row]++;
      flows[at] = flow;
      rate[at] = demand[flow];
      other[at] = side === 0 ? second[flow] : first[flow];
    }
  }
  return { start, flow: flows, rate, other };
}

/** Where the rise of each scarce resource stands. */
type Rise = {
  readonly capacity: Numbers;
  /** Capacity without what stopped flows take. */
  readonly left: Float64Array;
  /** Demand of the flows that still rise, and what it was when it was last summed afresh. */
  readonly open: Float64Array;
  readonly summed: Float64Array;
};

/** The level where `row` is used up, 1 when it never is; sums afresh what subtracting blurred. */
function levelOf(row: number, users: Users, rise: Rise, share: Float64Array): number {
  const { start, flow, rate } = users;
  let taken = 0;
  let open = 0;
  for (let at = start[row]; at < start[row + 1]; at++) {
    const of = share[flow[at]];
    if (of < 0) open += rate[at];
    else taken += of * rate[at];
  }
  const left = Math.max(0, rise.capacity[row] - taken);
  rise.left[row] = left;
  rise.open[row] = open;
  rise.summed[row] = open;
  return open > left ? left / open : 1;
}

/**
 * The level of all flows rises; the resource that is used up first stops its flows there, which
 * leaves more for the rest of the other resource of each. A level in the heap is a lower bound
 * once a flow was stopped, as levels only rise, so it is checked when it comes up.
 */
function fill(flows: Flows, capacity: Numbers, out: Float64Array): number {
  const count = capacity.length;
  const users = usersOf(flows, count);
  const [left, open, summed] = [0, 1, 2].map(() => new Float64Array(count));
  const rise = { capacity, left, open, summed };
  const heap = createHeap(count);
  out.fill(-1, 0, flows.demand.length); // -1: still rising
  for (let row = 0; row < count; row++) heapPush(heap, levelOf(row, users, rise, out), row, row);
  let limits = 0;
  while (heap.count > 0) {
    const row = heap.payload[0];
    const known = heap.key[0];
    heapDrop(heap);
    const quick = open[row] > 1e-4 * summed[row] ? left[row] / open[row] : 1;
    const isQuick = quick > known * (1 + 1e-9) && quick < 1;
    const level = isQuick ? quick : levelOf(row, users, rise, out);
    if (level >= 1) continue;
    if (level > known * (1 + 1e-12)) heapPush(heap, level, row, row);
    else {
      limits++;
      stop(row, level, users, { out, left, open });
    }
  }
  for (let flow = 0; flow < flows.demand.length; flow++) if (out[flow] < 0) out[flow] = 1;
  return limits;
}

/** Stops the rising flows of `row` at `level`, and takes them off their other resource. */
function stop(
  row: number,
  level: number,
  users: Users,
  { out, left, open }: Pick<Rise, 'left' | 'open'> & { readonly out: Float64Array },
): void {
  const { start, flow, rate, other } = users;
  for (let at = start[row]; at < start[row + 1]; at++) {
    if (out[flow[at]] >= 0) continue;
    out[flow[at]] = level;
    if (other[at] < 0) continue;
    left[other[at]] -= level * rate[at];
    open[other[at]] -= rate[at];
  }
}
