// Which faults are planted where loads are believed and shed?
import { type Fault, plantedIn } from './fault.ts';

const rule = [
  'core/test/control.load-worked.test.ts',
  'core/test/control.rest.test.ts',
  'core/test/control.load.test.ts',
];
const course = ['core/test/control.rest.test.ts', 'core/test/control.sweep.test.ts'];
const instance = [
  'core/test/instance.worked.test.ts',
  'core/test/instance.test.ts',
  'core/test/instance.property.test.ts',
];

export const loads: readonly Fault[] = [
  ...plantedIn('core/control/shed.ts', rule, [
    ['shed-is-a-switch', 'utilisation >= rule.full', 'utilisation > rule.from', 'all or nothing'],
    [
      'estimate-of-one-instance',
      'ownSinceReport * instances',
      'ownSinceReport',
      'many instances herd onto one box',
    ],
    [
      'shed-without-report',
      'Number.isNaN(out.reportMs[at]) ? 0 :',
      '',
      'sheds by its own sessions alone before anything was heard',
    ],
    [
      'slack-by-what-counts',
      'told + gain * (seen - told) < shed.from',
      'utilisation < shed.from',
      'after a spike a box sheds for ever, where reports are late',
    ],
    ['slow-start-off', 'return given < 1 ? 1 - given : 0;', 'return 0;', 'a box is back at once'],
  ]),
  ...plantedIn('core/control/shed.ts', course, [
    ['gain-of-old-reports', 'return gain < 1 ? gain : 1;', 'return 1;', 'loads swing'],
    [
      'served-without-end',
      'const served = open > servedMin ? open : servedMin;',
      'const served = 1;',
      'demand is what was served: it is let in again, and swings',
    ],
  ]),
  ...plantedIn('core/control/state.ts', rule, [
    [
      'shed-units-of-255',
      'Math.floor(shedShare * 65536 + 0.5)',
      'Math.floor(shedShare * 255 + 0.5)',
      'shares are in other units than decide reads',
    ],
  ]),
  ...plantedIn('core/control/believed-load.ts', rule, [
    [
      'late-report-taken',
      "if (atMs <= out.reportMs[at]) return 'stale';",
      '',
      'a report that was overtaken counts',
    ],
    [
      'no-load-is-a-load',
      "if (!(load >= 0 && load <= loadMax)) return 'load';",
      '',
      'a report of no number is believed',
    ],
  ]),
  ...plantedIn('core/instance/refresh.ts', instance, [
    [
      'cut-link-not-shed',
      'link.input.leastShare = belief.isCut[row];',
      'link.input.leastShare = 0;',
      'sessions go to a link that is cut',
    ],
    [
      'slow-start-forgotten',
      'slowStartShare(input.atMs - belief.sinceMs[row], policy.slowStart)',
      '0',
      'a box that returns gets all its sessions at once',
    ],
    [
      'session-on-appliance-only',
      'countOwn(link.loads, leg.link, load);',
      '',
      'own sessions do not count on links',
    ],
    [
      'unit-forgotten',
      'snapshot.capacityBps[row] / policy.loadUnitBps',
      'snapshot.capacityBps[row]',
      'loads in kbit/s are compared with bits',
    ],
  ]),
  ...plantedIn('core/instance/load-table.ts', instance, [
    [
      'report-read-as-of-now',
      'out.own = before.own[row];',
      'out.own = loads.own[row * loadPlaces];',
      'a late report is read as of its receipt',
    ],
    [
      'marks-not-kept',
      '(table.last + 1) % marks.length',
      'table.last',
      'of an old instant nothing is known',
    ],
  ]),
];
