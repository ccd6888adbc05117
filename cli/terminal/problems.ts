// How are the problems of an input shown to the one who has to mend it?
import type { Problem } from '@fairlead/core';
import { errorColors } from './color.ts';

const shownMax = 20;

/** `file:line:column`, as far as it is known. */
function placeText({ file, line, column }: Problem): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

/** One line per problem: the first 20, then how many follow. `more` are those not even listed. */
export function problemsText(problems: readonly Problem[], more = 0): string {
  const lines = problems.slice(0, shownMax).map((problem) => {
    const place = placeText(problem);
    const path = problem.path === '' ? '' : `${errorColors.bold(problem.path)}: `;
    return `${place === '' ? '' : `${errorColors.cyan(place)}: `}${path}${problem.text}\n`;
  });
  const rest = Math.max(0, problems.length - shownMax) + more;
  if (rest > 0) lines.push(`… and ${rest} more ${rest === 1 ? 'problem' : 'problems'}\n`);
  return lines.join('');
}
