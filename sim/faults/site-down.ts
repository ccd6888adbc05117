// A site is lost: all its appliances and links at once (power, fibre, fire).
import type { Fault } from './fault.ts';

export const siteDown: Fault = {
  name: 'site-down',
  place: 20,
  says: ['is lost', 'is back'],
  table: 'site',
  strike(snapshot, target) {
    const appliances: number[] = [];
    const links: number[] = [];
    for (let appliance = 0; appliance < snapshot.applianceCount; appliance++)
      if (snapshot.clusterSite[snapshot.applianceCluster[appliance]] === target)
        appliances.push(appliance);
    for (let link = 0; link < snapshot.linkCount; link++)
      if (snapshot.linkSite[link] === target) links.push(link);
    return { appliances, links, withdrawn: [] };
  },
};
