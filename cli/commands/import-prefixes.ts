// How is a world made from a real table of prefixes and real users per network?
import { defineCommand } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit.ts';
import { importOptions, importTo } from './import-tables.ts';

export const importPrefixes = defineCommand({
  command: 'import prefixes <table>',
  describe: 'Make a world of a real table of prefixes and of real users per network',
  examples: [
    [
      'fairlead import prefixes rib.tsv.gz --isp-users users.tsv.gz -o out/internet',
      'rib.tsv.gz: lines of prefix TAB asn; users.tsv.gz: as "import isp-users" takes it',
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
        describe: 'Under the header country, asn, pct_of_country_users, users_est, with tabs',
      })
      .options(importOptions),
  async run({ table, ispUsers, seed, strict, out }, shell) {
    const files = { prefixes: table, ispUsers, seed: seed ?? 1, isStrict: strict };
    await importTo(out, files, shell);
    return exitCodes.fine;
  },
});
