// How does one table of a world get to another program?
import type { World } from '@fairlead/core';
import {
  fieldsOf,
  optionalTableNames,
  tableLines,
  tableNames,
  tablesOf,
} from '@fairlead/scenarios';
import { derivedTables } from '../tables/derived-tables.ts';
import { tableText } from '../tables/text-table.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes, wrongInput } from '../terminal/exit.ts';
import type { Shell } from '../terminal/shell.ts';
import { putOut, say } from '../terminal/stream/output.ts';
import { openWorld } from './open-world.ts';

/** Rows that a terminal is shown where no format is asked for. */
const shownMax = 40;

/** A table as lines of CSV, the head first. */
type Lines = Iterable<string>;

/** A field of CSV after RFC 4180. */
function field(value: string | number): string {
  const text = String(value);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The lines of a table of the contract, or of one worked out; the head first. */
async function linesOf(world: World, name: string, shell: Shell): Promise<Lines> {
  const derive = derivedTables.get(name);
  if (derive === undefined) {
    const source = [...tablesOf(world)].find((table) => table.name === name);
    if (source === undefined) throw wrongInput(`the world has no table ${name}`);
    return tableLines(source);
  }
  const { columns, rows } = await shell.computing(() => derive(world));
  function* lines() {
    yield columns.join(',');
    for (const row of rows) yield row.map(field).join(',');
  }
  return lines();
}

function* csv(lines: Lines): Generator<string> {
  let block = '';
  for (const line of lines) {
    block += `${line}\n`;
    if (block.length < 1 << 16) continue;
    yield block;
    block = '';
  }
  yield block;
}

/** One document: `{ table, columns, rows }`; fields are texts, as in the CSV. */
function* json(name: string, lines: Lines): Generator<string> {
  let row = 0;
  for (const line of lines) {
    const fields = JSON.stringify(fieldsOf(line));
    if (row === 0) yield `{ "table": "${name}", "columns": ${fields}, "rows": [`;
    else yield `${row === 1 ? '' : ','}\n  ${fields}`;
    row++;
  }
  yield '\n] }\n';
}

/** The first rows for a reader, and how many there are. */
function* glance(lines: Lines): Generator<string> {
  const rows: string[][] = [];
  let count = -1;
  for (const line of lines) if (++count <= shownMax) rows.push(fieldsOf(line));
  const [head = [], ...shown] = rows;
  yield tableText(head, shown);
  if (count > shownMax) yield `… and ${count - shownMax} more rows; --csv writes all of them\n`;
}

async function writeOut(lines: Lines, table: string, isCsv: boolean, shell: Shell): Promise<void> {
  const format = shell.isJson ? json(table, lines) : isCsv ? csv(lines) : glance(lines);
  // CSV goes to another program byte for byte; a terminal gets what it can show.
  const write = isCsv && !shell.isJson && process.stdout.isTTY !== true ? putOut : say;
  for (const piece of format) await write(piece);
}

export const worldExport = defineCommand({
  command: 'world export <world>',
  describe: 'Write one table of a world, or one worked out from it, to standard output',
  examples: [
    ['fairlead world export out/world --table prefix-lengths', 'A glance at it'],
    ['fairlead world export out/world --table networks --csv > networks.csv', 'All rows as CSV'],
    [
      'fairlead world export out/world --table title-hours --csv > hours.csv',
      'Hours that each title is expected to be watched in half a year',
    ],
  ],
  isStream: true,
  rules: [{ options: ['csv'], without: 'json' }],
  builder: (args) =>
    args
      .positional('world', { type: 'string', demandOption: true, describe: 'A world folder' })
      .option('table', {
        choices: [...tableNames, ...optionalTableNames, ...derivedTables.keys()],
        demandOption: true,
        describe: 'Which table',
      })
      .option('csv', {
        type: 'boolean',
        describe: 'All rows as CSV; what a pipe or a file gets anyway',
      }),
  async run({ world: folder, table, csv: asksCsv }, shell) {
    const world = await openWorld(folder);
    const isCsv = asksCsv ?? process.stdout.isTTY !== true;
    await writeOut(await linesOf(world, table, shell), table, isCsv, shell);
    return exitCodes.fine;
  },
});
