// Did anything ever carry more than it can?
import type { Check } from './check.ts';

/** Means of the bins of each appliance and link, as a share of what it carries. */
export const capacityKept: Check = {
  name: 'capacity-kept',
  place: 15,
  applies: () => true,
  judge({ conductor: { elements } }) {
    let violated = 0;
    for (const share of elements.peakCarried) if (share > 1) violated++;
    return { checked: elements.count, violated };
  },
};
