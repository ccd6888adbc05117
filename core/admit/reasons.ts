// What of an impact is more than a policy lets through, in words and figures?
import type { AdmissionChange } from './impact.ts';
import { type AdmissionReason, measuresOf, percent } from './measures.ts';
import { type AdmissionPolicy, rowsMin } from './policy.ts';

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
  const { rowGrowth, rowShrink } = impact;
  const one = 'the capacity of one appliance or link';
  hold(`${one} grew`, `${one} became `, rowGrowth, 'rowGrowthMax');
  hold(`${one} shrank`, `${one} was `, rowShrink, 'rowGrowthMax');
  return reasons;
}
