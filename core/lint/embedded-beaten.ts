// Whose clients pass their own embedded site, and which route takes them away?
import { noRow } from '../base/ids.ts';
import { candidateWords, siteDistances } from '../compile/candidate-lists.ts';
import { routeWords } from '../compile/route-groups.ts';
import { defaultRanking } from '../rank/ranking.ts';
import type { LintSearch } from './finding.ts';
import { addOwn, gathering, hasOwnSpace } from './gather.ts';
import { coverLength, coverOf, isBeaten, type Survey } from './survey.ts';

/**
 * An embedded site has a route to the clients, and rank 0 has no embedded site: a longer prefix was
 * announced at an exchange, or the path there is shorter.
 *
 * Causes: `prefix-length`, `as-path`, `med`, `distance`: the first criterion of the published order
 * by which the best embedded candidate lost. `networks`: that of its site. `sites`: embedded sites
 * that lose. `clusters` and `links`: those that win. `prefixCount`: the winning prefixes.
 * `affected` and `offsite`: the clients. Source: N. Bargisen, AfPIF 2018: longest match first.
 */
export const embeddedBeaten: LintSearch = {
  name: 'embedded-beaten',
  place: 10,
  asks: 'do the embedded sites get the clients they hear',
  find(survey) {
    const { world, tree, lists, listAt, embeddedPlace, coverAt, groups, order } = survey;
    const out = gathering(survey);
    const [words, start] = [lists.words(), lists.start()];
    const causeOf = causes(survey);
    for (const prefix of tree.order) {
      const list = listAt[prefix];
      if (!isBeaten(survey, list) || !hasOwnSpace(survey, prefix)) continue;
      const embedded = words[start[list] + embeddedPlace[list] * candidateWords];
      const winner = words[start[list]];
      const cause = causeOf(prefix, winner, embedded);
      const site = survey.siteOf(embedded);
      const severity = cause === 'prefix-length' ? 'error' : 'warning';
      const asn = world.sites.asn[site];
      const draft = out.at(`${asn} ${cause}`, severity, cause, [asn]);
      draft.sites.add(site);
      for (let at = start[list]; at < start[list + 1]; at += candidateWords) {
        if (words[at + 2] > 0) break;
        draft.clusters.add(order.clusters.rows[words[at]]);
        draft.links.add(order.links.rows[words[at + 1]]);
      }
      addOwn(survey, draft.affected, prefix);
      addOwn(survey, draft.offsite, prefix);
      const length = coverLength(survey, coverAt[prefix], winner);
      if (groups.groupOf[prefix] !== noRow && length === world.prefixes.length[prefix])
        out.count(draft, prefix);
    }
    return out.drafts();
  },
};

/** The first criterion by which `winner` comes before `loser` for the clients of a prefix. */
function causes(survey: Survey) {
  const { world, order, clientAt, coverAt, covers } = survey;
  const kilometres = siteDistances(world, order);
  const keys = (prefix: number, cluster: number): number[] => {
    const words = covers.lists.words();
    const at = coverOf(survey, coverAt[prefix], cluster);
    const metro = clientAt[prefix] === noRow ? noRow : world.clients.metro[clientAt[prefix]];
    const site = order.sites.place[survey.siteOf(cluster)];
    return [-words[at + routeWords], words[at + 1], words[at + 2], kilometres(metro, site)];
  };
  return (prefix: number, winner: number, loser: number): string => {
    const [mine, theirs] = [keys(prefix, winner), keys(prefix, loser)];
    return defaultRanking[mine.findIndex((key, k) => key !== theirs[k])];
  };
}
