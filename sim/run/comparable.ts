// May two runs be compared, and what were they asked that differs?
import type { Problem } from '@fairlead/core';
import type { ResultDocument } from './result.ts';

/** One thing in which two questions differ; undefined on the side that does not say it. */
export type Differing = {
  /** The key of the scenario, `policy.want` or `events[0]`, or what else it is. */
  readonly what: string;
  readonly base: unknown;
  readonly candidate: unknown;
};

/** What must be equal, so that one figure may be held against the other. */
const frame: readonly (readonly [code: string, what: string, (of: ResultDocument) => unknown])[] = [
  ['other-window', 'the window', ({ simulated: { from, to } }) => `${from} to ${to}`],
  ['other-warmup', 'the warm-up', ({ provenance }) => provenance.scenario.warmup],
  ['other-sampling', 'the share of members', ({ simulated }) => simulated.samplingFactor],
];

/**
 * Why two runs cannot be compared: one is partial or violates an invariant, or window, warm-up or
 * sampling differ. Empty where they can. `path` of a problem is `base`, `candidate`, or empty.
 */
export function incomparable(base: ResultDocument, candidate: ResultDocument): readonly Problem[] {
  const alone = (path: string, { simulated, invariants, provenance }: ResultDocument) => {
    const violated = invariants.filter((each) => each.violated > 0).map(({ name }) => name);
    const planned = provenance.scenario.to;
    const stopped = `partial: stopped at ${simulated.to}, planned to ${planned}`;
    return [
      ...(simulated.isPartial ? [{ code: 'partial', path, text: stopped }] : []),
      ...(violated.length > 0
        ? [{ code: 'violated', path, text: `violates ${violated.join(', ')}` }]
        : []),
    ];
  };
  const problems = [...alone('base', base), ...alone('candidate', candidate)];
  if (problems.length > 0) return problems;
  return frame.flatMap(([code, what, of]) => {
    const [from, to] = [of(base), of(candidate)];
    return from === to ? [] : [{ code, path: '', text: `${what} differs: ${from}, and ${to}` }];
  });
}
