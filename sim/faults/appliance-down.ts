// An appliance dies: it serves nothing and reports nothing.
import type { Fault } from './fault.ts';

export const applianceDown: Fault = {
  name: 'appliance-down',
  place: 10,
  says: ['dies', 'is back'],
  table: 'appliance',
  strike: (_snapshot, target) => ({ appliances: [target], links: [], withdrawn: [] }),
};
