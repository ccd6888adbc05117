// Which members has an object of somebody else, and which of them does nobody know?
import type { Problem } from '../base/problem.ts';
import { compareUtf8 } from '../base/utf8.ts';
import { suggestion } from './wording.ts';

/** How many members it has, inherited ones too. Never allocates. */
export function countMembers(value: object): number {
  let count = 0;
  for (const name in value) if (name !== '') count++;
  return count;
}

/** Names of all members, inherited ones too, in byte order: who wrote them first means nothing. */
function memberNames(value: object): string[] {
  const names: string[] = [];
  for (const name in value) names.push(name);
  return names.sort(compareUtf8);
}

/** Whether a name may be repeated: it is a word, and no address that stands in its place. */
const isWord = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_-]{0,39}$/.test(name);

/**
 * A problem `unknown-member` for each member of `value` that is not in `known`: it says which there
 * are and which one was meant. `what` is what has members, such as `an ask`; names that begin with
 * `foreign`, where one is told, are somebody else's and passed over.
 */
export function checkMembers(
  value: object,
  known: readonly string[],
  what: string,
  foreign?: string,
): Problem[] {
  const isOdd = (name: string): boolean =>
    !known.includes(name) && (foreign === undefined || !name.startsWith(foreign));
  return memberNames(value)
    .filter(isOdd)
    .map((name) => {
      const shown = isWord(name) ? `"${name}"` : 'a name that is not a word';
      const text = `${what} has ${known.join(', ')}, not ${shown}${suggestion(name, known)}`;
      return { code: 'unknown-member', path: isWord(name) ? name : '', text };
    });
}
