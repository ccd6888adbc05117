// Is the appliance believed healthy?
import { healthyBit } from '../control/state.ts';
import type { Overlay } from './overlay.ts';

/** @hot */
function isHealthy(word: number): boolean {
  return (word & healthyBit) !== 0;
}

export const health: Overlay = {
  letter: 'H',
  phase: 3,
  name: 'health',
  isSoft: true,
  admits: ({ state, appliance }) => isHealthy(state.appliance[appliance]),
};
