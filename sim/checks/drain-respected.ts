// Did a draining or down appliance ever get a new session?
import { type Check, counted } from './check.ts';

export const drainRespected: Check = {
  name: 'drain-respected',
  place: 40,
  applies: () => true,
  judge: counted('drainChecked', 'drainViolated'),
};
