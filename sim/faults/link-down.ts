// A link is cut: appliances behind it live on, its routes are withdrawn, others carry on.
import type { Fault } from './fault.ts';

export const linkDown: Fault = {
  name: 'link-down',
  place: 30,
  says: ['is cut', 'is back'],
  table: 'link',
  strike: (_snapshot, target) => ({ appliances: [], links: [target], withdrawn: [target] }),
};
