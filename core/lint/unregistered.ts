// Which routes lead to clients whom nobody has registered?
import { noRow } from '../base/ids.ts';
import type { LintSearch } from './finding.ts';
import { addOwn, gathering } from './gather.ts';
import type { Survey } from './survey.ts';

/**
 * Causes: `no-prefix`: an accepted route for a prefix that no row of `prefixes.csv` covers and none
 * lies in; without a metro its clients have no nearest site. `no-network`: the row that covers it
 * names a network that `networks.csv` has not.
 *
 * `networks`: the origin of the route, and for `no-network` the missing one. `sites`, `clusters`,
 * `links`: where it is heard. `affected`: clients in that space, known by the sample alone where no
 * prefix is registered; `offsite`: nothing, it cannot be told where they should go.
 * Source: Open Connect Route Optimizer, "Unregistered routes".
 */
export const unregistered: LintSearch = {
  name: 'unregistered',
  place: 80,
  asks: 'is every routed prefix registered',
  find(survey) {
    const { world, tree, clientAt, routeStart, routeOf, routes } = { ...survey, ...survey.world };
    const known = new Set(world.networks.asn);
    const holds = holdsRegistered(survey);
    const out = gathering(survey);
    for (const prefix of tree.order) {
      const client = clientAt[prefix];
      const missing = client === noRow ? 0 : world.clients.asn[client];
      if (client === noRow ? holds[prefix] === 1 : known.has(missing)) continue;
      const measured = new Set<number>();
      for (let at = routeStart[prefix]; at < routeStart[prefix + 1]; at++) {
        const route = routeOf[at];
        if (survey.verdictOf(route) !== 0) continue;
        const origin = survey.originOf(route);
        const draft =
          client === noRow
            ? out.at(`${origin}`, 'warning', 'no-prefix', [origin])
            : out.at(`${origin} ${missing}`, 'warning', 'no-network', [origin, missing]);
        draft.sites.add(world.clusters.site[routes.cluster[route]]);
        draft.clusters.add(routes.cluster[route]);
        draft.links.add(routes.link[route]);
        out.count(draft, prefix);
        if (!measured.has(origin)) addOwn(survey, draft.affected, prefix);
        measured.add(origin);
      }
    }
    return out.drafts();
  },
};

/** Per prefix 1 where a registered one is, or lies in it. */
function holdsRegistered({ world, tree }: Survey): Uint8Array {
  const holds = new Uint8Array(world.prefixes.count);
  for (const prefix of world.clients.prefix) holds[prefix] = 1;
  for (let at = tree.order.length - 1; at >= 0; at--) {
    const prefix = tree.order[at];
    if (holds[prefix] === 1 && tree.parent[prefix] !== noRow) holds[tree.parent[prefix]] = 1;
  }
  return holds;
}
