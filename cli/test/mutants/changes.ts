// Which faults are planted where a network changes while an evening is played?
import { plantedIn } from './fault.ts';

const played = ['cli/test/evening.changes.test.ts'];
const wanted = ['cli/test/evening.wants.test.ts'];
const snapshots = ['sim/test/setup.test.ts', ...played];

export const changes = [
  ...plantedIn('sim/setup/claims.ts', snapshots, [
    ['drain-never-told', "'draining' : 'up'", "'up' : 'up'", 'a drain is told to nobody'],
    ['prepend-lost', 'times += its.becomes.times', 'times += 0', 'longer paths are not longer'],
    [
      'claim-never-ends',
      'place.holdings.splice(at, 1)',
      'place.holdings.splice(at, 0)',
      'what an event claimed is claimed for ever',
    ],
  ]),
  ...plantedIn('sim/setup/snapshots.ts', snapshots, [
    [
      'served-at-once',
      'coming.push({ atMs: atMs + delayMs,',
      'coming.push({ atMs,',
      'what is published serves before its delay',
    ],
    [
      'held-served',
      'because[event] ?? []',
      "because[event] ?? 'nobody'",
      'what the gate holds is applied though nobody answers for it',
    ],
    [
      'orders-late',
      'orders[next].dueMs <= atMs',
      'orders[next].dueMs < atMs',
      'an order is heard an epoch late',
    ],
  ]),
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
  ...plantedIn('sim/setup/contents.ts', wanted, [
    ['content-stays', 'mine.delete(row)', 'mine', 'what a manifest loses it holds on to'],
  ]),
  ...plantedIn('sim/setup/claims.ts', wanted, [
    [
      'claims-forgotten',
      'holdings.length > 0 ? [changeOf(holdings[0].claim, holdings)] : []',
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
