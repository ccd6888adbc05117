// Is the appliance declared up? Draining and down ones get no new sessions.
import { upBit } from '../control/state.ts';
import type { Overlay } from './overlay.ts';

/** @hot */
export function isUp(word: number): boolean {
  return (word & upBit) !== 0;
}

export const drain: Overlay = {
  letter: 'D',
  phase: 2,
  name: 'drain',
  isSoft: false,
  admits: ({ state, appliance }) => isUp(state.appliance[appliance]),
};
