// Does this session have to leave a loaded link?
import { pairBits } from '../base/hash.ts';
import type { Overlay } from './overlay.ts';

/** Whether a session stays below the link's shed share (units of 1/65536). @hot */
export function staysOnLink(shed: number, sessionHash: number, linkHash: number): boolean {
  return shed === 0 || pairBits(sessionHash, linkHash) >>> 16 >= shed;
}

export const link: Overlay = {
  letter: 'K',
  place: 500,
  code: 4,
  name: 'link',
  says: 'its link sheds this session',
  isSoft: true,
  bits: 0,
  needBits: 0,
  admits: ({ state, link: row, linkHash, sessionHash }) =>
    staysOnLink(state.link[row], sessionHash, linkHash),
};
