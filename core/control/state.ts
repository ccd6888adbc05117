// What is believed about the fleet right now? Health and shed shares, folded for decide.
import type { Numbers } from '../base/columns.ts';
import type { Snapshot } from '../snapshot/layout.ts';

/**
 * Belief about the fleet, one word per appliance and per link, rows as in the snapshot.
 *
 * | column      | holds                                                                 |
 * | ----------- | --------------------------------------------------------------------- |
 * | `appliance` | bits 0..16 shed share in units of 1/65536; bit 20: up; bit 21: healthy;|
 * |             | the others are free for standing overlays                             |
 * | `link`      | shed share in units of 1/65536, 0..65536                              |
 */
export type State = { readonly appliance: Uint32Array; readonly link: Uint32Array };

/** The same for readers. */
export type StateView = { readonly appliance: Numbers; readonly link: Numbers };

/** In a word of `State.appliance`: it is up and may be offered. */
export const upBit = 1 << 20;
/** In a word of `State.appliance`: it is believed healthy. */
export const healthyBit = 1 << 21;
/** In a word of `State.appliance`: its shed share in units of 1/65536. */
export const shedMask = 0x1ffff;

/** Shed share 0..1 in units of 1/65536; out of range or NaN is brought back into it. */
export function shedUnits(shedShare: number): number {
  if (!(shedShare > 0)) return 0;
  return shedShare >= 1 ? 65536 : Math.floor(shedShare * 65536 + 0.5);
}

/** A state in which what the snapshot declares up is healthy and nothing is shed. */
export function createState(snapshot: Snapshot): State {
  return {
    appliance: Uint32Array.from(snapshot.applianceState, (code) =>
      code === 0 ? upBit | healthyBit : healthyBit,
    ),
    link: new Uint32Array(snapshot.linkCount),
  };
}

/** Writes what is believed of one appliance; all that is declared of it stays as it is. */
export function setAppliance(
  out: State,
  appliance: number,
  belief: { readonly healthy: boolean; readonly shedShare: number },
): void {
  const declared = out.appliance[appliance] & ~(healthyBit | shedMask);
  const believed = (belief.healthy ? healthyBit : 0) | shedUnits(belief.shedShare);
  out.appliance[appliance] = declared | believed;
}

/** Writes the shed share of one link. */
export function setLink(out: State, link: number, shedShare: number): void {
  out.link[link] = shedUnits(shedShare);
}
