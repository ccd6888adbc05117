// Which way is it meant to come? Inside the network, then private peering, exchange, transit.
import type { Comparator } from './comparator.ts';

/** The code in `linkKinds` ascends from `embedded` to `transit`. */
export const transportClass: Comparator = {
  name: 'transport-class',
  place: 50,
  reads: ['linkKind'],
  key: (candidate) => candidate.linkKind,
};
