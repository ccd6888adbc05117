// Is the appliance believed healthy?
import { healthyBit } from '../control/state.ts';
import { type Overlay, standing } from './overlay.ts';

export const health: Overlay = standing({
  letter: 'H',
  place: 300,
  code: 2,
  name: 'health',
  says: 'believed unhealthy',
  isSoft: true,
  bits: healthyBit,
  needBits: healthyBit,
});
