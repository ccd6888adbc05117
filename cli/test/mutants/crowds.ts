// Which faults are planted where many want the same at once, and want it again?
import { type Fault, plantedIn } from './fault.ts';

const tries = ['sim/test/tries.worked.test.ts'];
const stuck = ['cli/test/crowds.test.ts'];

export const crowds: readonly Fault[] = [
  ...plantedIn('sim/loops/queues.ts', tries, [
    [
      'timed-out-cost-nothing',
      'waiting[row] = isTaken ? before + weight[k] : before;',
      'waiting[row] = isTaken && waitMs <= tryMs ? before + weight[k] : before;',
      'a box knows who has gone, so that no overload outlasts what began it',
    ],
    [
      'queue-without-end',
      'const isTaken = waitMs <= queueMsMax;',
      'const isTaken = true;',
      'a box keeps all tries of an outage and works them off for hours',
    ],
    [
      'queues-by-desk',
      'one.atMs[a.k] - other.atMs[b.k] ||',
      'a.desk - b.desk || one.atMs[a.k] - other.atMs[b.k] ||',
      'members of the first instance are served before all others',
    ],
    [
      'queue-stands-still',
      'const drained = (at[k] - atMs[row]) * perMs[row];',
      'const drained = 0 * perMs[row];',
      'a box never gets to the end of its queue',
    ],
  ]),
  ...plantedIn('sim/desk/player/knock.ts', tries, [
    [
      'budget-off',
      'recent.again + recent.againBefore + 1 <= most',
      'most >= 0',
      'steering allows all retries whatever the budget',
    ],
    [
      'retries-count-as-first',
      'if ((sessions.flags[session] & flags.timedOut) === 0) recent.first++;',
      'recent.first++;',
      'retries earn the budget for more retries',
    ],
    [
      'restart-weighs-one',
      'isRestarted ? restart.times : 1',
      'isRestarted ? 1 : 1',
      'a restarted player asks no more than another',
    ],
  ]),
  ...plantedIn('sim/desk/player/answered.ts', tries, [
    [
      'time-out-is-delivered',
      '  leave(desk, session, atMs);\n  if (sessions.cause',
      '  leave(desk, session, atMs + 1000);\n  if (sessions.cause',
      'what a box never answered counts as delivered',
    ],
    [
      'wait-forgotten',
      'const wakeMs = atMs + waitMs;',
      'const wakeMs = atMs + 0 * waitMs;',
      'a queue costs its players no time',
    ],
    [
      'same-target-again',
      'waitOf(desk, session).place++;',
      '',
      'a player asks the same full box again and again',
    ],
  ]),
  ...plantedIn('sim/run/simulate.ts', stuck, [
    [
      'tries-unanswered',
      'await crew.answer(answerTries(queues, await crew.tries()))',
      'answerTries(queues, await crew.tries())',
      'no player is told that its try timed out',
    ],
  ]),
];
