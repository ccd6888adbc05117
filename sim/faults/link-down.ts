// A link is cut: appliances behind it live on, its routes are withdrawn, other links carry on.
import type { Fault } from './fault.ts';

export const linkDown: Fault = {
  name: 'link-down',
  place: 30,
  says: ['is cut', 'is back'],
  table: 'link',
  strike(snapshot, target) {
    const site = snapshot.linkSite[target];
    const hasOther = snapshot.linkSite.some((its, link) => its === site && link !== target);
    // A site without another link keeps its routes: it is passed over, and the loss stays visible.
    return { appliances: [], links: [target], withdrawn: hasOther ? [target] : [] };
  },
};
