// Can the appliance do what this client needs?
import { capabilityBits } from '../control/masks.ts';
import { type Overlay, standing } from './overlay.ts';

/**
 * Asked of requests that need it (`needBitsOf`). Hard: a client that cannot talk to it gains
 * nothing from being sent there.
 */
export const capability: Overlay = standing({
  letter: 'P',
  place: 120,
  code: 6,
  name: 'capability',
  says: 'lacks a capability that this client needs',
  isSoft: false,
  bits: capabilityBits,
  needBits: 0,
});
