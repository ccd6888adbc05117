// Would somebody's list of candidates, or the last resort, make one decision slow?

import { assert } from '../base/assert.ts';
import type { Problem } from '../base/problem.ts';
import { counted, grouped } from '../door/wording.ts';
import { allCopies } from '../holders/content.ts';
import {
  stepsOf,
  type WalkedColumns,
  type WorkColumns,
  workExcess,
  workMax,
} from '../holders/work.ts';
import { judgePrefix } from '../prefix/accept.ts';
import { orderPrefixes, sweep } from '../prefix/sweep.ts';
import { exchangeSite, transitLink, type World } from '../world/world.ts';

/** What is wrong with compiled columns whose walks are too long; undefined: nothing. O(bytes). */
export function workProblem(
  columns: WorkColumns & WalkedColumns,
  work?: Float64Array,
): Problem | undefined {
  const { list, resort } = workExcess(columns, work);
  if (list) return problemOf('routes', 'the candidates of some clients', list.steps, workMax.list);
  return resort && problemOf('sites', 'the last resort', resort.steps, workMax.resort);
}

function problemOf(path: string, what: string, steps: number, most: number): Problem {
  const many = `${counted(steps, 'step')} for ${what}, at most ${grouped(most)}`;
  const text = `${many}: use fewer appliances, or fewer copies`;
  return { code: 'too-much-work', path, text };
}

/**
 * The same of a world, without compiling it: undefined where no walk can be too long. What is told
 * may be too much, where a cluster hears several prefixes around a client: `isSure` says no then.
 */
export function worldWork(
  world: World,
): { readonly problem: Problem; readonly isSure: boolean } | undefined {
  const work = clusterWorkIn(world);
  const resort = resortWork(world, work);
  if (resort > workMax.resort)
    return { problem: problemOf('sites', 'the last resort', resort, workMax.resort), isSure: true };
  const most = Math.max(longestWalk(world, 4, work), longestWalk(world, 6, work));
  if (most <= workMax.list) return undefined;
  const what = 'the candidates of some clients';
  return { problem: problemOf('routes', what, most, workMax.list), isSure: false };
}

/** Steps of each cluster, in rows of the world. */
function clusterWorkIn({ clusters, appliances, manifestId, manifests }: World): Float64Array {
  const size = new Uint32Array(clusters.count);
  for (const cluster of appliances.cluster) size[cluster]++;
  const copies = new Uint32Array(manifestId.length);
  manifests.manifest.forEach((manifest, row) => {
    const wanted = Math.min(allCopies, manifests.copies[row]);
    if (wanted > copies[manifest]) copies[manifest] = wanted;
  });
  return Float64Array.from(clusters.manifest, (manifest, cluster) =>
    stepsOf(size[cluster], copies[manifest], false),
  );
}

/** Steps over all exchange sites with transit. */
function resortWork({ sites, links, clusters }: World, work: Float64Array): number {
  const isResort = new Uint8Array(sites.count);
  links.site.forEach((site, link) => {
    if (links.kind[link] === transitLink && sites.kind[site] === exchangeSite) isResort[site] = 1;
  });
  return clusters.site.reduce((sum, site, row) => sum + (isResort[site] ? work[row] : 0), 0);
}

/** The most steps over the clusters that are heard at a prefix and at those around it. */
function longestWalk({ prefixes, routes }: World, family: 4 | 6, work: Float64Array): number {
  const own = new Float64Array(prefixes.count);
  routes.prefix.forEach((prefix, route) => {
    own[prefix] += work[routes.cluster[route]];
  });
  const { length, word0 } = prefixes;
  let most = 0;
  sweep(prefixes, orderPrefixes(prefixes, family), 0, {
    enter(prefix, parent) {
      const isHeard = judgePrefix(family, length[prefix], word0[prefix]) === 0;
      const steps = Math.min(0xffffffff, parent + (isHeard ? own[prefix] : 0));
      most = Math.max(most, steps);
      return steps;
    },
  });
  return most;
}

/** Throws where the walks of compiled columns are too long, as `checkCompile` would have told. */
export function assertWork(columns: WorkColumns & WalkedColumns): void {
  const found = workProblem(columns);
  assert(found === undefined, `checkCompile finds no problem; ${found?.path}: ${found?.text}`);
}
