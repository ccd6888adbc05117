// Which shares of an impact are held to which limit, and which are more than it lets through?
import { type AdmissionChange, shareOf } from './impact.ts';
import { type AdmissionPolicy, rowsMin } from './policy.ts';
import type { RequestChange } from './request-change.ts';

/**
 * | code         | verdict | says |
 * | ------------ | ------- | ---- |
 * | `fleet`      | refuse  | it is of another fleet |
 * | `version`    | refuse  | (epoch, sequence) is not newer, or no version at all |
 * | `reused`     | refuse  | the bytes of one of both hold another snapshot by now |
 * | `empty`      | refuse  | the first ever, and no candidate of anybody is up and holds a file |
 * | `appliances` | hold    | too many appliances are gone or not up, or in another cluster |
 * | `capacity`   | hold    | too much capacity is gone, over all or at one kind of site |
 * | `links`      | hold    | too much capacity of links is gone, over all or of one kind |
 * | `coverage`   | hold    | too much address space has no candidates any more |
 * | `candidates` | hold    | clients lose too many of their candidates |
 * | `moved`      | hold    | too much traffic would go to another site at rank 0 |
 * | `files`      | hold    | too many files are held by nobody any more |
 * | `copies`     | hold    | too many copies are gone |
 * | `none`       | hold    | too many requests would get no answer any more |
 * | `worse`      | hold    | too many requests would get a worse answer |
 * | `broken`     | hold    | the same, and the appliances do not explain it |
 * | `changed`    | hold    | too many requests would get another answer, unexplained |
 * | `filled`     | hold    | too many would get another answer as copies are more |
 * | `pulled`     | hold    | too many would leave a box that is there for what came or grew |
 * | `targets`    | hold    | too many targets would be missing, unexplained |
 * | `group`      | hold    | the same of one group, or of one kind of link |
 * | `sample`     | hold    | no client of the sample has candidates, before or after |
 * | `growth`     | hold    | more appliances, rows, copies or capacity than is plausible |
 * | `rolled-back` | hold   | a rollback left this content, and nobody said why it may be back |
 * | `hour`       | hold    | with what went within an hour, too much of one of these |
 */
export type AdmissionReason = {
  readonly code:
    | ('fleet' | 'version' | 'empty' | 'reused')
    | (
        | 'appliances'
        | 'capacity'
        | 'links'
        | 'coverage'
        | 'candidates'
        | 'moved'
        | 'files'
        | 'copies'
      )
    | ('none' | 'worse' | 'broken' | 'changed' | 'filled' | 'pulled')
    | ('targets' | 'group' | 'sample' | 'growth' | 'hour' | 'rolled-back');
  /** What is held against it, for a reader. */
  readonly text: string;
  /** Of what it is, in the words of the text, and the name of its limit; absent in a refusal. */
  readonly what?: string;
  readonly limit?: keyof AdmissionPolicy;
  /**
   * What would be lost or moved, or how many times as much there would be, and the limit that it
   * passes; absent where nothing is measured.
   */
  readonly share?: number;
  readonly shareMax?: number;
};

/** Rounded up in the last digit, so that a share beyond its limit never reads as the limit. */
export const percent = (share: number): string => `${Math.ceil(share * 1000 - 1e-9) / 10} %`;

/** A share that a limit bounds. `what` says of what it is, and no two have the same. */
export type Measure = {
  readonly code: AdmissionReason['code'];
  readonly what: string;
  readonly share: number;
  readonly limit: keyof AdmissionPolicy;
  /** How many requests were asked, where it is found by asking. */
  readonly asked?: number;
  /** How much there was and is, where what comes back has not gone; else shares add up. */
  readonly level?: readonly [before: number, after: number];
  /** Whether an hour may bring `hourTimesMax` times the limit: the noise of many batches. */
  readonly isFine?: boolean;
};

/** All shares of an impact. */
export function measuresOf(impact: AdmissionChange): Measure[] {
  return [
    ...applianceMeasures(impact),
    ...contentMeasures(impact),
    ...routeMeasures(impact),
  ].concat(impact.requests.flatMap(requestMeasures));
}

function applianceMeasures(impact: AdmissionChange): Measure[] {
  const { applianceLossShare, applianceStrayShare, applianceGainShare, capacities } = impact;
  const boxes = 'the appliances that are up';
  return [
    {
      code: 'appliances',
      what: `${boxes} are gone, no longer up, or in another cluster`,
      share: applianceLossShare,
      limit: 'applianceLossShareMax',
      level: [impact.upApplianceCount, impact.upAfterCount],
    },
    {
      code: 'appliances',
      what: `${boxes} stand in another cluster`,
      share: applianceStrayShare,
      limit: 'applianceStrayShareMax',
      isFine: true,
    },
    {
      code: 'growth',
      what: `${boxes} were not there`,
      share: applianceGainShare,
      limit: 'applianceGainShareMax',
    },
    ...capacities.map(
      ({ sites: kind, beforeBps, afterBps, lossShare }): Measure => ({
        code: 'capacity',
        what: `the capacity of ${kind} sites is gone`,
        share: lossShare,
        limit: 'capacityLossShareMax',
        level: [beforeBps, afterBps],
      }),
    ),
  ];
}

function contentMeasures({ diff }: AdmissionChange): Measure[] {
  const { files, copies, links } = diff.content;
  return [
    ...links.map(
      ({ links: kind, beforeBps, afterBps, lostBps }): Measure => ({
        code: 'links',
        what: `the capacity of ${kind} links is gone`,
        share: shareOf(lostBps, beforeBps),
        limit: 'linkLossShareMax',
        level: [beforeBps, afterBps],
      }),
    ),
    {
      code: 'files',
      what: 'the files that were held are held by nobody',
      share: shareOf(files.lost, files.before),
      limit: 'fileLossShareMax',
      level: [files.before, files.after],
    },
    {
      code: 'copies',
      what: 'the copies are gone',
      share: shareOf(copies.lost, copies.before),
      limit: 'copyLossShareMax',
      level: [copies.before, copies.after],
    },
  ];
}

function routeMeasures(impact: AdmissionChange): Measure[] {
  const { candidateLossShare, movedShare, coverages } = impact;
  const traffic = impact.movedOver === 'sample' ? 'sampled traffic' : 'covered address space';
  return [
    ...coverages.map(
      ({ space, before, after, lost }): Measure => ({
        code: 'coverage',
        what: `the ${space} space with candidates has none any more`,
        share: shareOf(lost, before),
        limit: 'coverageLossShareMax',
        level: [before, after],
      }),
    ),
    {
      code: 'candidates',
      what: 'the candidates that clients have are gone',
      share: candidateLossShare,
      limit: 'candidateLossShareMax',
      isFine: true,
    },
    {
      code: 'moved',
      what: `the ${traffic} goes to another site at rank 0`,
      share: movedShare,
      limit: 'movedShareMax',
    },
  ];
}

/** Of the requests that one kind of link took, fewer say too little. */
const judgedMin = 64;

function requestMeasures(change: RequestChange): Measure[] {
  const { clients, over, requestCount: asked } = change;
  const { noneShare, brokenShare, changedShare } = change;
  const measure = (
    code: Measure['code'],
    what: string,
    name: 'none' | 'worse' | 'broken' | 'changed' | 'filled' | 'pulled',
  ): Measure => {
    const [share, limit] = [change[`${name}Share`], `${name}ShareMax`] as const;
    const isFine = name !== 'worse' && name !== 'pulled';
    return { code, what: `the requests (${clients}) ${what}`, share, limit, asked, isFine };
  };
  const unexplained = 'which the appliances do not explain';
  if (over !== 'all') {
    const share = Math.max(brokenShare, noneShare, changedShare);
    const what = `the requests (${clients}) get another answer or none, ${unexplained}`;
    if (over === 'links' && asked < judgedMin) return [];
    return [{ code: 'group', what, share, limit: 'groupShareMax', asked }];
  }
  return [
    measure('none', 'were answered and get no answer', 'none'),
    measure('worse', 'get a worse answer', 'worse'),
    measure('broken', `get a worse answer, ${unexplained}`, 'broken'),
    measure('changed', 'get another answer, and nothing explains it', 'changed'),
    measure('filled', 'get another answer, as copies are more or fewer', 'filled'),
    measure('pulled', 'leave an appliance that is there for what came or grew', 'pulled'),
    {
      code: 'targets',
      what: `the targets (${clients}) are missing, ${unexplained}`,
      share: change.targetLossShare,
      limit: 'targetLossShareMax',
      asked,
      isFine: true,
    },
  ];
}

const unheardSample: AdmissionReason = {
  code: 'sample',
  text: 'no client of the sample has candidates, before or after: it says nothing of this fleet',
};

/** All reasons against a candidate of this impact; empty: it may be applied. Total. */
export function reasonsToHold(impact: AdmissionChange, policy: AdmissionPolicy): AdmissionReason[] {
  const held = measuresOf(impact).filter(({ share, limit }) => share > policy[limit]);
  return [
    ...held.map((measure) => {
      const { code, what, share, limit, asked } = measure;
      const shareMax = policy[limit];
      const of = asked === undefined ? '' : ` (${asked} asked)`;
      const text = `${percent(share)} of ${what}; at most ${percent(shareMax)} is applied${of}`;
      return { code, text, what, limit, share, shareMax };
    }),
    ...(impact.sampleCoveredShare > 0 ? [] : [unheardSample]),
    ...growthReasons(impact, policy),
  ];
}

function growthReasons(impact: AdmissionChange, policy: AdmissionPolicy): AdmissionReason[] {
  const reasons: AdmissionReason[] = [];
  const hold = (what: string, said: string, share: number, limit: keyof AdmissionPolicy): void => {
    const shareMax = policy[limit];
    if (!(share > shareMax)) return;
    const times = Math.ceil(share * 100 - 1e-9) / 100;
    const text = `${said}${times} × as much; at most ${shareMax} × is applied`;
    reasons.push({ code: 'growth', text, what, limit, share, shareMax });
  };
  for (const { what, before, after } of impact.totals)
    if (before > 0 && after > rowsMin)
      hold(what, `${what}: ${before} became ${after}, `, after / before, 'growthMax');
  const { rowGrowth, rowGrowthId, rowShrink, rowShrinkId } = impact;
  const one = 'the capacity of one appliance';
  hold(`${one} grew`, `the capacity of ${rowGrowthId} became `, rowGrowth, 'rowGrowthMax');
  hold(`${one} or link shrank`, `the capacity of ${rowShrinkId} was `, rowShrink, 'rowGrowthMax');
  return reasons;
}
