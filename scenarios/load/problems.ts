// What is wrong with what was read, when there may be a million things wrong?
import type { Problem } from '@fairlead/core';

/** Problems that are kept in full; the rest is counted. */
const problemsKept = 20;

/** The first problems in full, 20 unless said, and the number of those that followed. */
export type ProblemList = { readonly problems: Problem[]; more: number; readonly kept?: number };

/** Adds the problem that `make` writes; beyond those that are kept it is only counted. */
export function report(list: ProblemList, make: () => Problem): void {
  if (list.problems.length < (list.kept ?? problemsKept)) list.problems.push(make());
  else list.more++;
}
