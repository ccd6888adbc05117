// Which way is cheaper? The link with the lower cost of a Mbit/s first.
import type { Comparator } from './comparator.ts';

/** What `links.csv` declares; a link of which it says nothing costs 0. */
export const cost: Comparator = {
  name: 'cost',
  place: 80,
  reads: ['costPerMbps'],
  key: (candidate) => candidate.costPerMbps,
};
