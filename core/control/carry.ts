// What is believed of the rows of one snapshot: how does it come to the rows of the next?
import { given } from '../base/given.ts';
import { noRow } from '../base/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { joinRows, type RowMap } from '../snapshot/row-map.ts';
import {
  createLoadMark,
  createLoads,
  type LoadMark,
  type Loads,
  loadColumns,
  loadPlaces,
  sumAt,
} from './believed-load.ts';
import { createFleetHealth, type FleetHealth } from './observers.ts';
import { createState, type State, type StateColumns, upBit } from './state.ts';

/**
 * What is believed of `from`, for `to`: health and shedding go by id, what is up as `to` declares
 * it, and what a lease or a drain kept out though it was declared up stays out. What only `to` has
 * is as declared. `rows` is their row map where the caller has it. O(rows).
 */
export function carryState(
  from: Snapshot,
  state: StateColumns,
  to: Snapshot,
  rows: RowMap = joinRows(from, to),
): State {
  given(from, 'snapshot');
  given(state, 'state');
  given(to, 'snapshot');
  given(rows, 'rowMap');
  const blank = createState(to);
  const { drain } = state;
  const out: State = drain ? { ...blank, drain: new Uint32Array(to.applianceCount) } : blank;
  for (let row = 0; row < to.applianceCount; row++) {
    const before = rows.appliance[row];
    if (before === noRow) continue;
    const word = state.appliance[before];
    const wasOut = (word & upBit) === 0 && from.applianceState[before] === 0;
    const up = wasOut ? 0 : out.appliance[row] & upBit;
    out.appliance[row] = ((word & ~upBit) | up) >>> 0;
    if (drain && out.drain) out.drain[row] = drain[before];
  }
  for (let row = 0; row < to.linkCount; row++) {
    const before = rows.link[row];
    if (before !== noRow) out.link[row] = state.link[before];
  }
  return out;
}

/**
 * The same loads on the rows of another snapshot: `rowBefore` has for each new row its old one, or
 * `noRow` where it is new: nothing is known of it yet, from `atMs` on.
 */
export function carryLoads(loads: Loads, rowBefore: ArrayLike<number>, atMs: number): Loads {
  given(loads, 'loads');
  given(rowBefore, 'column');
  given(atMs, 'number');
  const next = createLoads(rowBefore.length, atMs);
  for (const column of loadColumns) {
    const [to, from] = [next[column], loads[column]];
    for (let row = 0; row < next.rows; row++) {
      const before = rowBefore[row];
      if (before < loads.rows) to[row * loadPlaces] = from[before * loadPlaces];
    }
  }
  next.sums.set(loads.sums);
  next.sums[sumAt.own] = 0;
  for (let row = 0; row < next.rows; row++) next.sums[sumAt.own] += next.own[row * loadPlaces];
  return next;
}

/** The same of a mark. */
export function carryMark(mark: LoadMark, rowBefore: ArrayLike<number>): LoadMark {
  const next = createLoadMark(rowBefore.length);
  next.atMs = mark.atMs;
  for (let row = 0; row < rowBefore.length; row++) {
    const before = rowBefore[row];
    if (before >= mark.own.length) continue;
    next.own[row] = mark.own[before];
    next.turnover[row] = mark.turnover[before];
    next.shedMs[row] = mark.shedMs[before];
  }
  return next;
}

/**
 * The same belief on the rows of another snapshot: `rowBefore` has for each new appliance its old
 * row, or `noRow` where it is new: believed healthy, nothing heard.
 */
export function carryFleet(fleet: FleetHealth, rowBefore: ArrayLike<number>): FleetHealth {
  given(fleet, 'fleetHealth');
  given(rowBefore, 'column');
  const next = createFleetHealth(rowBefore.length, [...fleet.weight]);
  next.nowMs = fleet.nowMs;
  next.aheadMs = fleet.aheadMs;
  next.isSuspect.set(fleet.isSuspect);
  for (let row = 0; row < rowBefore.length; row++) {
    const before = rowBefore[row];
    if (!(before < fleet.applianceCount)) continue;
    next.healthy[row] = fleet.healthy[before];
    next.sinceMs[row] = fleet.sinceMs[before];
    next.holdMs[row] = fleet.holdMs[before];
    for (let observer = 0; observer < fleet.observerCount; observer++) {
      const to = observer * next.applianceCount + row;
      const from = observer * fleet.applianceCount + before;
      next.says[to] = fleet.says[from];
      next.against[to] = fleet.against[from];
      next.heardMs[to] = fleet.heardMs[from];
      next.heard[to] = fleet.heard[from];
      next.booted[to] = fleet.booted[from];
    }
  }
  return next;
}
