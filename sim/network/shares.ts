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

/** The flows of each scarce resource, one after the other. */
function flowsOf(
  { first, second }: Flows,
  count: number,
): { start: Uint32Array; flow: Uint32Array } {
  const start = new Uint32Array(count + 1);
  for (const rows of [first, second]) {
    for (let flow = 0; flow < rows.length; flow++) if (rows[flow] >= 0) start[rows[flow] + 1]++;
  }
  for (let row = 0; row < count; row++) start[row + 1] += start[row];
  const next = start.slice();
  const flowList = new Uint32Array(start[count]);
  for (const rows of [first, second]) {
    for (let flow = 0; flow < rows.length; flow++) {
      if (rows[flow] >= 0) flowList[next[rows[flow]]++] = flow;
    }
  }
  return { start, flow: flowList };
}

/**
 * The level of all flows rises; the resource that is used up first stops its flows there, which
 * leaves more for the rest of the other resource of each. A level in the heap is a lower bound
 * once a flow was stopped, as levels only rise, so it is checked when it comes up.
 */
function fill(flows: Flows, capacity: Numbers, out: Float64Array): number {
  const { first, second, demand } = flows;
  const { start, flow: flowList } = flowsOf(flows, capacity.length);
  const left = new Float64Array(capacity.length); // capacity without what stopped flows take
  const open = new Float64Array(capacity.length); // demand of the flows that still rise
  const summed = new Float64Array(capacity.length); // `open` when it was last summed afresh
  const heap = createHeap(capacity.length);
  out.fill(-1, 0, demand.length); // -1: still rising

  /** Sums afresh what subtracting has blurred; the level, or 1 when no flow rises any more. */
  const levelOf = (row: number): number => {
    let taken = 0;
    let rising = 0;
    for (let at = start[row]; at < start[row + 1]; at++) {
      const flow = flowList[at];
      if (out[flow] < 0) rising += demand[flow];
      else taken += out[flow] * demand[flow];
    }
    left[row] = Math.max(0, capacity[row] - taken);
    open[row] = rising;
    summed[row] = rising;
    return rising > left[row] ? left[row] / rising : 1;
  };

  for (let row = 0; row < capacity.length; row++) heapPush(heap, levelOf(row), row, row);
  let limits = 0;
  while (heap.count > 0) {
    const row = heap.payload[0];
    const known = heap.key[0];
    heapDrop(heap);
    const quick = open[row] > 1e-4 * summed[row] ? left[row] / open[row] : 1;
    const level = quick > known * (1 + 1e-9) && quick < 1 ? quick : levelOf(row);
    if (level >= 1) continue;
    if (level > known * (1 + 1e-12)) {
      heapPush(heap, level, row, row);
      continue;
    }
    limits++;
    for (let at = start[row]; at < start[row + 1]; at++) {
      const flow = flowList[at];
      if (out[flow] >= 0) continue;
      out[flow] = level;
      const other = first[flow] === row ? second[flow] : first[flow];
      if (other < 0) continue;
      left[other] -= level * demand[flow];
      open[other] -= demand[flow];
    }
  }
  for (let flow = 0; flow < demand.length; flow++) if (out[flow] < 0) out[flow] = 1;
  return limits;
}
