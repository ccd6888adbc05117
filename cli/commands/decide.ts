// Which appliances serve each of a stream of requests?
import { answerLines } from '../io/lines.ts';
import { readSnapshot } from '../io/snapshot-file.ts';
import { exitCodes } from '../terminal/exit.ts';
import { answerer } from './answer-request.ts';
import { defineCommand } from './command.ts';
import { openState } from './open-state.ts';

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
  ],
  builder: (args) =>
    args.positional('snapshot', { type: 'string', demandOption: true }).option('state', {
      type: 'string',
      requiresArg: true,
      describe: 'CSV of what is unhealthy or shed; all else is healthy',
    }),
  async run({ snapshot: path, state: statePath }) {
    const snapshot = await readSnapshot(path);
    const state = await openState(statePath, snapshot);
    await answerLines(process.stdin, process.stdout, answerer(snapshot, state));
    return exitCodes.fine;
  },
});
