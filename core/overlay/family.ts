// Is the appliance believed healthy for clients of this address family?
import { familyBits } from '../control/masks.ts';
import { type Overlay, standing } from './overlay.ts';

/** Asked of requests that need it (`needBitsOf`). Soft: a belief, like health. */
export const family: Overlay = standing({
  letter: 'F',
  place: 350,
  code: 7,
  name: 'family',
  says: "believed ill for this client's address family",
  isSoft: true,
  bits: familyBits,
  needBits: 0,
});
