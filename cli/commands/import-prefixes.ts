// How is a world made from a real table of prefixes and real users per network?
import { writeWorld } from '@fairlead/scenarios';
import { mayWriteFolder, writeFolderAtomically } from '../io/folder.ts';
import { exitCodes } from '../terminal/exit.ts';
import { countText, shareText } from '../terminal/quantity.ts';
import { importTables } from './build-world.ts';
import { defineCommand } from './command.ts';
import { outOption, seedOption } from './options.ts';
import { countsOf } from './world-summary.ts';

export const importPrefixes = defineCommand({
  command: 'import prefixes <table>',
  describe: 'Make a world of a real table of prefixes and of real users per network',
  examples: [
    [
      'fairlead import prefixes rib.tsv.gz --isp-users users.tsv.gz -o out/internet',
      'rib.tsv.gz: lines of prefix TAB asn; users.tsv.gz: country, asn, percent, users',
    ],
  ],
  builder: (args) =>
    args
      .positional('table', {
        type: 'string',
        demandOption: true,
        describe: 'Lines of prefix TAB asn, plain or gzipped, as pyasn writes them',
      })
      .option('isp-users', {
        type: 'string',
        requiresArg: true,
        demandOption: true,
        describe: 'Lines of country, asn, percent and users under a header, plain or gzipped',
      })
      .option('seed', { ...seedOption, default: '1' })
      .option('out', { ...outOption('The folder to write'), demandOption: true }),
  async run({ table, ispUsers, seed, out }, shell) {
    await mayWriteFolder(out);
    const files = { prefixes: table, ispUsers, seed: seed ?? 1 };
    const { world, about, counts: imported } = await importTables(files, shell);
    shell.tell(`writing ${out}`);
    await writeFolderAtomically(out, (folder) => writeWorld(world, folder, about));
    const counts = countsOf(world);
    shell.answer({ world: out, imported, counts }, () => {
      const { networks, networksWithUsers, usersKept, usersLeftOut } = imported;
      const kept = shareText(usersKept / (usersKept + usersLeftOut));
      const people = `${countText(networksWithUsers)} of them with users (${kept} of all users)`;
      const clients = `${countText(counts.prefixes)} client prefixes`;
      const routes = `${countText(counts.routes)} routes`;
      return `${out}: ${countText(networks)} networks, ${people}, ${clients}, ${routes}\n`;
    });
    return exitCodes.fine;
  },
});
