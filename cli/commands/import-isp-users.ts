// How is a world made from real users per network, with prefixes from the model?
import { defineCommand } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit.ts';
import { importOptions, importTo } from './import-tables.ts';

export const importIspUsers = defineCommand({
  command: 'import isp-users <table>',
  describe: 'Make a world of real users per network; its prefixes are drawn from the model',
  examples: [
    [
      'fairlead import isp-users users.tsv.gz -o out/users',
      'The table says how many users a network has; "import prefixes" takes real prefixes too',
    ],
  ],
  builder: (args) =>
    args
      .positional('table', {
        type: 'string',
        demandOption: true,
        describe: 'Under the header country, asn, pct_of_country_users, users_est, with tabs',
      })
      .options(importOptions),
  async run({ table, seed, strict, out }, shell) {
    await importTo(out, { ispUsers: table, seed: seed ?? 1, isStrict: strict }, shell);
    return exitCodes.fine;
  },
});
