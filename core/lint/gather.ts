// How are findings of one cause put together while a rule walks the prefixes?
import { noSize, type Sums } from '../diff/diff-space.ts';
import type { LintDraft, Severity } from './finding.ts';
import type { Survey } from './survey.ts';

/** Prefixes that a finding names. */
const examplesMax = 3;

/** Drafts by key, in order of first sight. */
export function gathering(survey: Survey) {
  const found = new Map<string, LintDraft>();
  const lastCounted = new Map<LintDraft, number>();
  return {
    drafts: (): LintDraft[] => [...found.values()],
    /** The draft of `key`, made with the networks of its first sight. */
    at(key: string, severity: Severity, cause: string, networks: readonly number[]): LintDraft {
      const known = found.get(key);
      if (known) return known;
      const lists = { sites: new Set<number>(), clusters: new Set<number>() };
      const draft: LintDraft = {
        ...{ severity, cause, networks: [...networks], ...lists, links: new Set() },
        ...{ prefixCount: 0, examples: [], affected: noSize(), offsite: noSize() },
      };
      found.set(key, draft);
      return draft;
    },
    /** Counts a prefix; once, however often it comes in a row. */
    count(draft: LintDraft, prefix: number): void {
      if (lastCounted.get(draft) === prefix) return;
      lastCounted.set(draft, prefix);
      draft.prefixCount++;
      keepExample(survey, draft.examples, prefix);
    },
  };
}

/** Busiest first, then the shortest, then the first in order of address. */
function keepExample({ own, world }: Survey, examples: number[], prefix: number): void {
  const { length } = world.prefixes;
  const isBefore = (other: number): boolean =>
    (own.sampleWeight[other] - own.sampleWeight[prefix] || length[prefix] - length[other]) < 0;
  let place = examples.length;
  while (place > 0 && isBefore(examples[place - 1])) place--;
  if (place >= examplesMax) return;
  examples.splice(place, 0, prefix);
  if (examples.length > examplesMax) examples.pop();
}

/** Adds a share of the traffic that `prefix` has for itself. */
export function addOwn({ own }: Survey, out: Sums, prefix: number, share = 1): void {
  out.v4AddressCount += own.v4AddressCount[prefix] * share;
  out.v6BlockCount += own.v6BlockCount[prefix] * share;
  out.sampleWeight += own.sampleWeight[prefix] * share;
}

/** Whether a longer prefix of the world leaves anything of this one. */
export function hasOwnSpace({ own }: Survey, prefix: number): boolean {
  return own.v4AddressCount[prefix] > 0 || own.v6BlockCount[prefix] > 0;
}
