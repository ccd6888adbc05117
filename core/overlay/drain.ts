// Is the appliance declared up? Draining and down ones get no new sessions, or ever fewer.
import { pairBits } from '../base/hash.ts';
import { leavingBit, type StateColumns, upBit } from '../control/state.ts';
import { type Overlay, standing } from './overlay.ts';

/** Whether it is up for anybody at all. @hot */
export function isUp(word: number): boolean {
  return (word & upBit) !== 0;
}

/**
 * The word of an appliance as a session meets it: not up where a drain by share takes that session.
 * The same hash as in shedding: whom a smaller share took, a larger one takes too. @hot
 */
export function wordFor(
  { appliance, drain: share }: StateColumns,
  row: number,
  sessionHash: number,
  applianceHash: number,
): number {
  const word = appliance[row] | 0;
  if ((word & leavingBit) === 0 || share === undefined) return word;
  return pairBits(sessionHash, applianceHash) >>> 16 < share[row] ? word & ~upBit : word;
}

const declared = standing({
  letter: 'D',
  place: 200,
  code: 1,
  name: 'drain',
  says: 'drained or down',
  isSoft: false,
  bits: upBit,
  needBits: upBit,
});

export const drain: Overlay = {
  ...declared,
  admits: ({ state, appliance, sessionHash, applianceHash }) =>
    isUp(wordFor(state, appliance, sessionHash, applianceHash)),
};
