// What came of reports that were not as they should be, and of starts that no probe saw fail?
import { counted, grouped } from '@fairlead/core';
import { columnNamed, type Series } from '@fairlead/sim';

/** A sentence for each feed that something was wrong with, and each grey failure. */
export const troubleAnswers = (series: readonly Series[]): readonly string[] => [
  ...feedAnswers(series),
  ...failureAnswers(series),
];

/** How many starts failed where an event let them, and how many sessions had one. */
function failureAnswers(series: readonly Series[]): readonly string[] {
  const table = series.find(({ name }) => name === 'failures');
  if (table === undefined) return [];
  return Array.from(columnNamed(table, 'target').values, String).map((target, row) => {
    const of = (name: string): number => Number(columnNamed(table, name).values[row] ?? 0);
    const starts = counted(of('failed_starts'), 'start');
    return `${starts} of ${counted(of('failed_sessions'), 'session')} failed at ${target}.`;
  });
}

/** A sentence for each feed that something was wrong with: what became of its reports. */
function feedAnswers(series: readonly Series[]): readonly string[] {
  const table = series.find(({ name }) => name === 'feeds');
  if (table === undefined) return [];
  return Array.from(columnNamed(table, 'feed').values, String).map((feed, row) => {
    const of = (name: string): number => Number(columnNamed(table, name).values[row] ?? 0);
    const parts = (names: readonly (readonly [name: string, word: string])[]): string =>
      names
        .filter(([name]) => of(name) > 0)
        .map(([name, word]) => `${grouped(of(name))} ${word}`)
        .join(', ');
    const wrong = parts([
      ['lost', 'were lost'],
      ['late', 'were late'],
      ['doubled', 'came twice'],
      ['wrong', 'were not true'],
    ]);
    const refused = parts([
      ['stale', 'stale'],
      ['forgotten', 'too old'],
      ['future', 'of the future'],
    ]);
    const sent = `Of ${counted(of('sent'), 'report')} of ${feed}`;
    const heard = `${counted(of('taken'), 'report')} taken`;
    return `${sent} ${wrong || 'all came as they should'}; ${heard}, ${refused || 'none'} refused.`;
  });
}
