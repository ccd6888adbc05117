// Is a folder of tables a world that can be used?
import { grouped } from '@fairlead/core';
import { countsOf } from '../tables/world-summary.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit.ts';
import { openWorld } from './open-world.ts';

export const worldCheck = defineCommand({
  command: 'world check <world>',
  describe: 'Check the tables of a world; exit code 2 and every mistake where they are wrong',
  examples: [
    ['fairlead world check out/world', 'Says that it is fine, or file, line and column'],
    ['fairlead world check out/world --json', 'The same for a program'],
  ],
  builder: (args) =>
    args.positional('world', { type: 'string', demandOption: true, describe: 'A world folder' }),
  async run({ world: folder }, shell) {
    const counts = countsOf(await openWorld(folder));
    const listed = Object.entries(counts).map(([table, rows]) => `${table} ${grouped(rows)}`);
    shell.answer(
      { world: folder, ok: true, counts },
      () => `${folder} is fine: ${listed.join(', ')}\n`,
    );
    return exitCodes.fine;
  },
});
