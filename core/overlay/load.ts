// Does this session have to leave a loaded appliance? Its own hash decides, so it does not waver.
import { pairBits } from '../base/hash.ts';
import { shedMask } from '../control/state.ts';
import type { Overlay } from './overlay.ts';

/** Whether a session stays below the shed share in `word` (units of 1/65536). @hot */
export function staysOnAppliance(
  word: number,
  sessionHash: number,
  applianceHash: number,
): boolean {
  const shed = word & shedMask;
  return shed === 0 || pairBits(sessionHash, applianceHash) >>> 16 >= shed;
}

export const load: Overlay = {
  letter: 'L',
  place: 400,
  code: 3,
  name: 'load',
  says: 'sheds this session',
  isSoft: true,
  bits: 0,
  needBits: 0,
  admits: ({ state, appliance, applianceHash, sessionHash }) =>
    staysOnAppliance(state.appliance[appliance], sessionHash, applianceHash),
};
