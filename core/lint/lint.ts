// Which routes send traffic where nobody meant it to go?
import { given } from '../base/given.ts';
import { compareUtf8 } from '../base/utf8.ts';
import type { SpaceSize, TrafficSample } from '../diff/diff-space.ts';
import { prefixText } from '../prefix/text.ts';
import type { World } from '../world/world.ts';
import {
  type Finding,
  type LintDraft,
  type LintRule,
  type LintSearch,
  severities,
} from './finding.ts';
import * as registry from './registry.ts';
import { type Survey, surveyOf } from './survey.ts';

const searches: readonly LintSearch[] = Object.values(registry).sort((a, b) => a.place - b.place);

/** All rules, in the order in which they are told. */
export const lintRules: readonly LintRule[] = searches;

/** What lint may look at beside the world. */
export type LintOptions = {
  /** An earlier world, for what is sudden; without it `leak-sudden` finds nothing. */
  readonly before?: World;
  /** Where the traffic is; members by `prefixes.csv` unless told. */
  readonly sample?: TrafficSample;
  /** AS numbers of ours at the head of paths. Default: 2906 (peering), 40027 (appliances). */
  readonly ownAsns?: readonly number[];
};

/** All findings, the heaviest first, and the traffic that they are shares of. */
export type Lint = {
  /** All space in prefixes of the world, and all members (or the weight of the sample in it). */
  readonly total: SpaceSize;
  /** Errors first, then what sends most offsite, then what touches most. */
  readonly findings: readonly Finding[];
};

const defaultOwnAsns: readonly number[] = [2906, 40027];

/**
 * What is wrong with the routes of a sound world, by the published ranking. Pure; the row order of
 * the tables does not matter. O(routes + prefixes × depth + candidates of distinct views).
 *
 * @example
 * const [first] = lint(world).findings;
 * console.log(first?.severity, first?.rule); // => error embedded-beaten
 */
export function lint(world: World, options: LintOptions = {}): Lint {
  given(world, 'world');
  given(options, 'object');
  const { before, sample, ownAsns = defaultOwnAsns } = options;
  const survey = surveyOf(world, { before, sample, ownAsns });
  const findings = searches.flatMap((rule) =>
    rule.find(survey).map((draft) => finished(survey, rule.name, draft)),
  );
  return { total: survey.total, findings: findings.sort(byImpact(survey.total)) };
}

function finished({ world }: Survey, rule: string, draft: LintDraft): Finding {
  const { prefixes, sites, clusters, links } = world;
  const { word0, word1, word2, word3, family, length } = prefixes;
  const ids = (rows: ReadonlySet<number>, id: readonly string[]): string[] =>
    [...rows].map((row) => id[row]).sort(compareUtf8);
  const textOf = (row: number): string =>
    prefixText(family[row], [word0[row], word1[row], word2[row], word3[row]], length[row]);
  return {
    rule,
    severity: draft.severity,
    cause: draft.cause,
    networks: draft.networks,
    sites: ids(draft.sites, sites.id),
    clusters: ids(draft.clusters, clusters.id),
    links: ids(draft.links, links.id),
    prefixCount: draft.prefixCount,
    prefixes: draft.examples.map(textOf),
    affected: draft.affected,
    offsite: draft.offsite,
  };
}

/** Members (or the sample) weigh first; without any, shares of the space of both families. */
function byImpact({ v4AddressCount, v6BlockCount, sampleWeight }: SpaceSize) {
  const weight = (measure: SpaceSize): number =>
    sampleWeight > 0
      ? measure.sampleWeight
      : measure.v4AddressCount / Math.max(1, v4AddressCount) +
        measure.v6BlockCount / Math.max(1, v6BlockCount);
  const place = ({ severity }: Finding): number => severities.indexOf(severity);
  const textOf = ({ rule, cause, networks, sites, links }: Finding): string =>
    `${rule} ${cause} ${networks} ${sites} ${links}`;
  return (a: Finding, b: Finding): number =>
    place(a) - place(b) ||
    weight(b.offsite) - weight(a.offsite) ||
    weight(b.affected) - weight(a.affected) ||
    compareUtf8(textOf(a), textOf(b));
}
