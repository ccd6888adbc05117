// Is the appliance declared up? Draining and down ones get no new sessions.
import { upBit } from '../control/state.ts';
import { type Overlay, standing } from './overlay.ts';

/** @hot */
export function isUp(word: number): boolean {
  return (word & upBit) !== 0;
}

export const drain: Overlay = standing({
  letter: 'D',
  place: 200,
  code: 1,
  name: 'drain',
  says: 'drained or down',
  isSoft: false,
  bits: upBit,
  needBits: upBit,
});
