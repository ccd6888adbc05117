// Who follows which of the routes that a rule has marked?
import { noRow } from '../base/ids.ts';
import { routeWords } from '../compile/route-groups.ts';
import type { LintDraft } from './finding.ts';
import { addOwn } from './gather.ts';
import { coverLength, firstClusters, isBeaten, type Survey } from './survey.ts';

/** Marked routes: by prefix, each a draft and a cluster that hears it. */
export type Followed = Map<number, Map<LintDraft, Set<number>>>;

export function mark(marks: Followed, prefix: number, draft: LintDraft, cluster: number): void {
  const here = marks.get(prefix) ?? new Map<LintDraft, Set<number>>();
  marks.set(prefix, here);
  const clusters = here.get(draft) ?? new Set();
  here.set(draft, clusters.add(cluster));
}

/** Visits the marks at and around each prefix, the prefixes in order of address. */
export function walkMarks(
  { tree }: Survey,
  marks: Followed,
  visit: (prefix: number, marked: number, draft: LintDraft, clusters: ReadonlySet<number>) => void,
): void {
  if (marks.size === 0) return;
  const isMarked = new Uint8Array(tree.parent.length);
  for (const prefix of tree.order) {
    const parent = tree.parent[prefix];
    if (marks.has(prefix) || (parent !== noRow && isMarked[parent] === 1)) isMarked[prefix] = 1;
    else continue;
    for (let at = prefix; at !== noRow; at = tree.parent[at]) {
      const here = marks.get(at);
      if (here) for (const [draft, clusters] of here) visit(prefix, at, draft, clusters);
    }
  }
}

/**
 * Adds to each draft the traffic that takes its marked routes at rank 0, where clusters that tie
 * carry shares by capacity; and what of it passes an embedded site that has a route.
 */
export function followMarks(survey: Survey, marks: Followed): void {
  const { world, listAt, coverAt, clusterBps } = survey;
  let shares = new Map<number, number>();
  let seen = noRow;
  walkMarks(survey, marks, (prefix, marked, draft, clusters) => {
    if (seen !== prefix) shares = firstShares(firstClusters(survey, listAt[prefix]), clusterBps);
    seen = prefix;
    for (const [cluster, share] of shares) {
      if (!clusters.has(cluster)) continue;
      if (coverLength(survey, coverAt[prefix], cluster) !== world.prefixes.length[marked]) continue;
      addOwn(survey, draft.affected, prefix, share);
      if (isBeaten(survey, listAt[prefix])) addOwn(survey, draft.offsite, prefix, share);
    }
  });
}

function firstShares(clusters: readonly number[], clusterBps: Float64Array) {
  const all = clusters.reduce((sum, cluster) => sum + clusterBps[cluster], 0);
  return new Map(
    clusters.map((cluster) => [cluster, all > 0 ? clusterBps[cluster] / all : 1 / clusters.length]),
  );
}

/** Whether a route is the one that its cluster uses for its prefix, or equal to it. */
export function isChosen({ world, groups, order }: Survey, route: number): boolean {
  const { routes, paths } = world;
  const group = groups.groupOf[routes.prefix[route]];
  if (group === noRow) return false;
  const [words, start] = [groups.groups.words(), groups.groups.start()];
  const path = routes.path[route];
  const mine = [
    order.clusters.place[routes.cluster[route]],
    paths.start[path + 1] - paths.start[path],
    routes.med[route],
    order.links.place[routes.link[route]],
  ];
  for (let at = start[group]; at < start[group + 1]; at += routeWords)
    if (mine.every((word, k) => words[at + k] === word)) return true;
  return false;
}
