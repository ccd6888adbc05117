// How do tables of the real Internet become a world folder?
import { counted, grouped } from '@fairlead/core';
import { writeWorld } from '@fairlead/scenarios';
import { mayWriteFolder, writeFolderAtomically } from '../io/folder.ts';
import { shareText } from '../tables/quantity.ts';
import { countsOf } from '../tables/world-summary.ts';
import type { Shell } from '../terminal/shell.ts';
import { type ImportFiles, importTables } from './build-world.ts';
import { outOption, seedOption } from './options.ts';

/** Options that every import has. */
export const importOptions = {
  seed: { ...seedOption, default: '1' },
  strict: {
    type: 'boolean',
    default: false,
    describe: 'Fail (exit code 2) where a line is broken, instead of leaving it out',
  },
  out: { ...outOption('The folder to write'), demandOption: true },
} as const;

/** Makes the world of `files`, writes it to `out` and answers with its counts. */
export async function importTo(out: string, files: ImportFiles, shell: Shell): Promise<void> {
  await mayWriteFolder(out, 'world');
  const { world, about, counts: imported } = await importTables(files, shell);
  shell.tell(`writing ${out}`);
  await writeFolderAtomically(out, 'world', (folder) => writeWorld(world, folder, about));
  const counts = countsOf(world);
  shell.answer({ world: out, imported, counts }, () => {
    const { networks, networksWithUsers, usersKept, usersLeftOut } = imported;
    const kept = shareText(usersKept / (usersKept + usersLeftOut));
    const people = `${grouped(networksWithUsers)} of them with users (${kept} of all users)`;
    const clients = counted(counts.prefixes, 'client prefix', 'client prefixes');
    const routes = counted(counts.routes, 'route');
    return `${out}: ${counted(networks, 'network')}, ${people}, ${clients}, ${routes}\n`;
  });
}
