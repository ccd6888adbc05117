// Who announces space that is registered to another network?
import { noRow } from '../base/ids.ts';
import type { LintSearch } from './finding.ts';
import { gathering } from './gather.ts';
import { type Followed, followMarks, isChosen, mark } from './marks.ts';

/**
 * The last AS of an accepted route's path is not the network that `prefixes.csv` has for it: a
 * hijack, a leak by a router that makes routes of its own, or a register that is out of date. One
 * world cannot tell which.
 *
 * Causes: `more-specific` where the prefix is longer than the registered one, else `same-prefix`.
 * `networks`: origin, registered network. `affected`: clients that follow such routes at rank 0.
 */
export const leakOrigin: LintSearch = {
  name: 'leak-origin',
  place: 70,
  asks: 'does each network announce its own space only',
  find(survey) {
    const { world, tree, clientAt, routeStart, routeOf, order } = survey;
    const { routes, clients, prefixes, clusters } = world;
    const out = gathering(survey);
    const marks: Followed = new Map();
    for (const prefix of tree.order) {
      if (clientAt[prefix] === noRow) continue;
      const owner = clients.asn[clientAt[prefix]];
      const registered = prefixes.length[clients.prefix[clientAt[prefix]]];
      const cause = prefixes.length[prefix] > registered ? 'more-specific' : 'same-prefix';
      for (let at = routeStart[prefix]; at < routeStart[prefix + 1]; at++) {
        const route = routeOf[at];
        const origin = survey.originOf(route);
        if (origin === owner || origin === 0 || survey.verdictOf(route) !== 0) continue;
        const draft = out.at(`${origin} ${owner} ${cause}`, 'warning', cause, [origin, owner]);
        draft.sites.add(clusters.site[routes.cluster[route]]);
        draft.clusters.add(routes.cluster[route]);
        draft.links.add(routes.link[route]);
        out.count(draft, prefix);
        if (isChosen(survey, route))
          mark(marks, prefix, draft, order.clusters.place[routes.cluster[route]]);
      }
    }
    followMarks(survey, marks);
    return out.drafts();
  },
};
