// Which routes are announced in vain, as steering accepts none like them?
import { routeVerdicts } from '../prefix/accept.ts';
import { embeddedSite } from '../world/world.ts';
import type { LintSearch } from './finding.ts';
import { addOwn, gathering } from './gather.ts';
import { type Followed, mark, walkMarks } from './marks.ts';
import { coverLength, firstClusters, type Survey } from './survey.ts';

/**
 * Causes: `length`, `special-use`, `rpki-invalid`: the reason of rule 1 of steering. A `warning`
 * where an embedded site hears it, else a `notice`.
 *
 * `networks`: the peer. `sites`, `clusters`, `links`: where it is heard. `prefixCount`: prefixes so
 * filtered. `affected`: clients in them for whom the cluster has no longer accepted route: it would
 * be a candidate, or a better one. `offsite`: those whom rank 0 sends past all embedded sites,
 * though with this route, were it accepted, an embedded one matches at least as long a prefix.
 * Source: Open Connect Route Optimizer, "Filtered embedded routes".
 */
export const filtered: LintSearch = {
  name: 'filtered',
  place: 30,
  asks: 'does steering accept the routes that it hears',
  find(survey) {
    const { world, tree, routeStart, routeOf, order } = survey;
    const { routes, clusters, sites } = world;
    const out = gathering(survey);
    const marks: Followed = new Map();
    for (const prefix of tree.order)
      for (let at = routeStart[prefix]; at < routeStart[prefix + 1]; at++) {
        const route = routeOf[at];
        const verdict = survey.verdictOf(route);
        if (verdict === 0) continue;
        const cause = routeVerdicts[verdict];
        const peer = survey.peerOf(route);
        const site = clusters.site[routes.cluster[route]];
        const severity = sites.kind[site] === embeddedSite ? 'warning' : 'notice';
        const draft = out.at(`${cause} ${peer} ${severity}`, severity, cause, [peer]);
        draft.sites.add(site);
        draft.clusters.add(routes.cluster[route]);
        draft.links.add(routes.link[route]);
        out.count(draft, prefix);
        mark(marks, prefix, draft, order.clusters.place[routes.cluster[route]]);
      }
    measure(survey, marks);
    return out.drafts();
  },
};

/** Adds each client once to a draft, however many routes of it were filtered. */
function measure(survey: Survey, marks: Followed): void {
  const { world, coverAt, listAt } = survey;
  let seen = -1;
  const affected = new Set<unknown>();
  const offsite = new Set<unknown>();
  walkMarks(survey, marks, (prefix, marked, draft, clusters) => {
    if (seen !== prefix) {
      affected.clear();
      offsite.clear();
    }
    seen = prefix;
    const length = world.prefixes.length[marked];
    const first = firstClusters(survey, listAt[prefix]);
    const isAway = first.length === 0 || !first.some(survey.isEmbedded);
    const winnerLength = first.length === 0 ? -1 : coverLength(survey, coverAt[prefix], first[0]);
    for (const cluster of clusters) {
      if (coverLength(survey, coverAt[prefix], cluster) >= length) continue;
      if (!affected.has(draft)) addOwn(survey, draft.affected, prefix);
      affected.add(draft);
      if (!isAway || !survey.isEmbedded(cluster) || length < winnerLength) continue;
      if (!offsite.has(draft)) addOwn(survey, draft.offsite, prefix);
      offsite.add(draft);
    }
  });
}
