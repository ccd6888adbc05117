// What is wrong with what was read, when there may be a million things wrong?
import type { Problem } from '@fairlead/core';

/** Problems that are kept in full; the rest is counted. */
const problemsKept = 20;

/** The first problems in full and the number of those that followed. */
export type ProblemList = { readonly problems: Problem[]; more: number };

/** Adds the problem that `make` writes; beyond `problemsKept` it is only counted. */
export function report(list: ProblemList, make: () => Problem): void {
  if (list.problems.length < problemsKept) list.problems.push(make());
  else list.more++;
}
