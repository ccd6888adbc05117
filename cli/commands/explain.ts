// Why does one client get what it gets?
import {
  addressText,
  explain as explainRequest,
  findFile,
  hashId,
  noRow,
  parseAddress,
  readIds,
  shortenedText,
  suggestion,
  unmap,
  vantageOf,
  wantMax,
} from '@fairlead/core';
import { readSnapshot } from '../io/snapshot-file.ts';
import { explanationText } from '../tables/explain-text.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes, wrongInput } from '../terminal/exit.ts';
import { openState } from './open-state.ts';
import { panicShareOption, wholeOption } from './options.ts';

const text = (describe: string) =>
  ({ type: 'string', requiresArg: true, demandOption: true, describe }) as const;

export const explain = defineCommand({
  command: 'explain <snapshot>',
  describe: 'Explain one decision: who could serve this client, who does, and why not the others',
  examples: [
    [
      'fairlead explain s.snapshot --client 11.1.2.3 --file f1 --session s1',
      'Every candidate by rank, each holder of the file, and what became of it',
    ],
    [
      'fairlead explain s.snapshot --client 2a00::1 --file f1 --session s1 --state s.csv --json',
      'In a state of health and load, for machines',
    ],
    [
      'fairlead explain s.snapshot --client 11.1.2.3 --file f1 --session s1 --panic-share 0.5',
      'As decide with that option decides it',
    ],
  ],
  builder: (args) =>
    args
      .positional('snapshot', { type: 'string', demandOption: true })
      .option('client', text('Address of the client; only its /24 or /56 is shown'))
      .option('file', text('Id of the file'))
      .option('session', text('Id of the session'))
      .option('want', wholeOption('want', 'Targets wanted, 1 to 16 (default 5)', 1, wantMax))
      .option('state', {
        type: 'string',
        requiresArg: true,
        describe: 'CSV of what is unhealthy or shed; all else is healthy',
      })
      .option(
        'panic-share',
        panicShareOption('Healthy share of a rank below which its health is ignored (0: off)'),
      )
      .option('full-address', {
        type: 'boolean',
        default: false,
        describe: 'Show the whole address of the client',
      }),
  async run(options, shell) {
    const { client, file, session, want = 5, fullAddress, panicShare } = options;
    const words = new Uint32Array(4);
    const parsed = parseAddress(client, words);
    // The address itself is not repeated: errors end up in logs.
    if (parsed === 0) throw wrongInput('--client: expected an IPv4 or IPv6 address');
    const snapshot = await readSnapshot(options.snapshot);
    const state = await openState(options.state, snapshot);
    const family = unmap(parsed, words);
    const row = findFile(snapshot, file);
    const vantage = vantageOf(snapshot, family, words);
    const hashes = { fileHash: hashId(file), sessionHash: hashId(session) };
    const request = { vantage, file: row, ...hashes, want };
    const policy = panicShare === undefined ? undefined : { panicShare };
    const explanation = explainRequest(snapshot, state, request, policy);
    const shown = fullAddress ? addressText(family, words) : shortenedText(family, words);
    const asked = { client: shown, file, session, ...policy };
    shell.answer({ ...asked, ...explanation }, () => {
      const near = row === noRow ? suggestion(file, readIds(snapshot, 'file')) : '';
      return explanationText(asked, explanation, near);
    });
    return exitCodes.fine;
  },
});
