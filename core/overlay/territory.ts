// May the appliance serve clients of this territory? Rights and law, not the network.
import { territoryBits } from '../control/masks.ts';
import { type Overlay, standing } from './overlay.ts';

/**
 * Asked of requests that need it (`needBitsOf`). Hard: what the law forbids is not opened because
 * all others are ill.
 */
export const territory: Overlay = standing({
  letter: 'M',
  place: 110,
  code: 5,
  name: 'territory',
  says: 'may not serve this territory',
  isSoft: false,
  bits: territoryBits,
  needBits: 0,
});
