// Who announces many more-specifics of others' space that it did not announce before?
import { noRow } from '../base/ids.ts';
import type { LintDraft, LintSearch } from './finding.ts';
import { gathering } from './gather.ts';
import type { Ground } from './ground.ts';
import { type Followed, followMarks, isChosen, mark } from './marks.ts';
import type { Survey } from './survey.ts';

/** So many new prefixes are many, if they are this share of what the peer had there before. */
const manyMin = 10;
const manyShareMin = 0.1;
/** Networks that a finding names beside the peer. */
const ownersMax = 9;

/**
 * Per peer and link: accepted routes that are new there since the world before, for a prefix inside
 * one that was routed then (by whomever), in space then registered to another network. Needs a
 * world before; links that are new are left out.
 *
 * Causes: `sudden`; `new-peer` where the peer had no route there. An `error` (`new-peer`: a
 * `warning`) from 10 prefixes and a tenth of what the peer had there, else a `notice`. `networks`:
 * the peer, then those whose space it is, most prefixes first. `affected`: clients that follow such
 * routes at rank 0. Source: RFC 7908, types 1 to 4; limits per peer: RFC 7454, section 8.
 */
export const leakSudden: LintSearch = {
  name: 'leak-sudden',
  place: 50,
  asks: 'has no peer begun to announce parts of the space of others',
  find(survey) {
    if (survey.before === undefined) return [];
    const out = gathering(survey);
    const found = new Map<LintDraft, { owners: Map<number, number>; had: number }>();
    const marks: Followed = new Map();
    const news = newRoutes(survey, survey.before);
    for (const { route, prefix, owner, had } of news) {
      const { cluster, link } = survey.world.routes;
      const peer = survey.peerOf(route);
      const cause = had > 0 ? 'sudden' : 'new-peer';
      const draft = out.at(`${link[route]} ${peer}`, 'notice', cause, [peer]);
      draft.sites.add(survey.world.clusters.site[cluster[route]]);
      draft.clusters.add(cluster[route]);
      draft.links.add(link[route]);
      const { owners } = found.get(draft) ?? { owners: new Map<number, number>() };
      found.set(draft, { owners, had });
      const counted = draft.prefixCount;
      out.count(draft, prefix);
      if (draft.prefixCount > counted) owners.set(owner, (owners.get(owner) ?? 0) + 1);
      if (isChosen(survey, route))
        mark(marks, prefix, draft, survey.order.clusters.place[cluster[route]]);
    }
    for (const [draft, { owners, had }] of found) {
      const isMany = draft.prefixCount >= Math.max(manyMin, had * manyShareMin);
      if (isMany) draft.severity = had > 0 ? 'error' : 'warning';
      const listed = [...owners].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
      draft.networks.push(...listed.slice(0, ownersMax).map(([asn]) => asn));
    }
    followMarks(survey, marks);
    return out.drafts();
  },
};

type NewRoute = {
  readonly route: number;
  readonly prefix: number;
  /** Whose space it was. */
  readonly owner: number;
  /** Prefixes that the peer had on the link before. */
  readonly had: number;
};

/** New more-specifics of others' space, prefixes in order of address. */
function newRoutes(survey: Survey, before: Ground): NewRoute[] {
  const { world, tree, routeStart, routeOf } = survey;
  const { routes, links } = world;
  const linkBefore = new Map(before.world.links.id.map((id, row) => [id, row]));
  const had = prefixesHad(before);
  const heard = heardBefore(before);
  const found: NewRoute[] = [];
  const words = new Uint32Array(4);
  const { family, length, word0, word1, word2, word3 } = world.prefixes;
  for (const prefix of tree.order) {
    words.set([word0[prefix], word1[prefix], word2[prefix], word3[prefix]]);
    let at = before.tree.find(family[prefix], words);
    while (at !== noRow && before.world.prefixes.length[at] > length[prefix])
      at = before.tree.parent[at];
    if (at === noRow || before.clientAt[at] === noRow) continue;
    const isKnown = before.world.prefixes.length[at] === length[prefix];
    const outer = isKnown ? before.tree.parent[at] : at;
    const owner = before.world.clients.asn[before.clientAt[at]];
    let isInside: boolean | undefined;
    for (let k = routeStart[prefix]; k < routeStart[prefix + 1]; k++) {
      const route = routeOf[k];
      const link = linkBefore.get(links.id[routes.link[route]]);
      const peer = survey.peerOf(route);
      if (link === undefined || peer === owner || survey.verdictOf(route) !== 0) continue;
      isInside ??= isRouted(before, outer);
      if (!isInside) break;
      if (isKnown && heard(at, link, peer)) continue;
      found.push({ route, prefix, owner, had: had.get(`${link} ${peer}`) ?? 0 });
    }
  }
  return found;
}

/** Whether an accepted route was there for the prefix or one around it. */
function isRouted({ tree, routeStart, routeOf, verdictOf }: Ground, prefix: number): boolean {
  for (let at = prefix; at !== noRow; at = tree.parent[at])
    for (let k = routeStart[at]; k < routeStart[at + 1]; k++)
      if (verdictOf(routeOf[k]) === 0) return true;
  return false;
}

/** Accepted prefixes per link and peer. */
function prefixesHad({ world, tree, routeStart, routeOf, verdictOf, peerOf }: Ground) {
  const had = new Map<string, number>();
  const { link } = world.routes;
  for (const prefix of tree.order) {
    const seen = new Set<string>();
    for (let k = routeStart[prefix]; k < routeStart[prefix + 1]; k++)
      if (verdictOf(routeOf[k]) === 0) seen.add(`${link[routeOf[k]]} ${peerOf(routeOf[k])}`);
    for (const key of seen) had.set(key, (had.get(key) ?? 0) + 1);
  }
  return had;
}

/** Whether the peer announced the prefix on the link, accepted. */
function heardBefore({ world, routeStart, routeOf, verdictOf, peerOf }: Ground) {
  const { link } = world.routes;
  return (prefix: number, wanted: number, peer: number): boolean => {
    for (let k = routeStart[prefix]; k < routeStart[prefix + 1]; k++) {
      const route = routeOf[k];
      if (link[route] === wanted && peerOf(route) === peer && verdictOf(route) === 0) return true;
    }
    return false;
  };
}
