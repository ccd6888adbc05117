// Which appliances are being emptied? By id, so that no change of the fleet loses a drain.
import { noRow } from '../base/ids.ts';
import { loadPlaces } from '../control/believed-load.ts';
import {
  type Drain,
  type DrainEvent,
  type DrainRamp,
  notDrained,
  reduceDrain,
} from '../control/drain.ts';
import { readId } from '../snapshot/ids.ts';
import type { Effect, InstanceEvent } from './events.ts';
import { type Instance, rowById } from './instance.ts';
import { refreshBelief } from './refresh.ts';

type DrainOrder = InstanceEvent & { readonly kind: 'drain' | 'resume' };

/**
 * Begins a drain or ends one; it takes effect at once. One that is older than what is known of the
 * appliance is refused. Of an appliance that the fleet does not have it is kept until it does.
 */
export function orderDrain(instance: Instance, told: DrainOrder): readonly Effect[] {
  const { drains, counts, nowMs } = instance;
  const { kind, appliance } = told;
  const before = drains.get(appliance) ?? notDrained;
  const order = onOwnClock(told, instance.aheadMs);
  const isOff = isNumber(order.atMs) && order.atMs > nowMs;
  const fault = isOff ? 'its time is a day off' : drainFault(order, before);
  if (fault !== '') {
    counts.ignored.drain++;
    return [{ kind: 'refused', what: kind, reason: fault }];
  }
  const row = rowById(instance, 'appliance', appliance);
  if (row === noRow && !drains.has(appliance) && strangers(instance) >= strangersMax) {
    counts.ignored.drain++;
    return [{ kind: 'refused', what: kind, reason: 'too many drains of who is not in the fleet' }];
  }
  const drain = reduceDrain(before, order);
  if (row === noRow && kind === 'resume') drains.delete(appliance);
  else drains.set(appliance, drain);
  place(instance, row, drain);
  refreshBelief(instance);
  return row !== noRow ? [] : [{ kind: 'alarm', reason: 'unknown-drain', appliance }];
}

/** The same order by the instance's own clock. */
function onOwnClock(order: DrainOrder, aheadMs: number): DrainOrder {
  if (aheadMs === 0 || typeof order.atMs !== 'number') return order;
  const atMs = order.atMs + aheadMs;
  if (order.kind === 'resume') return { ...order, atMs };
  const { deadlineMs, ramp } = order;
  if (!isNumber(deadlineMs) || !isRamp(ramp)) return { ...order, atMs };
  const moved = ramp && { beginMs: ramp.beginMs + aheadMs, endMs: ramp.endMs + aheadMs };
  return { ...order, atMs, deadlineMs: deadlineMs + aheadMs, ramp: moved };
}

/** Drains that are kept of appliances that the fleet does not have. */
const strangersMax = 10_000;

/** How many of these there are at least: appliances of the fleet have one drain each. */
function strangers({ drains, snapshot }: Instance): number {
  return drains.size - snapshot.applianceCount;
}

function place({ drainRows }: Instance, row: number, drain: Drain): void {
  if (row === noRow) return;
  if (drain.state === 'up') drainRows.delete(row);
  else drainRows.set(row, drain);
}

function drainFault(order: DrainOrder, before: Drain): string {
  const { kind, appliance, atMs } = order;
  if (typeof appliance !== 'string') return 'an appliance is named by its id';
  if (!isNumber(atMs) || !(Math.abs(atMs) < Infinity)) return 'its time is not a number';
  if (!(atMs >= before.sinceMs)) return 'older than what is known of it';
  if (kind === 'resume') return '';
  if (!isNumber(order.deadlineMs)) return 'its deadline is not a number';
  if (before.state === 'down') return 'it is down';
  return isRamp(order.ramp) ? '' : 'its ramp does not end after its begin';
}

const isNumber = (value: unknown): value is number => typeof value === 'number';

/** Whether it is none, or one that ends after its begin. */
function isRamp(ramp: DrainRamp | undefined): boolean {
  if (ramp === undefined) return true;
  if (typeof ramp !== 'object' || ramp === null) return false;
  if (!isNumber(ramp.beginMs) || !isNumber(ramp.endMs)) return false;
  const spanMs = ramp.endMs - ramp.beginMs;
  return spanMs > 0 && spanMs < Infinity;
}

/** Finds the rows of all drains in the snapshot that serves. */
export function placeDrains(instance: Instance): void {
  const { drains, drainRows } = instance;
  drainRows.clear();
  for (const [id, drain] of drains) {
    place(instance, rowById(instance, 'appliance', id), drain);
  }
}

/** Time passes: who is empty by a report since its drain, or at its deadline, is down. */
export function tickDrains(instance: Instance, atMs: number): void {
  const { drains, drainRows, appliance, snapshot } = instance;
  if (drains.size === 0) return;
  const { reported, reportMs } = appliance.loads;
  for (const [row, drain] of drainRows) {
    const lastMs = drain.ramp?.endMs ?? drain.sinceMs; // until then it was given sessions
    const at = row * loadPlaces;
    const isEmpty = reported[at] === 0 && reportMs[at] > lastMs;
    const event: DrainEvent = { kind: 'tick', atMs, sessions: isEmpty ? 0 : Number.NaN };
    const next = reduceDrain(drain, event);
    if (next === drain) continue;
    drains.set(readId(snapshot, 'appliance', row), next);
    drainRows.set(row, next);
  }
}
