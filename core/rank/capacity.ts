// Which way carries more? The larger first.
import type { Comparator } from './comparator.ts';

/** What is declared, not what is up: a rank depends on the network alone. */
export const capacity: Comparator = {
  name: 'capacity',
  place: 60,
  reads: ['capacityBps'],
  key: (candidate) => -candidate.capacityBps,
};
