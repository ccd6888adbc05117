// What did the lint find? One cause, where it is, and how much traffic it touches.
import type { SpaceSize } from '../diff/diff-space.ts';
import type { Survey } from './survey.ts';

/** `error`: traffic goes the wrong way now; `warning`: it may; `notice`: good to know. */
export const severities = ['error', 'warning', 'notice'] as const;
/** A word of `severities`. */
export type Severity = (typeof severities)[number];

/** One cause at one place, of however many prefixes. What the lists hold stands with each rule. */
export type Finding = {
  /** Name of the rule. */
  readonly rule: string;
  readonly severity: Severity;
  /** What is wrong, in a word of the rule. */
  readonly cause: string;
  /** AS numbers; the first one is whom it is about, 0 where nobody knows. */
  readonly networks: readonly number[];
  /** Ids in byte order. */
  readonly sites: readonly string[];
  readonly clusters: readonly string[];
  readonly links: readonly string[];
  readonly prefixCount: number;
  /** Up to three of them, those with the most traffic of their own first. */
  readonly prefixes: readonly string[];
  /** Where the clients are whom it touches. `sampleWeight` is members unless there is a sample. */
  readonly affected: SpaceSize;
  /**
   * That part of `affected` which goes offsite for it: by rank 0 not to an embedded site, though
   * one hears a route. A rule that means something else says so.
   */
  readonly offsite: SpaceSize;
};

/** A finding as a rule builds it: rows of the world, sums that still grow. */
export type LintDraft = {
  readonly cause: string;
  severity: Severity;
  networks: number[];
  readonly sites: Set<number>;
  readonly clusters: Set<number>;
  readonly links: Set<number>;
  prefixCount: number;
  /** Prefix rows. */
  readonly examples: number[];
  readonly affected: { -readonly [K in keyof SpaceSize]: number };
  readonly offsite: { -readonly [K in keyof SpaceSize]: number };
};

/** One thing to look for. */
export type LintRule = {
  readonly name: string;
  /** Rules are told in ascending order of place. */
  readonly place: number;
  /** The question that it answers, without a question mark. */
  readonly asks: string;
};

/** A rule and how it looks. Pure; the same findings whatever the order of the world's rows. */
export type LintSearch = LintRule & {
  readonly find: (survey: Survey) => readonly LintDraft[];
};
