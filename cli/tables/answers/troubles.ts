// What came of reports that were not as they should be?
import { counted, grouped } from '@fairlead/core';
import { columnNamed, type Series } from '@fairlead/sim';

/** A sentence for each feed that something was wrong with: what became of its reports. */
export function troubleAnswers(series: readonly Series[]): readonly string[] {
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
      ...([
        ['lost', 'were lost'],
        ['late', 'were late'],
        ['doubled', 'came twice'],
      ] as const),
      ...([['wrong', 'were not true']] as const),
    ]);
    const refused = parts([
      ...([
        ['stale', 'stale'],
        ['forgotten', 'too old'],
        ['future', 'of the future'],
      ] as const),
    ]);
    const sent = `Of ${counted(of('sent'), 'report')} of ${feed}`;
    const heard = `${counted(of('taken'), 'report')} taken`;
    return `${sent} ${wrong || 'all came as they should'}; ${heard}, ${refused || 'none'} refused.`;
  });
}
