// Which appliances serve each of a stream of requests?
import { fstatSync } from 'node:fs';
import { rememberOpened } from '@fairlead/scenarios';
import { answerLines } from '../io/lines.ts';
import { mayWriteFile } from '../io/out/files.ts';
import { createRecordFile } from '../io/record-file.ts';
import { readSnapshot } from '../io/snapshot-file.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit.ts';
import { say } from '../terminal/stream/output.ts';
import { linesAnswerer } from './answer-lines.ts';
import { openMasks } from './open-state.ts';
import { outputOption, panicShareOption } from './options.ts';
import { replier, replyOptions } from './reply-options.ts';

export const decide = defineCommand({
  command: 'decide <snapshot>',
  describe: 'Decide requests: JSON lines on standard input, decisions on standard output',
  examples: [
    [
      'fairlead decide s.snapshot < requests.jsonl > decisions.jsonl',
      'One line {"client":"11.1.2.3","file":"f1","session":"s1","want":5} a request',
    ],
    [
      'fairlead decide s.snapshot --state state.csv < requests.jsonl',
      'With health and shedding: kind,id,healthy,shed_share',
    ],
    [
      "fairlead decide s.snapshot --as hls --host '{appliance}.cdn.example' --base cdn < r.jsonl",
      'HLS content steering: a clone of the pathway "cdn" for each target, best first',
    ],
    [
      "fairlead decide s.snapshot --as urls --host '{appliance}.cdn.example' --key-file keys.json",
      'Ranked URLs, each with a signed token for an hour',
    ],
    [
      'fairlead decide s.snapshot --record r.records < requests.jsonl > decisions.jsonl',
      'Keeps 64 bytes of each decision, without the client, for "fairlead replay"',
    ],
    [
      'fairlead decide s.snapshot --state state.csv --panic-share 0.5 < requests.jsonl',
      'Does not believe that more than half of the last appliances left are ill',
    ],
    [
      'fairlead decide s.snapshot --state state.csv --scope < requests.jsonl',
      'Requests may also have servedBy, capabilities, territory, spread: {"cluster":1,"site":1}',
    ],
  ],
  builder: (args) =>
    replyOptions(
      args
        .positional('snapshot', { type: 'string', demandOption: true })
        .option('state', {
          type: 'string',
          requiresArg: true,
          describe: 'CSV of what is unhealthy or shed; all else is healthy',
        })
        .option('record', outputOption('File for a record of every decision'))
        .option('scope', {
          type: 'boolean',
          default: false,
          describe: 'Say in "scope" for which prefix length of the client each answer holds',
        })
        .option('embedded-ipv4', {
          type: 'boolean',
          default: false,
          describe: 'Read NAT64 (64:ff9b::/96) and 6to4 clients as the IPv4 address inside',
        })
        .option(
          'panic-share',
          panicShareOption('Healthy share of a rank below which its health is ignored (0: off)'),
        ),
    ),
  async run(options, shell) {
    if (options.record !== undefined)
      await mayWriteFile({ place: options.record, kind: 'records' });
    const snapshot = await readSnapshot(options.snapshot);
    const { state, words } = await openMasks(options.state, snapshot);
    const reply = await replier(options, snapshot);
    const { record, panicShare } = options;
    const policy = panicShare === undefined ? undefined : { panicShare };
    const records = record === undefined ? undefined : await createRecordFile(record);
    const count = { lines: 0, refused: 0 };
    const answer = linesAnswerer(snapshot, state, {
      ...{ reply, records, policy, words, count },
      hasScope: options.scope,
      readsEmbedded: options.embeddedIpv4,
    });
    rememberOpened('standard input', fstatSync(process.stdin.fd));
    await answerLines(process.stdin, say, answer);
    records?.end();
    const { lines, refused } = count;
    if (lines === 0 || refused < lines) return exitCodes.fine;
    shell.tell(`Not one of ${lines} ${lines === 1 ? 'line was' : 'lines was'} a request.`);
    return exitCodes.wrongInput;
  },
});
