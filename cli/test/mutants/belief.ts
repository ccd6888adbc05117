// Which faults are planted where health, leases and drains are believed?
import { type Fault, plantedIn } from './fault.ts';

const worked = 'core/test/control.worked.test.ts';
const silence = [worked, 'core/test/control.health-silence.test.ts'];
const trust = [
  worked,
  'core/test/control.health-trust.test.ts',
  'core/test/control.health.test.ts',
];
const health = [
  worked,
  'core/test/control.health.test.ts',
  'core/test/control.health-table.test.ts',
];
const drain = ['core/test/control.drain.test.ts', 'core/test/instance.drain.test.ts'];

export const belief: readonly Fault[] = [
  ...plantedIn('core/control/lease.ts', silence, [
    [
      'lease-ten-seconds-long',
      'out.renewedMs[appliance] = out.nowMs',
      'out.renewedMs[appliance] = out.nowMs + 10_000',
      'a dead box is offered ten seconds longer',
    ],
    ['lease-ends-early', '<= rule.leaseMs', '< rule.leaseMs', 'a lease ends a millisecond early'],
    [
      'lease-never-held',
      'late > Math.max(1, rule.lateShareMax * leased)',
      'late > Math.max(1, leased)',
      'our own deafness takes out the fleet',
    ],
    [
      'lease-counts-those-out',
      'if (isLeased[row] === 0) continue;',
      '',
      'those who are out already hold the leases of others',
    ],
  ]),
  ...plantedIn('core/control/trust.ts', trust, [
    [
      'hold-not-doubled',
      'holdMs * 2',
      'holdMs',
      'a box that flaps is taken back as soon each time',
    ],
    ['hold-off-by-one', 'spanMs < trust.holdMs', 'spanMs <= trust.holdMs', 'a hold is 1 ms longer'],
    ['age-negative', 'age > 0 ? age : 0', 'age', 'a clock that steps back gives negative ages'],
  ]),
  ...plantedIn('core/control/health.ts', health, [
    ['health-one-report-late', 'against < needed', 'against <= needed', 'one bad report too many'],
    [
      'health-no-hysteresis',
      'share < band.fitBelow',
      'share < band.unfitFrom',
      'a share that wavers about the bound turns an appliance on and off',
    ],
  ]),
  ...plantedIn('core/control/observers.ts', health, [
    ['quorum-ignored', 'down >= quorum && down > up', 'down > 0', 'one observer takes a box out'],
    [
      'votes-never-age',
      '<= voteMsMax;',
      '<= Number.POSITIVE_INFINITY;',
      'an observer that fell silent votes for ever',
    ],
    [
      'suspect-votes',
      'out.isSuspect[observer] === 1 ||',
      'out.isSuspect[observer] === 2 ||',
      'an observer that alone sees the fleet fail is believed',
    ],
  ]),
  ...plantedIn('core/control/drain.ts', drain, [
    [
      'drain-never-ends',
      'isEmpty || atMs >= drain.deadlineMs',
      'isEmpty',
      'a drain outlasts its deadline',
    ],
    [
      'drain-ramp-steep',
      '(atMs - beginMs) / (endMs - beginMs)',
      '(atMs - beginMs) / (endMs - beginMs / 2)',
      'the ramp of a drain has another slope',
    ],
  ]),
  ...plantedIn(
    'core/control/belief.ts',
    [worked, ...drain],
    [
      [
        'declared-down-served',
        'snapshot.applianceState[row] === 0 && isLeased',
        'isLeased',
        'what is declared down or draining gets sessions',
      ],
      [
        'lease-ignored',
        'isLeased && !isDrained',
        '!isDrained',
        'a lease that has run out takes nobody out',
      ],
    ],
  ),
  ...plantedIn(
    'core/control/carry.ts',
    ['core/test/instance.worked.test.ts', 'core/test/control.health.test.ts'],
    [
      [
        'health-lost-on-flip',
        'next.healthy[row] = fleet.healthy[before]',
        'next.healthy[row] = 1',
        'a new snapshot makes every box healthy',
      ],
      [
        'shares-lost-on-flip',
        'out.link[row] = state.link[before]',
        'out.link[row] = 0',
        'a new snapshot sheds nothing from links',
      ],
    ],
  ),
];
