// Does this session have to leave a loaded link?
import { pairBits } from '../base/hash.ts';
import type { Overlay } from './overlay.ts';

/** Whether a session stays below the link's shed share (units of 1/65536). @hot */
export function staysOnLink(shed: number, sessionHash: number, linkHash: number): boolean {
  return shed === 0 || pairBits(sessionHash, linkHash) >>> 16 >= shed;
}

export const link: Overlay = {
  letter: 'K',
  phase: 5,
  name: 'link',
  isSoft: true,
  admits: ({ state, link: row, linkHash, sessionHash }) =>
    staysOnLink(state.link[row], sessionHash, linkHash),
};
