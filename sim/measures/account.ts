// What became of what was asked, and who stood first? The cells that every bit falls into.
import { linkKinds } from '@fairlead/core';

/**
 * Columns of the account: delivered, by the kind of link it came over, or not served: `reduced` (a
 * lower rung was played), `stalled` (what was missing of the lowest rung) and `absent` (the session
 * was on no appliance).
 */
export const fates = [...linkKinds, 'reduced', 'stalled', 'absent'] as const;
export type Fate = (typeof fates)[number];

/**
 * Rows of the account: `first` where an appliance of rank 0 has the session, else why none has, in
 * the order in which candidates are passed over: the furthest that one of them came.
 */
export const causes = [
  'first',
  'route',
  'content',
  'drain',
  'loss',
  'health',
  'load',
  'link',
] as const;
export type Cause = (typeof causes)[number];

export const fateAt = Object.fromEntries(fates.map((name, k) => [name, k])) as Record<Fate, number>;
export const causeAt = Object.fromEntries(causes.map((name, k) => [name, k])) as Record<
  Cause,
  number
>;
export const deliveredFates: number = linkKinds.length;
export const causeCount: number = causes.length;
export const cellCount: number = fates.length * causeCount;

/** Place of a cell. @hot */
export function cellAt(fate: number, cause: number): number {
  return fate * causeCount + cause;
}
