// Which faults are planted where an evening is played?
import { type Fault, plantedIn } from './fault.ts';

const desk = [
  'sim/test/desk.worked.test.ts',
  'sim/test/desk.belief.test.ts',
  'sim/test/desk.strike.test.ts',
];
const begin = ['cli/test/evening.begin.test.ts', ...desk];
const conductor = ['sim/test/conductor.worked.test.ts'];
const played = [...desk, 'cli/test/evening.faults.test.ts', 'cli/test/evening.test.ts'];
const minute = ['sim/test/minute.worked.test.ts'];
const causes = ['sim/test/cause.worked.test.ts', ...played];
const loops = ['sim/test/loops.contract.test.ts', ...played];
const events = ['sim/test/events.worked.test.ts', 'sim/test/events.contract.test.ts', ...conductor];
const shares = ['sim/test/network.test.ts'];

export const evenings: readonly Fault[] = [
  ...plantedIn('sim/loops/loops.ts', loops, [
    [
      'reports-always-fresh',
      'const due = boundary - delayEpochs;',
      'const due = boundary;',
      'the delay of reports is ignored',
    ],
  ]),
  ...plantedIn('sim/desk/player/picture.ts', desk, [
    [
      'starts-twice',
      'if ((sessions.flags[session] & flags.isStarting) !== 0) return;',
      '',
      'who lost a flow without a picture gives up twice',
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
      'bulletin.linkBps.set(seen.linkBps);',
      '',
      'instances never hear how full links are',
    ],
  ]),
  ...plantedIn('sim/loops/health.ts', loops, [
    [
      'dead-is-heard',
      'if (report.isFit) hearLease',
      'hearLease',
      'a dead appliance keeps its lease',
    ],
  ]),
  ...plantedIn('sim/desk/listen.ts', played, [
    [
      'lost-report-inverted',
      'unitAt(key, lossPurpose) < reportLossShare',
      'unitAt(key, lossPurpose) >= reportLossShare',
      'reports arrive that should get lost',
    ],
  ]),
  ...plantedIn('sim/demand/session.ts', played, [
    [
      'patience-off',
      'export const patienceMs = 180000',
      'export const patienceMs = 60000',
      'players give up after a minute',
    ],
  ]),
  ...plantedIn('sim/desk/player/wait.ts', played, [
    ['wait-never-longer', '(1 << Math.min(tries, 10))', '1', 'a player asks every two seconds'],
    [
      'gone-plays-on',
      'count(desk, session, tallyAt.goneMs',
      'count(desk, session, tallyAt.starts',
      'who gave up plays on',
    ],
    [
      'waiting-is-free',
      'count(desk, session, tallyAt.stalledUs, 1000 * ms)',
      '0',
      'waiting costs nothing',
    ],
  ]),
  ...plantedIn('sim/desk/player/ask.ts', played, [
    [
      'dead-link-alive',
      ' || deadLink[decision.targetLink[k]] > 0',
      '',
      'players stay on a link that is cut',
    ],
    [
      'try-is-free',
      'wakeMs: atMs + (k - from) * tryMs',
      'wakeMs: atMs + 1',
      'a dead target costs nothing',
    ],
    [
      'loss-is-content',
      'sessions.cause[session] = why;',
      'sessions.cause[session] = causeAt.content;',
      'who moves misses the content',
    ],
    [
      'failover-untold',
      'count(desk, session, tallyAt.failedOver, 1);',
      '',
      'nobody ever failed over',
    ],
  ]),
  ...plantedIn('sim/desk/player/cause.ts', causes, [
    ['tried-is-no-loss', 'k < tried; k++', 'k < 0; k++', 'a dead target that was tried is no loss'],
    ['first-come', 'if (cause > furthest)', 'if (cause < furthest)', 'the nearest failure counts'],
  ]),
  ...plantedIn('sim/desk/book.ts', played, [
    [
      'warm-up-measured',
      'const from = fromMs > timeline.fromMs ? fromMs : timeline.fromMs;\n  const to =',
      'const from = fromMs;\n  const to =',
      'what was played before the window counts',
    ],
  ]),
  ...plantedIn('sim/desk/leg.ts', played, [
    [
      'leaving-books-all',
      'bookRest(desk, session, atMs, -1);',
      '',
      'who left is booked to its end',
    ],
    [
      'reserved-for-good',
      'leg.load = load;',
      'leg.load = Math.max(0, load);',
      'what ends stays reserved',
    ],
  ]),
  ...plantedIn('sim/desk/short.ts', played, [
    [
      'stall-below-free',
      'freeBps < lowestBps ? freeBps : lowestBps',
      'freeBps',
      'who plays a lower rung stands still',
    ],
  ]),
  ...plantedIn('sim/desk/round.ts', played, [
    [
      'faults-after-starts',
      'while (nextMomentMs(desk) <= atMs)',
      'while (nextMomentMs(desk) < atMs - 60000)',
      'faults strike a minute late',
    ],
    [
      'strikes-between-moments',
      'markMoments(desk);',
      '',
      'who loses its target while nobody starts never tries again',
    ],
  ]),
  ...plantedIn('sim/desk/desk.ts', conductor, [
    [
      'link-count-wraps',
      'deadLink: new Uint32Array(',
      'deadLink: new Uint8Array(',
      'a link that 256 events hold carries again',
    ],
  ]),
  ...plantedIn('sim/desk/calendar.ts', played, [
    ['ends-forgotten', 'ends.ms[ends.count++] =', 'ends.ms[ends.count] =', 'sessions never end'],
  ]),
  ...plantedIn('sim/desk/minute.ts', minute, [
    [
      'drawn-past-the-end',
      'Math.min(endMs, lastMsOf(desk))',
      'endMs',
      'who plays on when a run ends within a minute was drawn for all of it',
    ],
    [
      'starts-past-the-end',
      'if (cellStartMs + ms >= lastMsOf(desk)) return;',
      '',
      'who would start after a run that ends within a minute was drawn for it',
    ],
  ]),
  ...plantedIn('sim/desk/begin/stationary.ts', begin, [
    ['begins-empty', 'atMs < 0 && atMs', 'atMs < -1e15 && atMs', 'a run begins with nobody'],
    [
      'begins-unheard',
      'hearWave(desk, wave);',
      'if (wave < 0) hearWave(desk, wave);',
      'everybody is placed at once, and boxes are full of more than they can send',
    ],
  ]),
  ...plantedIn('sim/loops/shortage.ts', conductor, [
    ['no-overload', 'limits > 0 ?', 'limits < 0 ?', 'overload costs nobody anything'],
    [
      'short-never',
      'isAny = mostBps[row] > capacityBps[row]',
      'isAny = mostBps[row] > 2 * capacityBps[row]',
      'what is asked twice is not short',
    ],
  ]),
  ...plantedIn('sim/loops/conductor.ts', conductor, [
    [
      'strikes-late',
      'moments[conductor.nextMoment].atMs < atMs',
      'moments[conductor.nextMoment].atMs < atMs - 60000',
      'reports tell of events an epoch late',
    ],
    [
      'fault-count-wraps',
      'deadAppliance: new Uint32Array(',
      'deadAppliance: new Uint8Array(',
      'a box that 256 events hold is told to work',
    ],
    [
      'drawn-never-held',
      'drawn !== conductor.minute',
      'false',
      'who was drawn is held against nothing',
    ],
    [
      'over-never',
      'utilisation > overShare',
      'utilisation > 100',
      'nobody is ever over its capacity',
    ],
  ]),
  ...plantedIn('sim/events/cuts.ts', events, [
    [
      'last-routes-go',
      '&& stopped[other] === 0',
      '',
      'a site whose links are all cut has no routes',
    ],
    [
      'cut-ends-not',
      'if (isEnd) lasting.delete(event)',
      'if (event < 0) lasting.delete(event)',
      'a link that is back has no routes',
    ],
  ]),
  ...plantedIn('sim/events/routes.ts', events, [
    [
      'leak-stays',
      'if (announced.length === 0) return',
      'if (announced.length >= 0) return',
      'what is leaked stays though all is withdrawn',
    ],
  ]),
  ...plantedIn('sim/events/rows.ts', events, [
    ['site-keeps-links', 'links.add(row)', 'links', 'a lost site keeps its links'],
  ]),
  ...plantedIn('sim/events/schedule.ts', events, [
    ['event-never-ends', '[until, true] as const', '[until, false] as const', 'what failed stays'],
  ]),
  ...plantedIn('sim/network/levels.ts', shares, [
    [
      'level-too-low',
      'if (next <= level) return level;',
      'return next;',
      'who asks little gets too little',
    ],
    [
      'stopped-rise',
      'rateBps[rung] < stop ? rateBps[rung] : stop',
      'rateBps[rung]',
      'who is stopped elsewhere counts whole',
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
