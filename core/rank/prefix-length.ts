// Which route knows the client more exactly? The longer prefix first.
import type { Comparator } from './comparator.ts';

/** Source: the published order of Netflix steering (N. Bargisen, AfPIF 2018): longest match. */
export const prefixLength: Comparator = {
  name: 'prefix-length',
  place: 10,
  reads: ['prefixLength'],
  key: (candidate) => -candidate.prefixLength,
};
