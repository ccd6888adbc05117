// Do the targets of every decision stand in order of rank?
import { at } from '../measures/tally.ts';
import type { Check } from './check.ts';

export const ranksKept: Check = {
  name: 'ranks-kept',
  place: 30,
  applies: () => true,
  judge: ({ totals }) => ({
    checked: Number(totals.counts[at.rankChecked]),
    violated: Number(totals.counts[at.rankViolated]),
  }),
};
