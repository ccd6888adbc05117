// What has gone within an hour, snapshot by snapshot, though each of them alone was little?
import type { Version } from '../base/version.ts';
import { ageMs } from '../control/trust.ts';
import type { Admission } from './admit.ts';
import type { AdmissionChange } from './impact.ts';
import type { AdmissionPolicy } from './policy.ts';
import { type AdmissionReason, percent } from './reasons.ts';

/**
 * What one applied snapshot took: how much there was of each thing before it, and the shares of
 * requests and traffic that it made worse or moved, in the order of the lists below.
 */
export type Spent = Version & {
  readonly atMs: number;
  readonly levels: readonly number[];
  readonly shares: readonly number[];
};

/** How long it counts. */
const hourMs = 3_600_000;
/** Entries that are kept; before that the two oldest become one. */
const spentMax = 1024;

/** Something of which there is so much, before and after, and how much less an hour may bring. */
type Level = {
  readonly what: string;
  readonly before: number;
  readonly after: number;
  readonly lossMax: keyof AdmissionPolicy;
};

function levelsOf({ upApplianceCount, upAfterCount, capacities, diff }: AdmissionChange): Level[] {
  const level = (
    what: string,
    [before, after]: readonly [number, number],
    lossMax: keyof AdmissionPolicy,
  ): Level => ({ what, before, after, lossMax });
  const { space, content } = diff;
  const { coveredBefore, coveredAfter } = space;
  const { files, copies, links } = content;
  const covered = (measure: 'v4AddressCount' | 'v6BlockCount'): [number, number] => [
    coveredBefore[measure],
    coveredAfter[measure],
  ];
  return [
    level('appliances that are up', [upApplianceCount, upAfterCount], 'applianceLossShareMax'),
    level('IPv4 space with candidates', covered('v4AddressCount'), 'coverageLossShareMax'),
    level('IPv6 space with candidates', covered('v6BlockCount'), 'coverageLossShareMax'),
    level('files that are held', [files.before, files.after], 'fileLossShareMax'),
    level('copies', [copies.before, copies.after], 'copyLossShareMax'),
    ...capacities.map(({ sites: kind, beforeBps, afterBps }) =>
      level(`capacity of ${kind} sites`, [beforeBps, afterBps], 'capacityLossShareMax'),
    ),
    ...links.map(({ links: kind, beforeBps, afterBps }) =>
      level(`capacity of ${kind} links`, [beforeBps, afterBps], 'linkLossShareMax'),
    ),
  ];
}

type Share = {
  readonly what: string;
  readonly share: number;
  readonly shareMax: keyof AdmissionPolicy;
};

/** What each snapshot takes from those who ask; what the next gives back is not known. */
function sharesOf({ requests, candidateLossShare, movedShare }: AdmissionChange): Share[] {
  const most = (name: 'noneShare' | 'brokenShare' | 'worseShare'): number =>
    requests.reduce((all, change) => (change.isOverAll ? Math.max(all, change[name]) : all), 0);
  return [
    { what: 'requests without an answer', share: most('noneShare'), shareMax: 'noneShareMax' },
    { what: 'requests worse', share: most('worseShare'), shareMax: 'worseShareMax' },
    { what: 'requests worse unexplained', share: most('brokenShare'), shareMax: 'brokenShareMax' },
    { what: 'candidates gone', share: candidateLossShare, shareMax: 'candidateLossShareMax' },
    { what: 'traffic moved', share: movedShare, shareMax: 'movedShareMax' },
  ];
}

/** `spent` with what a snapshot takes that is applied at `atMs`; what is older goes. Pure. */
export function spend(
  spent: readonly Spent[],
  { epoch, sequence }: Version,
  impact: AdmissionChange,
  atMs: number,
): readonly Spent[] {
  const levels = levelsOf(impact).map(({ before }) => before);
  const shares = sharesOf(impact).map(({ share }) => share);
  const next = [...recent(spent, atMs), { epoch, sequence, atMs, levels, shares }];
  const [first, second, ...rest] = next;
  return next.length > spentMax ? [merged(first, second), ...rest] : next;
}

const recent = (spent: readonly Spent[], atMs: number): readonly Spent[] =>
  spent.filter((each) => ageMs(each.atMs, atMs) < hourMs);

function merged(older: Spent, newer: Spent): Spent {
  return {
    ...newer,
    levels: newer.levels.map((level, k) => Math.max(level, older.levels[k])),
    shares: newer.shares.map((share, k) => share + older.shares[k]),
  };
}

/**
 * The admission, held where what it would take is too much with what was taken within the hour
 * before `atMs`: of what there was most of then, or of all requests. Each limit is `hourShareMax`,
 * or that of one snapshot alone where it is larger. Levels are compared and not added up, so what
 * drains and comes back does not count twice. Pure; an admission without an impact stays.
 */
export function withinHour(
  admission: Admission,
  spent: readonly Spent[],
  atMs: number,
  policy: AdmissionPolicy,
): Admission {
  const { impact, verdict } = admission;
  if (impact === undefined || verdict !== 'apply') return admission;
  const reasons = hourReasons(recent(spent, atMs), impact, policy);
  return reasons.length === 0 ? admission : { ...admission, verdict: 'hold', reasons };
}

function hourReasons(
  spent: readonly Spent[],
  impact: AdmissionChange,
  policy: AdmissionPolicy,
): AdmissionReason[] {
  const reasons: AdmissionReason[] = [];
  const hold = (what: string, share: number, name: keyof AdmissionPolicy): void => {
    const shareMax = Math.max(policy.hourShareMax, policy[name]);
    if (!(share > shareMax)) return;
    const text = `${percent(share)} ${what}; at most ${percent(shareMax)} within an hour`;
    reasons.push({ code: 'hour', text, share, shareMax });
  };
  levelsOf(impact).forEach(({ what, before, after, lossMax }, k) => {
    const most = spent.reduce((all, { levels }) => Math.max(all, levels[k] ?? 0), before);
    hold(`of the ${what} gone`, most > 0 ? 1 - after / most : 0, lossMax);
  });
  sharesOf(impact).forEach(({ what, share, shareMax }, k) => {
    const sum = spent.reduce((all, { shares }) => all + (shares[k] ?? 0), share);
    hold(what, sum, shareMax);
  });
  return reasons;
}
