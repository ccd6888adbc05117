// Which faults are planted where many want the same at once, and want it again?
import { type Fault, plantedIn } from './fault.ts';

const tries = ['sim/test/tries.worked.test.ts'];
const live = ['sim/test/live.worked.test.ts'];
const patience = ['sim/test/patience.worked.test.ts'];
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
  ...plantedIn('sim/demand/live/live.ts', live, [
    [
      'burst-evenly',
      'if (sinceMs < burstMs) return (burst * sinceMs) / burstMs;',
      '',
      'a crowd comes without a burst',
    ],
    [
      'crowd-of-all',
      'members * live.audience * part',
      'members * part',
      'every member comes to a live event',
    ],
  ]),
  ...plantedIn('sim/demand/live/scenes.ts', live, [
    [
      'scenes-above-mean',
      '[4, 4, 6, 6, 8, 8, 12, 16]',
      '[4, 4, 6, 8, 8, 8, 12, 16]',
      'a live title takes more than its nominal rate',
    ],
  ]),
  ...plantedIn('sim/desk/player/crowd.ts', live, [
    [
      'scene-unobserved',
      "policy.reserve === 'observed';",
      "policy.reserve !== 'observed';",
      'what is reserved at nominal rates follows the scene',
    ],
    [
      'scene-over-the-line',
      'return Math.min(inScene(fileBps, eighths), lineBps);',
      'return inScene(fileBps, eighths);',
      'a rich scene asks more than a line carries',
    ],
    [
      'viewers-stay-in-account',
      'if (viewer.endMs > toMs) viewers[kept++] = viewer;',
      'viewers[kept++] = viewer;\n    if (endMs <= fromMs) addExact(output.ledger.drawn, 0, 1);',
      'the account of who was drawn keeps those who left',
    ],
  ]),
  ...plantedIn('sim/desk/player/told.ts', live, [
    [
      'room-kept-too-long',
      'return beforeMs <= 0 ? 0 :',
      'return beforeMs <= 0 ? 1 :',
      'room that was kept for a crowd is kept from it',
    ],
    [
      'forecast-unheard',
      'loads[row] += Math.floor(crowd[column][row] * part);',
      'loads[row] += 0 * part;',
      'nobody keeps room for a crowd that was told',
    ],
  ]),
  ...plantedIn('sim/desk/player/wait.ts', patience, [
    [
      'leaves-at-once',
      'const staysOnMs = abandonFromMs +',
      'const staysOnMs =',
      'members leave in the first two seconds',
    ],
    [
      'leaves-a-picture',
      'abandon === undefined || !leavesEarly(desk, session)',
      'abandon === undefined',
      'who has had a picture leaves as if none had come',
    ],
  ]),
  ...plantedIn('sim/desk/player/picture.ts', patience, [
    [
      'dark-for-ever',
      'else unseen.push({ session, atMs });\n    }',
      '    }',
      'who gets nothing from its flow waits for ever',
    ],
    [
      'dark-through-pictures',
      '>= neededBits) dark.delete(session);',
      '>= neededBits) return;',
      'a picture in between counts for nothing',
    ],
  ]),
  ...plantedIn('sim/desk/player/wait.ts', patience, [
    [
      'two-patiences',
      '(desk.dark.get(session) ?? darkOf(desk, session))',
      'darkOf(desk, session)',
      'who loses a flow that brought nothing is patient anew',
    ],
  ]),
  ...plantedIn('sim/setup/setup.ts', patience, [
    [
      'patience-of-all',
      'return player?.patienceMs ?? patienceMs;',
      'return patienceMs;',
      'a scenario cannot say how long players wait',
    ],
  ]),
  ...plantedIn('cli/tables/answers/first-rank.ts', stuck, [
    [
      'any-loss-is-all',
      'missing < missedShareMin || part(lost) < lostShareMin',
      'part(lost) === 0',
      'a network that lost one site of many is said to have lost its first rank',
    ],
    [
      'next-rank-always-holds',
      'left <= unservedShareMax',
      'left <= 1',
      'the next ranks are said to hold whatever reaches nobody',
    ],
  ]),
  ...plantedIn(
    'sim/desk/leg.ts',
    ['sim/test/desk.worked.test.ts'],
    [
      [
        'crowd-inexact',
        'addExact(sums.changed, row, changed);',
        'sums.changed.low[row] += changed;',
        'what a link was asked in a crowd is off by some bits',
      ],
    ],
  ),
  ...plantedIn('sim/run/simulate.ts', stuck, [
    [
      'tries-unanswered',
      'await crew.answer(answerTries(queues, await crew.tries()))',
      'answerTries(queues, await crew.tries())',
      'no player is told that its try timed out',
    ],
  ]),
];
