// What does a run say at first sight? Sentences, each from its series alone.
import { counted, grouped } from '@fairlead/core';
import { columnNamed, type Series, seriesNamed } from '@fairlead/sim';
import { shareText } from '../quantity.ts';
import { clock } from './clock.ts';
import { firstRankAnswers } from './first-rank.ts';
import { movedAnswers } from './moved-traffic.ts';
import { playerAnswers } from './players.ts';
import { troubleAnswers } from './troubles.ts';

/** What steering was never told, since the gate did not let it pass. */
function heldAnswers(series: readonly Series[]): string[] {
  const touched = seriesNamed(series, 'touched');
  const of = (name: string) => columnNamed(touched, name).values;
  const [at, texts, verdicts] = [of('published_ms'), of('text'), of('verdict')];
  return Array.from(verdicts, String).flatMap((verdict, row) => {
    if (verdict !== 'held' && verdict !== 'refused') return [];
    const what = `Event ${row + 1}, ${texts[row]}, was ${verdict} by the gate at`;
    return [`${what} ${clock(Number(at[row]))}: steering was never told of it.`];
  });
}

/** Whether appliances of the run take only so many starts a second. */
export const hasTries = (series: readonly Series[]): boolean =>
  series.some(({ name }) => name === 'tries');

/** What came of tries to start, where some were not answered. */
function triesAnswers(series: readonly Series[]): string[] {
  if (!hasTries(series)) return [];
  const table = seriesNamed(series, 'tries');
  const sum = (name: string) =>
    Array.from(columnNamed(table, name).values, Number).reduce((all, value) => all + value, 0);
  const [tries, timedOut, heldBack] = [sum('tries'), sum('timed_out'), sum('held_back')];
  if (timedOut + heldBack === 0) return [];
  const all = counted(tries, 'try', 'tries');
  const lead = `Of ${all} to start ${shareText(timedOut / tries)} timed out`;
  const held = heldBack === 0 ? '' : `; ${grouped(heldBack)} more were held back by the budget`;
  return [`${lead}${held}.`];
}

/**
 * What is amiss with events, and what else is told: where traffic went, whether next ranks held,
 * what came of tries and of reports, whether figures of quality stand; nothing of what did not
 * happen.
 */
export function answersOf(series: readonly Series[]): {
  readonly warnings: readonly string[];
  readonly answers: readonly string[];
} {
  const players = playerAnswers(series);
  const answers = [
    ...movedAnswers(series),
    ...firstRankAnswers(series),
    ...triesAnswers(series),
    ...troubleAnswers(series),
    ...players.answers,
  ];
  return { warnings: [...heldAnswers(series), ...players.warnings], answers };
}
