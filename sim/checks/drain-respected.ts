// Did a draining or down appliance ever get a new session?
import { at } from '../measures/tally.ts';
import type { Check } from './check.ts';

export const drainRespected: Check = {
  name: 'drain-respected',
  place: 40,
  applies: () => true,
  judge: ({ totals }) => ({
    checked: Number(totals.counts[at.drainChecked]),
    violated: Number(totals.counts[at.drainViolated]),
  }),
};
