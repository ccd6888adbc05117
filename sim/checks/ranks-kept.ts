// Do the targets of every decision stand in order of rank?
import { type Check, counted } from './check.ts';

export const ranksKept: Check = {
  name: 'ranks-kept',
  place: 30,
  applies: () => true,
  judge: counted('rankChecked', 'rankViolated'),
};
