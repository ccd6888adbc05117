// Is every bit that sessions asked for either delivered or counted as unserved?
import { at } from '../measures/tally.ts';
import { allBits } from '../measures/totals.ts';
import type { Check } from './check.ts';

/** Two ledgers that share no sum: one of sessions, kept when they end, one of flows, per epoch. */
export const bytesConserved: Check = {
  name: 'bytes-conserved',
  place: 10,
  applies: () => true,
  judge: ({ totals }) => ({
    checked: 1,
    violated: totals.counts[at.offeredBits] === allBits(totals) ? 0 : 1,
  }),
};
