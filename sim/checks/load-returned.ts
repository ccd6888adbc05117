// When all sessions are over, is everything that they had reserved given back?
import type { Check } from './check.ts';

export const loadReturned: Check = {
  name: 'load-returned',
  place: 20,
  applies: () => true,
  judge({ leftKbps }) {
    let violated = 0;
    for (let flow = 0; flow < leftKbps.length; flow++) if (leftKbps[flow] !== 0) violated++;
    return { checked: leftKbps.length, violated };
  },
};
