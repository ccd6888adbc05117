// What is wrong with a world, when there may be a million things wrong?

import type { Problem } from '../base/problem.ts';
import { counted } from '../door/wording.ts';
import type { Fault } from './faults.ts';

/** Problems of one column that are told one by one; the others are counted. */
const columnProblemsMax = 20;

/** Problems in the order in which they are found. */
export type Complaints = {
  /** A fault of a row of a column; its path is `table[row].column`, or `table[row]`. */
  readonly at: (fault: Fault, table: string, row: number, column?: string) => void;
  /** A fault of what stands at `path`. */
  readonly of: (fault: Fault, path: string) => void;
  /** All problems; of each column with more than 20 the last says how many more there are. */
  readonly all: () => Problem[];
};

export function complaints(): Complaints {
  const problems: Problem[] = [];
  const counts = new Map<string, { told: number; more: number; code: string }>();

  function add({ code, text }: Fault, column: string, path: () => string): void {
    const count = counts.get(column) ?? { told: 0, more: 0, code };
    counts.set(column, count);
    if (count.told < columnProblemsMax) {
      count.told++;
      problems.push({ code, path: path(), text: text() });
    } else count.more++;
  }

  return {
    at(fault, table, row, column) {
      const behind = column === undefined ? '' : `.${column}`;
      add(fault, `${table}${behind}`, () => `${table}[${row}]${behind}`);
    },
    of(fault, path) {
      add(fault, path, () => path);
    },
    all() {
      const rest = [...counts].filter(([, { more }]) => more > 0);
      const told = rest.map(([path, { more, code }]) => {
        return { code, path, text: `${counted(more, 'more wrong row')} in this column` };
      });
      return [...problems, ...told];
    },
  };
}
