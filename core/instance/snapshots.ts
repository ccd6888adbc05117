// Which snapshot serves? Admitted, flipped in as one, and back to the last good one if it fails.
import { type Admission, admit, overrideHold, refuseUnseen } from '../admit/admit.ts';
import { withinHour } from '../admit/budget.ts';
import { type GenerationEvent, reduceGenerations } from '../admit/generations.ts';
import { given } from '../base/given.ts';
import { carryState } from '../control/carry.ts';
import { carryFleetRows } from '../control/fleet.ts';
import { createDecision } from '../decide/decision.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { isMapOf, joinRows, type RowMap } from '../snapshot/row-map.ts';
import { placeDrains } from './drains.ts';
import type { Effect, RefusedKind, SnapshotEvent } from './events.ts';
import {
  fleetBelief,
  generationOf,
  type HeldSnapshot,
  type Instance,
  isOne,
  versionOf,
} from './instance.ts';
import { carryLoadTable } from './load-table.ts';
import { refreshBelief } from './refresh.ts';

/** A snapshot is refused: nothing happened. */
function turnedAway(instance: Instance, snapshot: Snapshot, reason: string): Effect {
  const effect = refused(instance, 'snapshot', reason);
  const isNone = typeof snapshot !== 'object' || snapshot === null;
  return isNone ? effect : { ...effect, version: versionOf(snapshot) };
}

function refused(instance: Instance, what: RefusedKind, reason: string) {
  instance.counts.ignored[what === 'snapshot' ? 'snapshot' : 'override']++;
  return { kind: 'refused', what, reason } as const;
}

/** Offers a snapshot: it serves, is held, or is refused. */
export function offer(instance: Instance, event: SnapshotEvent): readonly Effect[] {
  const effects = settle(instance);
  const { snapshot, rows } = event;
  const verdict = judged(instance, event);
  if (typeof verdict === 'string') return [...effects, turnedAway(instance, snapshot, verdict)];
  const generation = generationOf(snapshot);
  const isHeldOne = isOne(snapshot, instance.held?.snapshot);
  if (!isHeldOne) {
    const offered = reduceGenerations(instance.generations, { kind: 'offer', generation });
    if (offered === instance.generations)
      return [...effects, turnedAway(instance, snapshot, 'known')];
    instance.generations = offered;
  }
  const held: HeldSnapshot = { snapshot, admission: verdict, rows };
  const replaced = isHeldOne ? [] : forgotten(instance);
  if (verdict.verdict === 'apply') return [...effects, ...apply(instance, held), ...replaced];
  instance.held = held;
  const version = versionOf(snapshot);
  return [...effects, { kind: 'held', version, reasons: verdict.reasons }, ...replaced];
}

/** What was held until now and is not waited for any more. */
function forgotten({ held }: Instance): readonly Effect[] {
  return held === undefined ? [] : [{ kind: 'released', version: versionOf(held.snapshot) }];
}

/** The verdict on a snapshot, or the code of what it is refused for. */
function judged(instance: Instance, event: SnapshotEvent): Admission | string {
  const { snapshot: current, policy, fleet, generations, nowMs } = instance;
  const { snapshot, judged: told, sample } = event;
  if (fleet === undefined) return 'shared';
  try {
    const refusal = refuseUnseen(current, snapshot);
    if (refusal !== undefined) return refusal.code;
    if (told !== undefined && !isOne(current, told.against)) return 'judged-against-another';
    if (event.rows !== undefined) isMapOf(event.rows, current, snapshot); // throws where it is none
    if (told !== undefined && !isAdmission(told.admission)) return 'unreadable';
    const admission = told?.admission ?? admit(current, snapshot, sample, policy.admission);
    if (admission.verdict === 'refuse') return admission.reasons[0]?.code ?? 'refused';
    const { digest: content } = generationOf(snapshot);
    return withinHour(admission, { ...generations, content }, nowMs, policy.admission);
  } catch {
    return 'unreadable'; // no snapshot that was opened: it serves nobody, and is counted
  }
}

const verdicts: readonly unknown[] = ['apply', 'hold', 'refuse'];

/** Whether it is a verdict that can be gone by: it came from another thread. */
function isAdmission(admission: Admission): boolean {
  return verdicts.includes(admission?.verdict) && Array.isArray(admission.reasons);
}

/** Applies what is held, because a human said why. */
export function override(instance: Instance, because: string): readonly Effect[] {
  const effects = settle(instance);
  const { held } = instance;
  if (held === undefined) return [...effects, refused(instance, 'override', 'nothing is held')];
  const refusal = refuseUnseen(instance.snapshot, held.snapshot);
  const admission = overrideHold(held.admission, typeof because === 'string' ? because : '');
  if (refusal !== undefined) return [...effects, refused(instance, 'override', refusal.code)];
  if (admission.verdict !== 'apply')
    return [...effects, refused(instance, 'override', 'it says no reason')];
  return [...effects, ...apply(instance, { ...held, admission })];
}

/** Goes back to the last good snapshot, because a human asked for it. */
export function rollBack(instance: Instance): readonly Effect[] {
  // What it is to leave does not become good first, and what failed is left once.
  const effects = instance.since.contained > 0 ? settle(instance) : [];
  if (effects.some(({ kind }) => kind === 'rolled-back')) return effects;
  instance.since.decisions = 0;
  const back = follow(instance, { kind: 'rollback' }, 'asked');
  if (back.length > 0) return [...effects, ...back];
  return [...effects, refused(instance, 'rollback', 'there is no good one to go back to')];
}

/** Lets the generations know what the answers of late were like, before anything else changes. */
export function settle(instance: Instance): readonly Effect[] {
  const { since, nowMs, generations } = instance;
  const { decisions, contained: failures, text, record } = since;
  since.decisions = 0;
  since.contained = 0;
  since.record = undefined;
  const effects: Effect[] = [];
  if (failures > 0) {
    const contained = { count: failures, text, ...(record === undefined ? {} : { record }) };
    effects.push({ kind: 'alarm', reason: 'contained', contained });
    if (generations.bakingSinceMs === undefined || generations.good.length === 0)
      effects.push({ kind: 'alarm', reason: 'no-way-back' });
  }
  const tick: GenerationEvent = { kind: 'tick', atMs: nowMs, decisions, failures };
  return [...effects, ...follow(instance, tick, 'contained')];
}

/** Lets the generations take an event, and serves what they say. */
function follow(
  instance: Instance,
  event: GenerationEvent,
  reason: 'contained' | 'asked',
): readonly Effect[] {
  const before = instance.generations;
  const after = reduceGenerations(before, event, instance.policy.bake);
  if (after === before) return [];
  instance.generations = after;
  const { serving } = after;
  const effects: Effect[] = [];
  if (serving !== undefined && !isOne(serving, before.serving)) {
    const to = instance.kept.find((snapshot) => isOne(snapshot, serving));
    if (to === undefined) return [];
    const from = versionOf(instance.snapshot);
    flip(instance, to);
    effects.push({ kind: 'rolled-back', from, to: versionOf(to), reason });
  } else if (before.bakingSinceMs !== undefined && after.bakingSinceMs === undefined)
    effects.push({ kind: 'baked', version: versionOf(instance.snapshot) });
  return [...effects, ...release(instance)];
}

function apply(instance: Instance, held: HeldSnapshot): readonly Effect[] {
  const { snapshot, admission, rows } = held;
  // Rows that were matched against another snapshot than the one that serves would mix them up.
  const isFor = rows === undefined || isMapOf(rows, instance.snapshot, snapshot);
  const { overridden, impact, reasons } = admission;
  const accepted = overridden === undefined ? [] : reasons;
  const event = { kind: 'apply', atMs: instance.nowMs, impact, accepted } as const;
  instance.generations = reduceGenerations(instance.generations, event);
  instance.held = undefined;
  instance.kept = [...instance.kept, snapshot];
  flip(instance, snapshot, isFor ? rows : undefined);
  const version = versionOf(snapshot);
  const served: Effect = { kind: 'served', version, ...(overridden ? { overridden } : {}) };
  return [served, ...release(instance)];
}

/** Lets go of snapshots that no generation names any more. */
function release(instance: Instance): readonly Effect[] {
  const { kept, generations, snapshot: serving } = instance;
  const isKept = (snapshot: Snapshot): boolean =>
    snapshot === serving || generations.good.some((good) => isOne(good, snapshot));
  instance.kept = kept.filter(isKept);
  return kept
    .filter((snapshot) => !isKept(snapshot))
    .map((snapshot) => ({ kind: 'released', version: versionOf(snapshot) }));
}

/**
 * Lets `snapshot` serve with all that is known of its rows. Everything new is made first and put
 * in place last. Where the rows are the same all that is believed stays where it is.
 */
function flip(instance: Instance, snapshot: Snapshot, told?: RowMap): void {
  const { snapshot: from } = instance;
  const rows = told ?? joinRows(from, snapshot);
  const decision = createDecision(snapshot);
  if (!rows.isIdentity) carryRows(instance, snapshot, rows);
  instance.snapshot = snapshot;
  instance.decision = decision;
  if (!rows.isIdentity) placeDrains(instance);
  refreshBelief(instance);
}

/** Brings what is believed to the rows of `snapshot`. */
function carryRows(instance: Instance, snapshot: Snapshot, rows: RowMap): void {
  const { nowMs, fleet, snapshot: from } = instance;
  const state = carryState(from, instance.state, snapshot, rows);
  if (fleet !== undefined) {
    const carried = carryFleetRows(fleet, rows);
    const appliance = carryLoadTable(instance.appliance, rows.appliance, nowMs);
    const link = carryLoadTable(instance.link, rows.link, nowMs);
    instance.fleet = carried;
    instance.belief = fleetBelief(carried);
    instance.appliance = appliance;
    instance.link = link;
  }
  instance.rows = {};
  instance.state = state;
}

/**
 * Answers from another snapshot with the same rows, such as one in which some links have no routes:
 * what is believed stays as it is, no verdict is asked for. For a caller that keeps such views.
 */
export function swapSnapshot(instance: Instance, snapshot: Snapshot): void {
  given(instance, 'instance');
  given(snapshot, 'snapshot');
  if (snapshot === instance.snapshot) return;
  const { passedCluster } = instance.decision;
  instance.snapshot = snapshot;
  if (snapshot.candidateMax > passedCluster.length) instance.decision = createDecision(snapshot);
}
