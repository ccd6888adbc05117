// Which clients have no second site to go to?
import { noRow } from '../base/ids.ts';
import { embeddedSite } from '../world/world.ts';
import type { LintSearch } from './finding.ts';
import { addOwn, gathering, hasOwnSpace } from './gather.ts';
import { coverWords } from './survey.ts';

/**
 * All routes that cover a client come from one site: its loss sends them to last resort.
 *
 * Causes: `embedded-only`, `ix-only`: the kind of the site. `networks`: that of the clients by
 * `prefixes.csv`. `sites` and `clusters`: the one, and what of it hears them. `prefixCount`: routed
 * prefixes with space of their own. `affected`: what would go; `offsite`: nothing, as long as the
 * site stands. Source: Open Connect Route Optimizer, "Routes with no alternate source".
 */
export const noAlternate: LintSearch = {
  name: 'no-alternate',
  place: 40,
  asks: 'has every client a second site',
  find(survey) {
    const { world, tree, covers, coverAt, groups, clientAt, siteOf, order } = survey;
    const out = gathering(survey);
    const [words, start] = [covers.lists.words(), covers.lists.start()];
    const onlySite = new Map<number, number>();
    const onlySiteOf = (cover: number): number => {
      if (start[cover] === start[cover + 1]) return noRow;
      const site = siteOf(words[start[cover]]);
      for (let at = start[cover]; at < start[cover + 1]; at += coverWords)
        if (siteOf(words[at]) !== site) return noRow;
      return site;
    };
    for (const prefix of tree.order) {
      const cover = coverAt[prefix];
      const site = onlySite.get(cover) ?? onlySiteOf(cover);
      onlySite.set(cover, site);
      if (site === noRow || !hasOwnSpace(survey, prefix)) continue;
      const asn = clientAt[prefix] === noRow ? 0 : world.clients.asn[clientAt[prefix]];
      const cause = world.sites.kind[site] === embeddedSite ? 'embedded-only' : 'ix-only';
      const draft = out.at(`${asn} ${site}`, 'warning', cause, [asn]);
      draft.sites.add(site);
      for (let at = start[cover]; at < start[cover + 1]; at += coverWords) {
        draft.clusters.add(order.clusters.rows[words[at]]);
        draft.links.add(order.links.rows[words[at + 3]]);
      }
      addOwn(survey, draft.affected, prefix);
      if (groups.groupOf[prefix] !== noRow) out.count(draft, prefix);
    }
    return out.drafts();
  },
};
