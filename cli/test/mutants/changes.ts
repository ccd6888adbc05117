// Which faults are planted where a network changes while an evening is played?
import { plantedIn } from './fault.ts';

const played = ['cli/test/evening.changes.test.ts'];
const catalogue = ['sim/test/demand.catalogue.test.ts'];
const conductor = ['sim/test/conductor.worked.test.ts'];
const wanted = ['cli/test/evening.wants.test.ts'];
const snapshots = ['sim/test/setup.test.ts', ...played];

export const changes = [
  ...plantedIn('sim/setup/news/claims.ts', snapshots, [
    ['drain-never-told', "'draining' : 'up'", "'up' : 'up'", 'a drain is told to nobody'],
    ['prepend-lost', 'times += its.becomes.times', 'times += 0', 'longer paths are not longer'],
    [
      'claim-never-ends',
      'order.isEnd ? now.delete(one) : now.add(one)',
      'now.add(one)',
      'what an event claimed is claimed for ever',
    ],
  ]),
  ...plantedIn('sim/setup/snapshots.ts', snapshots, [
    [
      'served-at-once',
      'coming.push({ atMs: servedMs,',
      'coming.push({ atMs,',
      'what is published serves before its delay',
    ],
    [
      'held-served',
      'ground.reasons[event])',
      "ground.reasons[event] ?? 'nobody')",
      'what the gate holds is applied though nobody answers for it',
    ],
    [
      'because-covers-all',
      '!because.includes(undefined)',
      'because.some((reason) => reason !== undefined)',
      'who answers for one event answers for those that wait beside it',
    ],
    [
      'refused-waits',
      '} else if (isWrong && begun.length > 0) giveUp(news, group);',
      '}',
      'what no network can have is offered for ever',
    ],
    [
      'wrong-takes-all',
      'if (isWrong) return group.map((order) => [order]);',
      'if (isWrong) return [group];',
      'one change that is wrong takes those beside it along',
    ],
  ]),
  ...plantedIn('sim/setup/news/news.ts', snapshots, [
    [
      'orders-late',
      'orders[news.next].dueMs <= atMs',
      'orders[news.next].dueMs < atMs',
      'an order is heard an epoch late',
    ],
    [
      'over-still-waits',
      'if (undone.size > 0) forget(news, undone);',
      '',
      'what is held of an event that is over is offered again',
    ],
  ]),
  ...plantedIn('sim/loops/publish.ts', played, [
    [
      'forced-though-held',
      'snapshots.servedMs[event] + afterMs',
      'Math.min(atMs, snapshots.servedMs[event]) + afterMs',
      'who is on what is to be drained is moved though it is not',
    ],
  ]),
  ...plantedIn(
    'sim/events/check-targets.ts',
    ['sim/test/events.contract.test.ts'],
    [
      [
        'any-capacity',
        'if (!(bps > capacityMaxBps)) return [];',
        'return [];',
        'an event may make more of a link than any may have',
      ],
    ],
  ),
  ...plantedIn('sim/desk/moments.ts', played, [
    ['forced-stay', 'if (moved.length === 0) return;', 'return;', 'nobody is moved by force'],
    [
      'touched-ended',
      'output.touched[2 * event]++',
      'output.touched[2 * event] += 2',
      'what an event touched counts twice',
    ],
  ]),
  ...plantedIn('sim/loops/courses.ts', played, [
    [
      'one-member',
      'bps = applied(room.amount, bps)',
      'bps = applied(room.amount, own)',
      'of several events one alone takes capacity away',
    ],
    [
      'course-from-epoch',
      'fromMs.push(moment.atMs)',
      'fromMs.push(Math.floor(moment.atMs / 60000) * 60000)',
      'capacity changes when its minute begins',
    ],
  ]),
  ...plantedIn('sim/events/kinds/capacity.ts', played, [
    ['silent-told', 'keys?.silent !== true && {', 'true && {', 'what fails silently is told'],
  ]),
  ...plantedIn('sim/events/routes.ts', played, [
    [
      'half-leaks',
      'return [low, high].flatMap(',
      'return [low].flatMap(',
      'one half of what leaks is forgotten',
    ],
  ]),
  ...plantedIn('sim/setup/news/contents.ts', wanted, [
    ['content-stays', 'mine.delete(row)', 'mine', 'what a manifest loses it holds on to'],
  ]),
  ...plantedIn('sim/setup/news/claims.ts', wanted, [
    [
      'claims-forgotten',
      'mine.length > 0 ? [changeOf(mine[0], mine)] : []',
      '[]',
      'another manifest takes back what else has changed',
    ],
  ]),
  ...plantedIn('sim/demand/arrivals.ts', wanted, [
    [
      'scale-whole-cells',
      'product *= 1 + ((to - from) / cellMs) * (factor - 1)',
      'product *= 1 + ((to - from) / cellMs) * factor',
      'members who start twice as often start three times as often',
    ],
  ]),
  ...plantedIn('sim/demand/catalogue.ts', wanted, [
    ['flash-at-once', 'riseMs === 0 ? 1 :', 'riseMs > 0 ? 1 :', 'a flash is there at once'],
    [
      'no-growth',
      'const growth = floats(tastes.map(() => 1));\n  const titles',
      'const growth = floats(tastes.map(() => 0.5));\n  const titles',
      'half of all members want nothing',
    ],
  ]),
  ...plantedIn('sim/demand/catalogue.ts', catalogue, [
    [
      'release-taken-back',
      'if (before < 0 || (isOut && ageDays < before)) out',
      'out',
      'a second release of a title takes back the first',
    ],
  ]),
  ...plantedIn('sim/run/tables/touched.ts', conductor, [
    [
      'stopped-at-its-end',
      'if (!isEnd && count > 0)',
      'if (count > 0)',
      'what an event stops it had stopped already',
    ],
    [
      'reached-unreached',
      'isReached[event] ? count : 0',
      'count',
      'an event behind the stop of a run is told as if it had happened',
    ],
  ]),
  ...plantedIn(
    'sim/desk/moments.ts',
    ['sim/test/desk.strike.test.ts'],
    [
      [
        'wanted-beyond-event',
        'Math.min(sessions.endMs[session], untilMs - setup.timeline.startMs)',
        'sessions.endMs[session]',
        'what an event makes wanted counts beyond its end',
      ],
    ],
  ),
  ...plantedIn('sim/events/wants.ts', wanted, [
    [
      'unheld-is-held',
      'event.keys?.held !== false',
      'event.keys?.held !== true',
      'what nobody holds is held all the same',
    ],
  ]),
  ...plantedIn('sim/events/schedule.ts', wanted, [
    ['all-follow', 'Math.ceil(share * instances)', 'instances', 'a roll-out goes to all at once'],
  ]),
  ...plantedIn('sim/desk/moments.ts', wanted, [
    [
      'policy-stays',
      'if (isEnd) policies.delete(event);',
      'if (isEnd) return;',
      'a policy has no end',
    ],
  ]),
];
