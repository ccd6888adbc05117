// What of an impact is more than a policy lets through, in words and figures?
import { type AdmissionChange, shareOf } from './impact.ts';
import type { AdmissionPolicy } from './policy.ts';

/**
 * | code          | verdict | says                                                           |
 * | ------------- | ------- | -------------------------------------------------------------- |
 * | `fleet`       | refuse  | it is of another fleet                                         |
 * | `version`     | refuse  | (epoch, sequence) is not newer, or no version at all           |
 * | `reused`      | refuse  | the bytes of one of both hold another snapshot by now          |
 * | `empty`       | refuse  | the first snapshot ever, and no candidate would serve anybody  |
 * | `appliances`  | hold    | too many appliances are gone, not up, or in another cluster    |
 * | `capacity`    | hold    | too much capacity is gone, over all or at one kind of site     |
 * | `links`       | hold    | too much capacity of links is gone, over all or of one kind    |
 * | `coverage`    | hold    | too much address space has no candidates any more              |
 * | `candidates`  | hold    | clients lose too many of their candidates                      |
 * | `moved`       | hold    | too much traffic would go to another site at rank 0            |
 * | `files`       | hold    | too many files are held by nobody any more                     |
 * | `copies`      | hold    | too many copies are gone                                       |
 * | `none`        | hold    | too many requests would get no answer any more                 |
 * | `worse`       | hold    | too many requests would get a worse answer                     |
 * | `broken`      | hold    | the same, without an appliance that is gone to explain it      |
 * | `targets`     | hold    | too many targets would be missing, unexplained                 |
 * | `group`       | hold    | too many requests of one group, or of one kind of link, worse  |
 * | `growth`      | hold    | rows, copies or capacity became more than is plausible         |
 * | `hour`        | hold    | with what went within an hour, too much of one of these        |
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
    | ('none' | 'worse' | 'broken' | 'targets' | 'group' | 'growth' | 'hour');
  /** What is held against it, for a reader. */
  readonly text: string;
  /**
   * What would be lost or moved, or how many times as much there would be, and the limit that it
   * passes; absent where nothing is measured.
   */
  readonly share?: number;
  readonly shareMax?: number;
};

/** Rounded up in the last digit, so that a share beyond its limit never reads as the limit. */
export const percent = (share: number): string => `${Math.ceil(share * 1000 - 1e-9) / 10} %`;

/** A code, what its share is of, the share, and the limit. */
type Measured = readonly [
  code: AdmissionReason['code'],
  what: string,
  share: number,
  shareMax: number,
];

/** All reasons against a candidate of this impact; empty: it may be applied. Total. */
export function reasonsToHold(impact: AdmissionChange, policy: AdmissionPolicy): AdmissionReason[] {
  const measured = [
    ...fleetShares(impact, policy),
    ...routeShares(impact, policy),
    ...requestShares(impact, policy),
  ];
  const held = measured.filter(([, , share, shareMax]) => share > shareMax);
  return [...held.map(reasonOf), ...growthReasons(impact, policy)];
}

function reasonOf([code, what, share, shareMax]: Measured): AdmissionReason {
  const text = `${percent(share)} of ${what}; at most ${percent(shareMax)} is applied`;
  return { code, text, share, shareMax };
}

function fleetShares(impact: AdmissionChange, policy: AdmissionPolicy): Measured[] {
  const { files, copies, links } = impact.diff.content;
  const { applianceLossShare, capacities } = impact;
  const { applianceLossShareMax, capacityLossShareMax, linkLossShareMax } = policy;
  const boxes = 'the appliances that are up are gone, no longer up, or in another cluster';
  const lostFiles = shareOf(files.lost, files.before);
  const lostCopies = shareOf(copies.lost, copies.before);
  return [
    ['appliances', boxes, applianceLossShare, applianceLossShareMax],
    ...capacities.map(({ sites: kind, lossShare }): Measured => {
      const what = `the capacity of ${kind} sites is gone`;
      return ['capacity', what, lossShare, capacityLossShareMax];
    }),
    ...links.map(({ links: kind, beforeBps, lostBps }): Measured => {
      const what = `the capacity of ${kind} links is gone`;
      return ['links', what, shareOf(lostBps, beforeBps), linkLossShareMax];
    }),
    ['files', 'the files that were held are held by nobody', lostFiles, policy.fileLossShareMax],
    ['copies', 'the copies are gone', lostCopies, policy.copyLossShareMax],
  ];
}

function routeShares(impact: AdmissionChange, policy: AdmissionPolicy): Measured[] {
  const { coverageLossShare, candidateLossShare, movedShare } = impact;
  const traffic = impact.movedOver === 'sample' ? 'sampled traffic' : 'covered address space';
  const bare = 'the covered address space has no candidates any more';
  const gone = 'the candidates that clients have are gone';
  const moved = `the ${traffic} goes to another site at rank 0`;
  return [
    ['coverage', bare, coverageLossShare, policy.coverageLossShareMax],
    ['candidates', gone, candidateLossShare, policy.candidateLossShareMax],
    ['moved', moved, movedShare, policy.movedShareMax],
  ];
}

/** Groups of which fewer requests were asked say too little. */
const judgedMin = 64;

function requestShares({ requests }: AdmissionChange, policy: AdmissionPolicy): Measured[] {
  return requests.flatMap((change): Measured[] => {
    const { clients, noneShare, worseShare, brokenShare, targetLossShare } = change;
    const of = (what: string): string => `the requests (${clients}) ${what}`;
    const unexplained = 'without an appliance that is gone to explain it';
    if (!change.isOverAll) {
      const share = Math.max(brokenShare, noneShare);
      const what = of(`get a worse answer or none, ${unexplained}`);
      return change.requestCount < judgedMin ? [] : [['group', what, share, policy.groupShareMax]];
    }
    return [
      ['none', of('were answered and get no answer'), noneShare, policy.noneShareMax],
      ['worse', of('get a worse answer'), worseShare, policy.worseShareMax],
      ['broken', of(`get a worse answer ${unexplained}`), brokenShare, policy.brokenShareMax],
      [
        'targets',
        `the targets (${clients}) are missing ${unexplained}`,
        targetLossShare,
        policy.targetLossShareMax,
      ],
    ];
  });
}

/** Tables with fewer rows than this grow as they like: a second box is no flood. */
const rowsMin = 64;

function growthReasons(impact: AdmissionChange, policy: AdmissionPolicy): AdmissionReason[] {
  const { growthMax, rowGrowthMax } = policy;
  const reasons: AdmissionReason[] = [];
  const hold = (what: string, share: number, shareMax: number): void => {
    if (!(share > shareMax)) return;
    const times = Math.ceil(share * 100 - 1e-9) / 100;
    const text = `${times} × ${what}; at most ${shareMax} × is applied`;
    reasons.push({ code: 'growth', text, share, shareMax });
  };
  for (const { what, before, after } of impact.totals)
    if (before > 0 && after > rowsMin)
      hold(`the ${what} that there were`, after / before, growthMax);
  hold('the capacity that one appliance or link had', impact.rowGrowth, rowGrowthMax);
  return reasons;
}
