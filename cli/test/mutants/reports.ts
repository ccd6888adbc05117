// Which faults are planted where reports are late, lost, doubled or not true?
import { type Fault, plantedIn } from './fault.ts';

const grey = ['sim/test/desk.grey.worked.test.ts'];
const evening = ['cli/test/evening.reports.test.ts'];

export const reports: readonly Fault[] = [
  ...plantedIn('sim/loops/feeds.ts', evening, [
    [
      'overtaken-comes-first',
      'for (const epochs of feed.latenesses) {',
      'for (const epochs of [...feed.latenesses].reverse()) {',
      'a report that was overtaken is heard before the one that overtook it',
    ],
    [
      'late-is-fresh',
      'if (fate.lateEpochs !== epochs) continue;',
      'if (epochs !== 0) continue;',
      'late reports come in time',
    ],
    [
      'lost-by-observer-alone',
      'openCell(key, seed, pair(of.hash, of.observer), sent);',
      'openCell(key, seed, pair(of.hash, of.observer), 0);',
      'the reports of a box are all lost, or none',
    ],
    [
      'trouble-everywhere',
      'isThen && trouble.isMeant[of.row] === 1',
      'isThen',
      'what is wrong at one site is wrong at all',
    ],
    [
      'all-observers-lie',
      ' && of.observer < trouble.observers;',
      ';',
      'what one observer says wrong all do',
    ],
    [
      'frozen-follows',
      'copyOf(reportAt(due - 1))',
      'copyOf(reportAt(due))',
      'what froze tells of what happened since',
    ],
  ]),
  ...plantedIn('sim/loops/loads.ts', evening, [
    [
      'late-says-now',
      'mail.measuredMs[count++] = sent * timeline.epochMs;',
      'mail.measuredMs[count++] = due * timeline.epochMs;',
      'a late report is taken for one of now',
    ],
  ]),
  ...plantedIn('sim/loops/health.ts', evening, [
    [
      'numbers-of-arrival',
      'report.sequence = firstNumber + sent;',
      'report.sequence++;',
      'what comes twice counts twice',
    ],
  ]),
  ...plantedIn('sim/desk/grey/failing.ts', grey, [
    [
      'one-toss-for-all',
      'openCell(key, setup.scenario.seed, entity, atMs);',
      'openCell(key, setup.scenario.seed, entity, 0);',
      'who failed once fails there for ever',
    ],
    [
      'failure-untold',
      'if (outcomes.length > 0) outcomes[setup.snapshot.applianceCount + appliance]++;',
      '',
      'clients do not say that a start failed',
    ],
  ]),
  ...plantedIn('sim/loops/outcomes.ts', grey, [
    [
      'ill-for-ever',
      'out[row] = isKnown &&',
      'out[row] =',
      'who gets nobody since it was ill is never tried again',
    ],
  ]),
  ...plantedIn(
    'sim/loops/reports.ts',
    ['cli/test/outages.test.ts'],
    [
      [
        'probes-alone',
        'isDead[row] === 0 && isIll[row] === 0;',
        'isDead[row] === 0 && isIll[row] < 2;',
        'what clients say of an appliance is not reported',
      ],
    ],
  ),
];
