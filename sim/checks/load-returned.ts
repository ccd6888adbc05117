// When all sessions are over, is everything that they had reserved given back?
import type { Check } from './check.ts';

export const loadReturned: Check = {
  name: 'load-returned',
  place: 20,
  applies: () => true,
  judge: ({ left }) => ({ checked: left.rows, violated: left.notZero }),
};
