// How is it told that a world contradicts itself, though it is accepted?
import { counted, type OddRows, type TableRule, tableRules } from '@fairlead/core';

/** Where the first one stands, as the tables of a folder name it: `prefixes, row 3, asn`. */
function placeOf(path: string): string {
  const [, table = '', row, column] = /^(\w+)(?:\[(\d+)\]\.(\w+))?$/.exec(path) ?? [];
  const rule = (tableRules as readonly TableRule[]).find((each) => each.table === table);
  if (row === undefined) return rule?.name ?? table;
  const name = rule?.columns.find((each) => each.column === column)?.name ?? column;
  return `${rule?.name ?? table}, row ${Number(row) + 1}, ${name}`;
}

/** A line for each kind of what is odd. */
export function oddLines(odd: readonly OddRows[]): string[] {
  return odd.map(({ code, path, text, count }) => {
    const more = count > 1 ? ` (and ${counted(count - 1, 'more row')})` : '';
    return `${code}: ${placeOf(path)}: ${text}${more}`;
  });
}
