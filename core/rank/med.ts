// Which route does the neighbour prefer? The lower multi-exit discriminator first.
import type { Comparator } from './comparator.ts';

export const med: Comparator = {
  name: 'med',
  place: 30,
  reads: ['med'],
  key: (candidate) => candidate.med,
};
