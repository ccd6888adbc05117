// Did an appliance above 1.05 of its capacity for over two reports get a session that an equal
// one, eligible and of the same rank, had room for?
import { at } from '../measures/tally.ts';
import type { Check } from './check.ts';

export const overloadAvoided: Check = {
  name: 'overload-avoided',
  place: 50,
  // A sampled session weighs as many: a few of them fill a small appliance, whatever steering does.
  applies: ({ weight }) => weight === 1,
  judge: ({ totals }) => ({
    checked: Number(totals.counts[at.overChecked]),
    violated: Number(totals.counts[at.overViolated]),
  }),
};
