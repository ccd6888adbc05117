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

/** A text of somebody else's file in quotes, short and without control characters. */
export function quoted(text: string): string {
  const short = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return JSON.stringify(short);
}
