// Who gets another answer from another snapshot? By impact on the address space, not by text.
import { given } from '../base/given.ts';
import { compareUtf8 } from '../base/utf8.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { type ContentDiff, diffContent } from './diff-content.ts';
import {
  diffFleet,
  type FleetDiff,
  isEmptyFleetDiff,
  type Joins,
  joinTables,
} from './diff-fleet.ts';
import {
  addSize,
  noSize,
  pairVantages,
  type SpaceSize,
  type Sums,
  type TrafficSample,
  type VantagePair,
} from './diff-space.ts';
import { type DiffCause, diffCauses, type RankChange, viewComparison } from './diff-views.ts';

/** All space whose answer changes for one cause from the same to the same; see `diffCauses`. */
export type DiffGroup = {
  readonly cause: DiffCause;
  /** Ids, in byte order: clusters, links or sites, by cause. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  /** The sites where they stand. */
  readonly fromSites: readonly string[];
  readonly toSites: readonly string[];
  readonly measure: SpaceSize;
};

/** How much client space answers differently, in addresses, /48s and sampled weight. */
export type SpaceDiff = {
  /** Space with candidates. */
  readonly coveredBefore: SpaceSize;
  readonly coveredAfter: SpaceSize;
  readonly lost: SpaceSize;
  /** Covered before or after, and another answer; `resort-only` is outside of it. */
  readonly changed: SpaceSize;
  /** What goes to another site at rank 0: clusters that share it carry shares by capacity. */
  readonly moved: SpaceSize;
  /** Weight of the whole sample. */
  readonly sampleWeight: number;
};

/** The causes that occur, in the order of `diffCauses`. */
export type CauseTotal = {
  readonly cause: DiffCause;
  readonly groupCount: number;
  readonly measure: SpaceSize;
};

/** The difference of two snapshots by impact, not by text. */
export type SnapshotDiff = {
  readonly isEmpty: boolean;
  readonly space: SpaceDiff;
  readonly causes: readonly CauseTotal[];
  /** Largest first: by sampled weight where there is a sample, else by share of covered space. */
  readonly groups: readonly DiffGroup[];
  readonly fleet: FleetDiff;
  readonly content: ContentDiff;
};

const emptySample: TrafficSample = { count: 0, family: [], words: [], weight: [] };

/**
 * The difference from `a` to `b`, two opened snapshots: equal ones, however their worlds were
 * ordered, give an empty one. Rows are matched by id. Versions are not compared. `sample`
 * says where the traffic is. Pure and total. One merge of both lists of spans, O(spans + pairs).
 *
 * @example
 * const { space, fleet } = diffSnapshots(snapshot, snapshot);
 * console.log(space.moved.v4AddressCount, fleet.appliances.added.length); // => 0 0
 */
export function diffSnapshots(
  a: Snapshot,
  b: Snapshot,
  sample: TrafficSample = emptySample,
): SnapshotDiff {
  given(a, 'snapshot');
  given(b, 'snapshot');
  given(sample, 'sample');
  return compareSnapshots(a, b, sample).diff;
}

/** A difference, and what it was found from. */
export type Compared = {
  readonly diff: SnapshotDiff;
  readonly joins: Joins;
  readonly pairs: readonly VantagePair[];
};

/** The same, with the rows and vantages that were compared. */
export function compareSnapshots(
  a: Snapshot,
  b: Snapshot,
  sample: TrafficSample = emptySample,
): Compared {
  const joins = joinTables(a, b);
  const pairs = pairVantages(a, b, sample);
  const { space, groups } = diffSpace({ a, b, joins }, pairs);
  const fleet = diffFleet(a, b, joins);
  const content = diffContent(a, b, joins);
  const causes = diffCauses.flatMap((cause) => {
    const own = groups.filter((group) => group.cause === cause);
    if (own.length === 0) return [];
    const measure = noSize();
    for (const group of own) addSize(measure, group.measure);
    return [{ cause, groupCount: own.length, measure }];
  });
  const isEmpty = groups.length === 0 && isEmptyFleetDiff(fleet);
  return { diff: { isEmpty, space, causes, groups, fleet, content }, joins, pairs };
}

function diffSpace({ a, b, joins }: Sides, pairs: readonly VantagePair[]) {
  const views = viewComparison(a, b, joins);
  const [coveredBefore, coveredAfter, changed] = [noSize(), noSize(), noSize()];
  const [lost, moved, all] = [noSize(), noSize(), noSize()];
  const found = new Map<string, { change: RankChange; measure: Sums }>();
  for (const { before, after, measure } of pairs) {
    addSize(all, measure);
    const [was, is] = [views.isCoveredBefore(before), views.isCoveredAfter(after)];
    if (was) addSize(coveredBefore, measure);
    if (is) addSize(coveredAfter, measure);
    if (was && !is) addSize(lost, measure);
    const movedShare = views.movedShare(before, after);
    if (movedShare > 0) addSize(moved, measure, movedShare);
    const change = views.change(before, after);
    if (change === undefined) continue;
    if (was || is) addSize(changed, measure);
    const key = `${change.cause} ${change.from.join()} ${change.to.join()}`;
    const group = found.get(key) ?? { change, measure: noSize() };
    found.set(key, group);
    addSize(group.measure, measure);
  }
  const groups = [...found.values()].map(({ change, measure }) =>
    groupOf(change, measure, { a, b, joins }),
  );
  const { sampleWeight } = all;
  const space = { coveredBefore, coveredAfter, lost, changed, moved, sampleWeight };
  return { space, groups: groups.sort(byImpact(space)) };
}

type Sides = { readonly a: Snapshot; readonly b: Snapshot; readonly joins: Joins };

function groupOf({ cause, from, to }: RankChange, measure: SpaceSize, sides: Sides): DiffGroup {
  const { a, b, joins } = sides;
  const isResort = cause === 'resort' || cause === 'resort-only';
  const table = isResort ? 'site' : cause === 'link' ? 'link' : 'cluster';
  const { idOf, rowA, rowB } = joins[table];
  const siteOf = (snapshot: Snapshot, row: number): number => {
    if (table === 'site') return row;
    return table === 'link' ? snapshot.linkSite[row] : snapshot.clusterSite[row];
  };
  const names = (list: readonly string[]): string[] => [...new Set(list)].sort(compareUtf8);
  const { idOf: siteIdOf, ofA, ofB } = joins.site;
  return {
    cause,
    from: names(from.map(idOf)),
    to: names(to.map(idOf)),
    fromSites: names(from.map((joined) => siteIdOf(ofA[siteOf(a, rowA[joined])]))),
    toSites: names(to.map((joined) => siteIdOf(ofB[siteOf(b, rowB[joined])]))),
    measure,
  };
}

/** Shares of what is covered before or after, so that IPv4 and IPv6 weigh the same. */
function byImpact({ coveredAfter, lost, sampleWeight }: SpaceDiff) {
  const v4 = Math.max(1, coveredAfter.v4AddressCount + lost.v4AddressCount);
  const v6 = Math.max(1, coveredAfter.v6BlockCount + lost.v6BlockCount);
  const rankOf = ({ cause }: DiffGroup): number => (cause === 'resort-only' ? 1 : 0);
  const impact = ({ measure }: DiffGroup): number =>
    measure.v4AddressCount / v4 + measure.v6BlockCount / v6;
  const textOf = ({ cause, from, to }: DiffGroup): string => `${cause} ${from} ${to}`;
  return (x: DiffGroup, y: DiffGroup): number =>
    (sampleWeight > 0 ? y.measure.sampleWeight - x.measure.sampleWeight : 0) ||
    rankOf(x) - rankOf(y) ||
    impact(y) - impact(x) ||
    compareUtf8(textOf(x), textOf(y));
}
