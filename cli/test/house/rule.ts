// What is a house rule? A check over the tree that says the mend, and an example that breaks it.
import type { Tree } from './tree.ts';

/** One broken rule: where, what is wrong, and what to do about it. */
export type Finding = {
  readonly path: string;
  readonly line: number;
  readonly wrong: string;
  readonly mend: string;
  /** Printed, but no failure: a limit that is only wished for. */
  readonly isWish?: boolean;
};

export type Rule = {
  /** What holds where the rule is kept; the title of its test. */
  readonly promise: string;
  readonly check: (tree: Tree) => Finding[];
  /** Small bad trees (path to text), and a word of the finding that each must give. */
  readonly canaries: readonly {
    readonly files: Readonly<Record<string, string>>;
    readonly says: string;
  }[];
  /** A small tree that is right, where a rule could cry at everything. */
  readonly good: Readonly<Record<string, string>>;
};

export function textOf({ path, line, wrong, mend }: Finding): string {
  return `${path}:${line}: ${wrong}; ${mend}`;
}
