// Which appliances serve each of a stream of requests?
import { readFile } from 'node:fs/promises';
import { createState, openSnapshot, type Snapshot, type State } from '@fairlead/core';
import { answerLines } from '../io/lines.ts';
import { readState } from '../io/state-file.ts';
import { exitCodes, wrongInput } from '../terminal/exit.ts';
import { answerer } from './answer-request.ts';
import { defineCommand } from './command.ts';

async function openFile(path: string): Promise<Snapshot> {
  const bytes = await readFile(path);
  const aligned = new Uint8Array(new ArrayBuffer(bytes.length));
  aligned.set(bytes);
  const opened = openSnapshot(aligned);
  if ('snapshot' in opened) return opened.snapshot;
  throw wrongInput(`${path} is no snapshot that can be used`, opened.problems);
}

async function stateOf(path: string | undefined, snapshot: Snapshot): Promise<State> {
  if (path === undefined) return createState(snapshot);
  const read = await readState(path, snapshot);
  if ('state' in read) return read.state;
  throw wrongInput(`${path} is no state of this snapshot`, read.problems);
}

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
    const snapshot = await openFile(path);
    const state = await stateOf(statePath, snapshot);
    await answerLines(process.stdin, process.stdout, answerer(snapshot, state));
    return exitCodes.fine;
  },
});
