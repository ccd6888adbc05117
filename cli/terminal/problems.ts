// How are the problems of an input shown to the one who has to mend it?
import { counted, type Problem } from '@fairlead/core';
import { errorColors } from './stream/color.ts';
import { visibleLine } from './stream/visible.ts';

const shownMax = 20;

/** `file:line:column`, as far as it is known. */
function placeText({ file, line, column }: Problem): string {
  const parts = [file, line, column].filter((part) => part !== undefined);
  return visibleLine(parts.join(':'));
}

/** One line per problem: the first 20, then how many follow. `more` are those not even listed. */
export function problemsText(problems: readonly Problem[], more = 0): string {
  const lines = problems.slice(0, shownMax).map((problem) => {
    const place = placeText(problem);
    const named = visibleLine(problem.path);
    const path = named === '' ? '' : `${errorColors.bold(named)}: `;
    const at = place === '' ? '' : `${errorColors.cyan(place)}: `;
    return `${at}${path}${visibleLine(problem.text)}\n`;
  });
  const rest = Math.max(0, problems.length - shownMax) + more;
  if (rest > 0) lines.push(`… and ${counted(rest, 'more problem')}\n`);
  return lines.join('');
}
