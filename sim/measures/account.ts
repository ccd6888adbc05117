// What became of what was asked, and who stood first? The cells that every bit falls into.
import { linkKinds } from '@fairlead/core';

/**
 * Columns of the account: delivered, by the kind of link it came over, or not served: `reduced` (a
 * lower rung was played), `stalled` (what was missing of the lowest rung) and `absent` (the session
 * was on no appliance).
 */
export const endings = [...linkKinds, 'reduced', 'stalled', 'absent'] as const;
export type Ending = (typeof endings)[number];

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

export const endingAt = Object.fromEntries(endings.map((name, k) => [name, k])) as Record<
  Ending,
  number
>;
export const causeAt = Object.fromEntries(causes.map((name, k) => [name, k])) as Record<
  Cause,
  number
>;
export const deliveredEndings: number = linkKinds.length;
export const causeCount: number = causes.length;
export const cellCount: number = endings.length * causeCount;

/** Place of a cell. @hot */
export function cellAt(ending: number, cause: number): number {
  return ending * causeCount + cause;
}
