// What comes of a rule in the cells of a sweep, as one table: rule × age × kind of demand?
import { greatestAgeS, type SweepCase, type SweepOutcome, type SweepRule } from './load-sweep.ts';
import { missedBars, utilisationMax } from './sweep-cells.ts';
import { forgetful, type PlayCell } from './sweep-memory.ts';
import { nothing } from './sweep-rules.ts';

/** A cell that was played, and the bars that it misses. */
export type PlayedCell = {
  readonly of: SweepCase;
  readonly outcome: SweepOutcome;
  readonly missed: readonly string[];
};

/** Plays cells; where reports are old and demand is constant, shedding nothing is played beside. */
export function playCells(
  rule: SweepRule,
  cells: readonly SweepCase[],
  play: PlayCell = forgetful(),
): readonly PlayedCell[] {
  return cells.map((of) => {
    const outcome = play(rule, of);
    const isOld = greatestAgeS(of) > 300 && !of.leaps;
    const beside = isOld ? play(nothing, of) : undefined;
    return { of, outcome, missed: missedBars(of, outcome, beside) };
  });
}

/** Greatest ages by which bars go, s. */
const ages = [10, 60, 300, 900];
const ageOf = (of: SweepCase) => ages.find((ageS) => greatestAgeS(of) <= ageS) ?? 900;
const kinds = ['even', 'uneven', 'even, leaps', 'uneven, leaps'] as const;
const kindOf = ({ isUneven, leaps }: SweepCase) =>
  kinds[(isUneven ? 1 : 0) + (leaps ? 2 : 0)] ?? 'even';

/** Rows of a Markdown table: largest utilisation, time above capacity, flips, bars missed. */
export function tableOf(name: string, played: readonly PlayedCell[]): readonly string[] {
  return ages.flatMap((ageS) =>
    kinds.flatMap((kind) => {
      const rows = played.filter(({ of }) => ageOf(of) === ageS && kindOf(of) === kind);
      if (rows.length === 0) return [];
      const most = (figure: keyof SweepOutcome) =>
        Math.max(...rows.map(({ outcome }) => outcome[figure]));
      const over = rows.reduce((sum, { outcome }) => sum + outcome.over, 0) / rows.length;
      const bar = Math.max(...rows.map(({ of }) => utilisationMax(of)));
      const figures = [most('max').toFixed(3), bar.toFixed(3), most('peak').toFixed(3)];
      const missed = rows.filter(({ missed }) => missed.length > 0).length;
      const counts = [`${(over * 100).toFixed(2)} %`, most('flips').toFixed(1)];
      const cells = [name, ageS, kind, rows.length, ...figures, ...counts, missed];
      return [`| ${cells.join(' | ')} |`];
    }),
  );
}

/** Names of the columns of `tableOf`. */
export const tableHead = [
  '| rule | age ≤ s | demand | cells | largest | bar | until settled | above capacity | flips | missed |',
  '|---|---|---|---|---|---|---|---|---|---|',
];
