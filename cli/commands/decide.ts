// Which appliances serve each of a stream of requests?
import { fstatSync } from 'node:fs';
import { counted, grouped } from '@fairlead/core';
import { rememberOpened } from '@fairlead/scenarios';
import { answerLines } from '../io/lines.ts';
import { mayWriteFile } from '../io/out/files.ts';
import { createRecordFile } from '../io/record-file.ts';
import { readSnapshot } from '../io/snapshot-file.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes, wrongInput } from '../terminal/exit.ts';
import { say } from '../terminal/stream/output.ts';
import { linesAnswerer } from './answer-lines.ts';
import type { LineCount } from './answer-request.ts';
import { openMasks } from './open-state.ts';
import { outputOption, panicShareOption } from './options.ts';
import { replier, replyOptions, replyRules } from './reply-options.ts';

/** How many lines have an error in the place of an answer. */
function refusedText({ lines, refused }: LineCount): string {
  const of = `${grouped(refused)} of ${counted(lines, 'line')}`;
  return `${of} could not be answered; the error stands at the place of each answer`;
}

export const decide = defineCommand({
  command: 'decide <snapshot>',
  describe: 'Decide requests: JSON lines on standard input, decisions on standard output',
  examples: [
    [
      'fairlead decide s.snapshot < requests.jsonl > decisions.jsonl',
      'Each line a request: {"client":"100.0.68.1","file":"t00001-1750k","session":"s1","want":5}',
    ],
    [
      'fairlead decide s.snapshot --state state.csv < requests.jsonl',
      'With health and shedding: kind,id,healthy,shed_share',
    ],
    [
      "fairlead decide s.snapshot --as hls --host '{appliance}.cdn.example' --base c < r.jsonl",
      'HLS content steering: a clone of the pathway "c" for each target, best first',
    ],
    [
      "fairlead decide s.snapshot --as urls --host '{appliance}.net' --key-file k.json < r.jsonl",
      'Ranked URLs, each with a signed token for an hour',
    ],
    [
      'fairlead decide s.snapshot --state state.csv --record day.records < r.jsonl > d.jsonl',
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
  isStream: true,
  rules: replyRules,
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
    const about = fstatSync(process.stdin.fd);
    if (about.isDirectory())
      throw wrongInput('standard input is a folder; requests come from a file or a pipe');
    rememberOpened('standard input', about);
    await answerLines(process.stdin, say, answer);
    records?.end();
    const { lines, refused } = count;
    if (refused > 0) shell.warn(refusedText(count));
    if (lines === 0) shell.warn('standard input holds no line: nothing was asked');
    return lines > 0 && refused === lines ? exitCodes.wrongInput : exitCodes.fine;
  },
});
