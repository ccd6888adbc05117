// Is a folder of tables a world that can be used?
import { counted, grouped, oddRows } from '@fairlead/core';
import { countsOf } from '../tables/world-summary.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit.ts';
import { oddLines } from './odd-lines.ts';
import { openWorld } from './open-world.ts';

export const worldCheck = defineCommand({
  command: 'world check <world>',
  describe: 'Check the tables of a world; exit code 2 and every mistake where they are wrong',
  examples: [
    [
      'fairlead world check out/world',
      'Says that it is fine and where it contradicts itself, or file, line and column',
    ],
    ['fairlead world check out/world --json', 'The same for a program'],
  ],
  builder: (args) =>
    args.positional('world', { type: 'string', demandOption: true, describe: 'A world folder' }),
  async run({ world: folder }, shell) {
    const world = await openWorld(folder);
    const counts = countsOf(world);
    const odd = oddRows(world);
    const listed = Object.entries(counts).map(([table, rows]) => `${table} ${grouped(rows)}`);
    shell.answer({ world: folder, ok: true, counts, odd }, () => {
      const told = oddLines(odd).map((line) => `  ${line}\n`);
      const head = odd.length === 0 ? '' : `accepted, ${counted(odd.length, 'warning')}:\n`;
      return `${folder} is fine: ${listed.join(', ')}\n${head}${told.join('')}`;
    });
    return exitCodes.fine;
  },
});
