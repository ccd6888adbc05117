// Which changes does a file of JSON lines tell, and where does what is wrong with one stand?
import type { Change, Problem } from '@fairlead/core';
import { inputKinds, readJson } from '@fairlead/scenarios';
import { readText } from './read-whole.ts';

/** Changes as they are told, and the line of each, from 1. */
export type ToldChanges = {
  readonly changes: readonly Change[];
  readonly lines: readonly number[];
  /** The first lines that are no JSON objects; nothing is read behind the hundredth. */
  readonly problems: readonly Problem[];
};

const expected =
  'expected a change such as {"kind":"withdraw","cluster":"c1","prefix":"11.1.0.0/16"}, or a list';

const problemsMax = 100;
/** Characters of a line: what JSON holds may take twenty times as many bytes. */
const lineCharsMax = 2 ** 22;

/** Lines with their numbers, from 1, one at a time: a file may have as many as it has bytes. */
function* linesOf(text: string): Generator<readonly [line: number, said: string]> {
  for (let from = 0, line = 1; from < text.length; line++) {
    const end = text.indexOf('\n', from);
    const to = end < 0 ? text.length : end;
    yield [line, text.slice(from, to)];
    from = to + 1;
  }
}

const wrong = (text: string, column: number) => ({ code: 'bad-json', text, column });

/** The changes of a line: one, or a list of them; or what is wrong, and in which column. */
function parseLine(line: string): readonly unknown[] | ReturnType<typeof wrong> {
  if (line.length > lineCharsMax)
    return wrong(`a line has at most ${lineCharsMax} characters`, lineCharsMax + 1);
  const { value, fault } = readJson(line);
  if (fault !== undefined) return wrong(`${expected}: ${fault.text}`, fault.column);
  const changes: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isChange = (one: unknown) => typeof one === 'object' && one !== null && 'kind' in one;
  return changes.every(isChange) ? changes : wrong(expected, 1);
}

/**
 * The changes in the file at `path`: a line each, or a list of them in a line, in order. Blank
 * lines say nothing. A file of more than 256 MiB is a problem.
 */
export async function readChanges(path: string): Promise<ToldChanges> {
  const changes: Change[] = [];
  const lines: number[] = [];
  const problems: Problem[] = [];
  const text = readText(path, inputKinds.changes);
  for (const [line, said] of linesOf(text)) {
    if (problems.length === problemsMax) break;
    if (said.trim() === '') continue;
    const parsed = parseLine(said);
    if ('column' in parsed) {
      problems.push({ ...parsed, path: '', file: path, line });
      continue;
    }
    for (const change of parsed) {
      changes.push(change as Change); // whatever it is: the compiler looks at all of it
      lines.push(line);
    }
  }
  return { changes, lines, problems };
}

/** Problems of a `CompilerVerdict`, whose paths say which change, with file and line of it. */
export function placeProblems(
  problems: readonly Problem[],
  path: string,
  lines: readonly number[],
): Problem[] {
  return problems.map((problem) => {
    const [, row, field] = /^changes\[(\d+)\]\.?(.*)$/.exec(problem.path) ?? [];
    const line = lines[Number(row)];
    if (line === undefined) return { ...problem, file: path };
    return { ...problem, path: field ?? '', file: path, line };
  });
}
