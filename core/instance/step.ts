// What becomes of an instance when something happens? It changes in place and says what to do.
import { given } from '../base/given.ts';
import { judgeBelief } from '../control/fleet.ts';
import { orderDrain, tickDrains } from './drains.ts';
import type { Effect, InstanceEvent } from './events.ts';
import { type Instance, tellTime } from './instance.ts';
import { type InstancePolicy, isSameShape, policyFault } from './policy.ts';
import { countSession, refresh } from './refresh.ts';
import { hear } from './reports.ts';
import { offer, override, rollBack, settle } from './snapshots.ts';

/** Nothing has to be done. */
const none: readonly Effect[] = [];

/**
 * Takes in one event and returns what the shell has to do, as data; runs nothing itself. Between
 * two answers, so that no decision sees half of it. Never throws: what makes no sense is refused
 * or counted in `counts.ignored` by its reason.
 *
 * @example
 * const instance = createInstance(snapshot);
 * console.log(step(instance, { kind: 'tick', atMs: 1000 }).length); // => 0
 * console.log(step(instance, { kind: 'rollback', atMs: 2000 })[0]?.kind); // => refused
 */
export function step(instance: Instance, told: InstanceEvent): readonly Effect[] {
  if (instance?.counts === undefined) given(instance, 'instance');
  const event = plainOf(told);
  if (event === undefined) {
    instance.counts.ignored.kind++;
    return none;
  }
  const atMs = tellTime(instance, event.atMs);
  switch (event.kind) {
    case 'report':
      hear(instance, event);
      return none;
    case 'session':
      countSession(instance, { ...event, atMs });
      return none;
    case 'tick':
      return tick(instance, atMs);
    case 'snapshot':
      return offer(instance, event);
    case 'override':
      return override(instance, event.because);
    case 'rollback':
      return rollBack(instance);
    case 'drain':
    case 'resume':
      return orderDrain(instance, event);
    case 'policy':
      return follow(instance, event.policy);
    default:
      instance.counts.ignored.kind++;
      return none;
  }
}

/** What was told, read once; undefined: it is none, or throws when it is looked at. */
function plainOf(told: InstanceEvent): InstanceEvent | undefined {
  if (typeof told !== 'object' || told === null) return undefined;
  try {
    const event = { ...told };
    if (event.kind === 'drain' && event.ramp) return { ...event, ramp: { ...event.ramp } };
    return event;
  } catch {
    return undefined; // who told it is to blame, and it is counted
  }
}

function tick(instance: Instance, atMs: number): readonly Effect[] {
  const settled = settle(instance);
  const { fleet, policy } = instance;
  const effects: Effect[] = [];
  if (fleet !== undefined) {
    const { health, leases } = fleet;
    const wasHeld = leases.isHeld;
    const wasSuspect = Uint8Array.from(health.isSuspect);
    judgeBelief(fleet, atMs, policy);
    if (leases.isHeld && !wasHeld) effects.push({ kind: 'alarm', reason: 'leases-held' });
    wasSuspect.forEach((was, observer) => {
      if (was === 0 && health.isSuspect[observer] === 1)
        effects.push({ kind: 'alarm', reason: 'suspect', observer });
    });
  }
  tickDrains(instance, atMs);
  refresh(instance, atMs);
  return settled.length + effects.length === 0 ? none : [...settled, ...effects];
}

function faultOf(policy: InstancePolicy): string {
  try {
    return policyFault(policy);
  } catch {
    return 'it throws when it is looked at';
  }
}

/** Goes over to another policy; it takes effect with the next answer and the next tick. */
function follow(instance: Instance, policy: InstancePolicy): readonly Effect[] {
  const fault = faultOf(policy);
  const isFit = fault === '' && isSameShape(policy, instance.policy);
  if (!isFit) {
    instance.counts.ignored.policy++;
    const reason = fault === '' ? 'observers, marks and unit are for life' : fault;
    return [{ kind: 'refused', what: 'policy', reason }];
  }
  const { applianceLoad, linkLoad, instances } = policy;
  instance.policy = policy;
  instance.appliance.policy = { rule: applianceLoad, instances };
  instance.link.policy = { rule: linkLoad, instances };
  return none;
}
