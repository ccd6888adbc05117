// What has gone within an hour, snapshot by snapshot, though each of them alone was little?
import type { Version } from '../base/version.ts';
import { ageMs } from '../control/trust.ts';
import type { Admission } from './admit.ts';
import type { AdmissionChange } from './impact.ts';
import { type AdmissionReason, type Measure, measuresOf, percent } from './measures.ts';
import type { AdmissionPolicy } from './policy.ts';

/** What one applied snapshot took, of the measures of which it took something. */
export type Spent = Version & {
  readonly atMs: number;
  /** The content that it replaced; absent where it was the first. */
  readonly before?: string | undefined;
  /** How much there was of each before it, 0 where shares add up; and the share that it took. */
  readonly taken: readonly {
    readonly what: string;
    readonly level: number;
    readonly share: number;
  }[];
};

/** How long it counts. */
const hourMs = 3_600_000;
/** Entries that are kept; before that the two oldest become one. */
const spentMax = 1024;

/** What is applied: in place of what, at what time, and what of it a human said yes to. */
export type Spending = {
  readonly generation: Version & { readonly digest: string };
  readonly before?: string | undefined;
  readonly impact?: AdmissionChange | undefined;
  readonly atMs: number;
  readonly accepted: readonly AdmissionReason[];
};

/**
 * `spent` with what a snapshot takes that is applied; what is older than an hour goes. What brings
 * back a content that was replaced within the hour takes nothing, and gives back what was taken
 * since. What a human accepted counts from here on anew, and nothing else does. Pure.
 */
export function spend(spent: readonly Spent[], spending: Spending): readonly Spent[] {
  const { generation, before, impact, atMs, accepted } = spending;
  const kept = untilContent(recent(spent, atMs), generation.digest);
  if (kept.isBack || impact === undefined) return kept.spent;
  const excused = new Set(accepted.flatMap(({ what }) => what ?? []));
  const isCounted = ({ what }: { readonly what: string }): boolean => !excused.has(what);
  const old =
    excused.size === 0
      ? kept.spent
      : kept.spent.map((each) => ({ ...each, taken: each.taken.filter(isCounted) }));
  const taken = measuresOf(impact).flatMap(({ what, share, level }) => {
    const was = level === undefined ? 0 : level[0];
    const took = level === undefined ? share : 0;
    return (was > 0 || took > 0) && !excused.has(what) ? [{ what, level: was, share: took }] : [];
  });
  const { epoch, sequence } = generation;
  const next = [...old, { epoch, sequence, atMs, before, taken }];
  const [first, second, ...rest] = next;
  return next.length > spentMax ? [merged(first, second), ...rest] : next;
}

const recent = (spent: readonly Spent[], atMs: number): readonly Spent[] =>
  spent.filter((each) => ageMs(each.atMs, atMs) < hourMs);

/** What was taken before this content was replaced, where it was. */
function untilContent(spent: readonly Spent[], content: string) {
  const at = spent.findIndex(({ before }) => before === content && content !== '');
  return { isBack: at >= 0, spent: at >= 0 ? spent.slice(0, at) : spent };
}

function merged(older: Spent, newer: Spent): Spent {
  const sums = new Map(older.taken.map((each) => [each.what, each]));
  for (const { what, level, share } of newer.taken) {
    const was = sums.get(what);
    const sum = was && { what, level: Math.max(level, was.level), share: share + was.share };
    sums.set(what, sum ?? { what, level, share });
  }
  return { ...newer, before: older.before, taken: [...sums.values()] };
}

/** What went before the candidate, and the digest of its content. */
type Past = {
  readonly spent?: readonly Spent[] | undefined;
  readonly left?: readonly string[] | undefined;
  readonly content: string;
};

/**
 * The admission, held where what it would take is too much with what was taken within the hour
 * before `atMs`: of what there was most of then, or of all requests. The most is the limit of one
 * snapshot, `hourTimesMax` times that where a limit is fine. Levels are compared and not added up,
 * so what drains and comes back does not count twice; what brings back a `content` that was
 * replaced within the hour takes nothing, and is applied however much it undoes. A content that a
 * rollback left is held. Pure; a refusal stays, and so does `apply` without an impact.
 */
export function withinHour(
  admission: Admission,
  { spent = [], left = [], content }: Past,
  atMs: number,
  policy: AdmissionPolicy,
): Admission {
  const { impact, verdict } = admission;
  if (verdict === 'refuse') return admission;
  if (left.includes(content))
    return { ...admission, verdict: 'hold', reasons: [wasLeft(content), ...admission.reasons] };
  const before = untilContent(recent(spent, atMs), content);
  if (before.isBack) return { ...admission, verdict: 'apply', reasons: [] };
  if (impact === undefined || verdict === 'hold') return admission;
  const sums = sumsOf(before.spent);
  const reasons = measuresOf(impact).flatMap((measure) => {
    const { level, share } = sums.get(measure.what) ?? { level: 0, share: 0 };
    return hourReason(measure, level, share, policy);
  });
  return reasons.length === 0 ? admission : { ...admission, verdict: 'hold', reasons };
}

const wasLeft = (content: string): AdmissionReason => ({
  code: 'rolled-back',
  text: `a rollback left the content ${content}; it serves again when somebody says why`,
});

/** Of each measure the highest level and the sum of shares. */
function sumsOf(spent: readonly Spent[]) {
  const sums = new Map<string, { level: number; share: number }>();
  for (const { taken } of spent)
    for (const { what, level, share } of taken) {
      const sum = sums.get(what) ?? { level: 0, share: 0 };
      sums.set(what, { level: Math.max(sum.level, level), share: sum.share + share });
    }
  return sums;
}

/** Shares are quotients and sums of doubles. */
const rounding = 1e-9;

function hourReason(
  measure: Measure,
  mostLevel: number,
  sum: number,
  policy: AdmissionPolicy,
): AdmissionReason[] {
  const { what, level, limit, isFine = false } = measure;
  const most = level === undefined ? 0 : Math.max(level[0], mostLevel);
  const ofLevel = level !== undefined && most > 0 ? 1 - level[1] / most : 0;
  const share = level === undefined ? sum + measure.share : ofLevel;
  const shareMax = Math.min(1, policy[limit] * (isFine ? policy.hourTimesMax : 1));
  // What reaches the limit is stopped: an hour takes less than one change may.
  if (!(share > shareMax - rounding) || (level === undefined && sum === 0)) return [];
  const text = `${percent(share)} of ${what}; less than ${percent(shareMax)} within an hour`;
  return [{ code: 'hour', text, what, limit, share, shareMax }];
}
