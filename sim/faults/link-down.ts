// A link is cut: appliances behind it live on, but nothing passes.
import type { Fault } from './fault.ts';

export const linkDown: Fault = {
  name: 'link-down',
  table: 'link',
  strike: (_snapshot, target) => ({ appliances: [], links: [target] }),
};
