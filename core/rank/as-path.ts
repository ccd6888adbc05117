// Which route crosses fewer networks? The shorter AS path first, prepends counted.
import type { Comparator } from './comparator.ts';

export const asPath: Comparator = {
  name: 'as-path',
  place: 20,
  reads: ['asPathLength'],
  key: (candidate) => candidate.asPathLength,
};
