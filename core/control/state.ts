// What is believed about the fleet right now? Health and shed shares, folded for decide.
import { assert } from '../base/assert.ts';
import type { Numbers } from '../base/columns.ts';
import { given } from '../base/given.ts';
import { type ApplianceId, isRow, type LinkId } from '../base/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';

/**
 * Belief about the fleet, one word per appliance and per link, rows as in the snapshot.
 *
 * | column      | holds                                                                 |
 * | ----------- | --------------------------------------------------------------------- |
 * | `appliance` | bits 0..16 shed share in units of 1/65536; bit 17: `drain` says how   |
 * |             | many sessions it takes no more; 18, 19: fit for IPv4, IPv6 clients;   |
 * |             | 20: up; 21: healthy; 22..26: it has the capability, 27..31: it may    |
 * |             | serve the territory (control/masks.ts)                                |
 * | `link`      | shed share in units of 1/65536, 0..65536                              |
 * | `drain`     | absent, or rows of appliances: where bit 17 is set, the share of the  |
 * |             | sessions that it takes no more in units of 1/65536                    |
 */
export type State = {
  readonly appliance: Uint32Array;
  readonly link: Uint32Array;
  /** Whose rows these are, where `createState` was told to remember it. */
  readonly snapshot?: Snapshot;
  readonly drain?: Uint32Array | undefined;
};

/** The same for readers. */
export type StateColumns = {
  readonly appliance: Numbers;
  readonly link: Numbers;
  readonly snapshot?: Snapshot;
  readonly drain?: Numbers | undefined;
};

/** In a word of `State.appliance`: it is up and may be offered. */
export const upBit = 1 << 20;
/** In a word of `State.appliance`: it is believed healthy. */
export const healthyBit = 1 << 21;
/** In a word of `State.appliance`: it drains by share, see `State.drain`. */
export const leavingBit = 1 << 17;
/** In a word of `State.appliance`: what requests may need; all set unless somebody says. */
export const maskBits = (0b11 << 18) | (0b1111111111 << 22);
/** In a word of `State.appliance`: its shed share in units of 1/65536. */
export const shedMask = 0x1ffff;

/** Shed share 0..1 in units of 1/65536; out of range or NaN is brought back into it. @hot */
export function shedUnits(shedShare: number): number {
  if (!(shedShare > 0)) return 0;
  return shedShare >= 1 ? 65536 : Math.floor(shedShare * 65536 + 0.5);
}

/**
 * A state in which what the snapshot declares up is healthy, fit for all, and nothing is shed. With
 * `check` it remembers its snapshot, and a decision that checks takes it for no other.
 *
 * @example
 * const state = createState(snapshot);
 * setAppliance(state, 0, { healthy: false, shedShare: 0 });
 * setLink(state, 0, 0.25); // a quarter of the sessions is sent elsewhere
 */
export function createState(snapshot: Snapshot, options: { readonly check?: boolean } = {}): State {
  given(snapshot, 'snapshot');
  given(options, 'object');
  const { check = false } = options;
  const { applianceState, applianceCount, linkCount } = snapshot;
  const appliance = new Uint32Array(applianceCount);
  for (let row = 0; row < applianceCount; row++)
    appliance[row] = (applianceState[row] === 0 ? upBit | healthyBit : healthyBit) | maskBits;
  const state = { appliance, link: new Uint32Array(linkCount) };
  return check ? { ...state, snapshot } : state;
}

/** Throws `no-row` unless the column has the row. */
export function assertRow(column: Numbers, row: number, promise: string): void {
  assert(isRow(row, column.length), promise, 'no-row');
}

/**
 * Writes what is believed of one appliance; all that is declared of it stays as it is. Throws
 * `no-row` where the state has no such row.
 *
 * @example
 * const state = createState(snapshot);
 * setAppliance(state, 0, { healthy: false, shedShare: 0.5 });
 * console.log((state.appliance[0] ?? 0) & shedMask); // => 32768
 */
export function setAppliance(
  out: State,
  appliance: ApplianceId,
  belief: { readonly healthy: boolean; readonly shedShare: number },
): void {
  given(out, 'state');
  given(belief, 'belief');
  assertRow(out.appliance, appliance, 'the appliance is a row of the state');
  const declared = out.appliance[appliance] & ~(healthyBit | shedMask);
  const believed = (belief.healthy ? healthyBit : 0) | shedUnits(belief.shedShare);
  out.appliance[appliance] = declared | believed;
}

/**
 * Writes which share 0..1 of the sessions an appliance takes no more, as it is being drained: the
 * same sessions at the same share, and at a larger one those and more. 0: it drains no more.
 * Throws `no-row` where the state has no such row, or no column for shares.
 */
export function setLeaving(out: State, appliance: ApplianceId, share: number): void {
  given(out, 'state');
  given(share, 'number');
  assert(out.drain !== undefined, 'a state with shares of drains', 'no-row');
  assertRow(out.drain, appliance, 'the appliance is a row of the state');
  writeLeaving(out.appliance, out.drain, appliance, share);
}

/** The same for a row that is there. */
export function writeLeaving(
  outWord: Uint32Array,
  outDrain: Uint32Array,
  appliance: number,
  share: number,
): void {
  const units = shedUnits(share);
  const others = outWord[appliance] & ~leavingBit;
  outWord[appliance] = units === 0 ? others : others | leavingBit;
  outDrain[appliance] = units;
}

/** Writes the shed share of one link. Throws `no-row` where the state has no such row. */
export function setLink(out: State, link: LinkId, shedShare: number): void {
  given(out, 'state');
  given(shedShare, 'number');
  assertRow(out.link, link, 'the link is a row of the state');
  out.link[link] = shedUnits(shedShare);
}
