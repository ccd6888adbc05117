// Which more-specifics of a network that peers with us come in through somebody else?
import { noRow } from '../base/ids.ts';
import { linkKinds } from '../world/world.ts';
import type { LintSearch } from './finding.ts';
import { gathering } from './gather.ts';
import { type Followed, followMarks, isChosen, mark } from './marks.ts';
import type { Survey } from './survey.ts';

/**
 * The path of an accepted route goes through a network that has a private link of its own and
 * announces a shorter prefix around this one there: the longer one wins, and the traffic takes the
 * way through the third. Either that network leaks, or the owner wants it so.
 *
 * Cause: `more-specific`. `networks`: the peer that it came from, the one that has its own link.
 * `affected`: clients that follow such routes at rank 0. Source: T. McDaniel, J. Smith,
 * M. Schuchard, "Flexsealing BGP Against Route Leaks", NDSS 2021 (peer locking).
 */
export const leakPath: LintSearch = {
  name: 'leak-path',
  place: 60,
  asks: 'does the traffic of each peer come over its own link',
  find(survey) {
    const { world, tree, routeStart, routeOf, order } = survey;
    const { routes, clusters } = world;
    const out = gathering(survey);
    const marks: Followed = new Map();
    const passed = passedPeers(survey);
    for (const prefix of tree.order)
      for (let at = routeStart[prefix]; at < routeStart[prefix + 1]; at++) {
        const route = routeOf[at];
        const peers = passed[routes.path[route]];
        if (peers.length === 0 || survey.verdictOf(route) !== 0) continue;
        const peer = survey.peerOf(route);
        for (const other of peers) {
          if (other === peer || !isCoveredOnly(survey, prefix, other)) continue;
          const draft = out.at(`${peer} ${other}`, 'warning', 'more-specific', [peer, other]);
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

function isPrivate({ world }: Survey, link: number): boolean {
  return linkKinds[world.links.kind[link]] === 'pni' && world.links.peerAsn[link] !== 0;
}

/** Per path the networks in it that have a private link. */
function passedPeers(survey: Survey): readonly (readonly number[])[] {
  const { links, paths } = survey.world;
  const direct = new Set<number>();
  for (let link = 0; link < links.count; link++)
    if (isPrivate(survey, link)) direct.add(links.peerAsn[link]);
  return Array.from({ length: paths.count }, (_, path) => {
    const asns = new Set(paths.asn.subarray(paths.start[path], paths.start[path + 1]));
    return [...asns].filter((asn) => direct.has(asn));
  });
}

/** Whether `asn` announces a prefix around this one over a private link, and not this one. */
function isCoveredOnly(survey: Survey, prefix: number, asn: number): boolean {
  const { world, tree, routeStart, routeOf } = survey;
  const { links, routes } = world;
  for (let at = prefix; at !== noRow; at = tree.parent[at])
    for (let k = routeStart[at]; k < routeStart[at + 1]; k++) {
      const link = routes.link[routeOf[k]];
      if (links.peerAsn[link] !== asn || !isPrivate(survey, link)) continue;
      if (survey.verdictOf(routeOf[k]) === 0) return at !== prefix;
    }
  return false;
}
