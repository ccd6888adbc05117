// How does an edited world say that it was edited, and by what it was made?
import { join } from 'node:path';
import { oddRows } from '@fairlead/core';
import { readSeal } from '@fairlead/scenarios';
import { listFile, relisted } from '../io/folder.ts';
import { type OutputFile, writeFilesAtomically } from '../io/out/files.ts';
import { refuseLink } from '../io/out/place.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes, wrongInput } from '../terminal/exit.ts';
import { oddLines } from './odd-lines.ts';
import { openWorld } from './open-world.ts';

export const worldSeal = defineCommand({
  command: 'world seal <world>',
  describe:
    'Take over tables that were edited: world.json says which, and keeps what made the rest',
  examples: [
    [
      'fairlead world seal out/world',
      'After an edit; all mistakes in the tables where there are some',
    ],
  ],
  builder: (args) =>
    args.positional('world', { type: 'string', demandOption: true, describe: 'A world folder' }),
  async run({ world: folder }, shell) {
    const read = await readSeal(folder);
    if (!('text' in read))
      throw wrongInput(`${folder} is not a usable world`, read.problems, read.more);
    const { text, changed } = read;
    const place = join(folder, 'world.json');
    if (changed.length > 0) {
      const files: OutputFile[] = [{ place, kind: 'about', content: text, isSuccessor: true }];
      // The folder's own list goes on to say what we wrote: of world.json, not of edited tables.
      const list = await relisted(folder, 'world.json', text);
      const listed = { place: join(folder, listFile), kind: 'list', isSuccessor: true } as const;
      if (list !== undefined) files.push({ ...listed, content: list });
      for (const { place: named } of files) await refuseLink(named);
      await writeFilesAtomically(files);
    }
    for (const line of oddLines(oddRows(await openWorld(folder)))) shell.warn(line);
    shell.answer({ world: folder, changed }, () =>
      changed.length === 0
        ? `${folder}: every table is as it was sealed\n`
        : `${folder}: sealed; changed since: ${changed.join(', ')}\n`,
    );
    return exitCodes.fine;
  },
});
