// Which faults are planted where an evening is played?
import { type Fault, plantedIn } from './fault.ts';

const desk = ['sim/test/desk.worked.test.ts'];
const conductor = ['sim/test/conductor.worked.test.ts'];
const played = [...desk, 'cli/test/evening.faults.test.ts', 'cli/test/evening.test.ts'];
const loops = ['sim/test/loops.contract.test.ts', ...played];
const faults = ['sim/test/faults.contract.test.ts', ...conductor];
const shares = ['sim/test/network.test.ts'];

export const evenings: readonly Fault[] = [
  ...plantedIn('sim/loops/loops.ts', loops, [
    [
      'reports-always-fresh',
      'reportOf(running, boundary - delayEpochs)',
      'reportOf(running, boundary)',
      'the delay of reports is ignored',
    ],
  ]),
  ...plantedIn('sim/setup/rules.ts', played, [
    [
      'instances-ignored',
      '    instances,\n    loadUnitBps',
      '    instances: 1,\n    loadUnitBps',
      'what an instance began is not scaled by their number',
    ],
    [
      'lease-late-share',
      'lateMs: leaseMs / 2',
      'lateMs: leaseMs',
      'a mass silence is seen when it is too late',
    ],
  ]),
  ...plantedIn('sim/loops/loads.ts', loops, [
    ['cuts-not-told', 'bulletin.isCut.set(seen.isCut);', '', 'links that are cut are not shed'],
    [
      'link-loads-not-told',
      'bulletin.linkKbps.set(seen.linkKbps);',
      '',
      'instances never hear how full links are',
    ],
  ]),
  ...plantedIn('sim/loops/health.ts', loops, [
    ['dead-is-heard', 'if (isFit) hearLease', 'hearLease', 'a dead appliance keeps its lease'],
  ]),
  ...plantedIn('sim/loops/routes.ts', loops, [
    [
      'routes-never-back',
      'else for (const change of snapshots.routesOver(link)) changes.push(change);',
      '',
      'routes of a link that is back stay withdrawn',
    ],
  ]),
  ...plantedIn('sim/desk/listen.ts', played, [
    [
      'lost-report-inverted',
      'nextUnit(stream) < reportLossShare',
      'nextUnit(stream) >= reportLossShare',
      'reports arrive that should get lost',
    ],
  ]),
  ...plantedIn('sim/desk/failover.ts', played, [
    [
      'patience-off',
      'const patienceMs = 180000',
      'const patienceMs = 60000',
      'players give up after a minute',
    ],
    [
      'failover-without-stall',
      'counts[at.rebufferMs] += failoverStallMs;',
      '',
      'moving costs nothing',
    ],
    [
      'waiting-is-free',
      'counts[at.rebufferMs] += atMs - waiting.sinceMs;',
      '',
      'waiting for steering costs nothing',
    ],
  ]),
  ...plantedIn('sim/desk/placing.ts', played, [
    [
      'dead-link-alive',
      ' && deadLink[decision.targetLink[k]] === 0',
      '',
      'players stay on a link that is cut',
    ],
  ]),
  ...plantedIn('sim/desk/leg.ts', played, [
    [
      'warm-up-measured',
      'legMs > measureMs ? legMs : measureMs',
      'legMs',
      'what was played before the window counts',
    ],
    [
      'loss-forgotten',
      'lostMs >= atMs - legMs ? 1',
      'lostMs >= atMs - legMs ? 0',
      'who got nothing got all',
    ],
  ]),
  ...plantedIn('sim/desk/epoch.ts', played, [
    [
      'faults-after-starts',
      'while (nextStrikeMs(desk) <= atMs)',
      'while (nextStrikeMs(desk) < atMs - 60000)',
      'faults strike a minute late',
    ],
  ]),
  ...plantedIn('sim/desk/serve.ts', played, [
    ['ends-forgotten', 'endEpoch < setup.epochCount', 'false', 'sessions never end'],
    [
      'weight-forgotten',
      '(columns.bitrateBps[row] / 1000) * setup.weight',
      'columns.bitrateBps[row] / 1000',
      'in a sample sessions weigh one',
    ],
  ]),
  ...plantedIn('sim/loops/conductor.ts', conductor, [
    ['no-overload', 'if (limits > 0)', 'if (limits < 0)', 'overload costs nobody anything'],
    [
      'strikes-late',
      'strikes[conductor.nextStrike].atMs < atMs',
      'strikes[conductor.nextStrike].atMs < atMs - 60000',
      'reports tell of faults an epoch late',
    ],
  ]),
  ...plantedIn('sim/faults/site-down.ts', faults, [
    ['site-keeps-links', 'links.push(link)', 'links.push()', 'a lost site keeps its links'],
  ]),
  ...plantedIn('sim/faults/schedule.ts', faults, [
    ['fault-never-ends', 'isEnd: true', 'isEnd: false', 'what failed never comes back'],
  ]),
  ...plantedIn('sim/network/shares.ts', shares, [
    [
      'overload-by-the-first',
      'open > left ? left / open : 1',
      'open > left ? 0 : 1',
      'who is limited gets nothing',
    ],
    [
      'stopped-flows-kept',
      'left[other[at]] -= level * rate[at];',
      '',
      'what a stopped flow leaves is given out twice',
    ],
  ]),
  ...plantedIn('sim/network/rtt.ts', shares, [
    [
      'start-two-round-trips',
      'const roundTripsBeforeMedia = 3',
      'const roundTripsBeforeMedia = 2',
      'starts are a round trip too quick',
    ],
  ]),
];
