// Which faults are planted where it is drawn who watches what, when, and for how long?
import { type Fault, plantedIn } from './fault.ts';

const curve = ['sim/test/audience.worked.test.ts', 'sim/test/demand.test.ts'];
const catalogue = ['sim/test/demand.catalogue.test.ts', ...curve];
const random = ['sim/test/random.distributions.test.ts', 'sim/test/random.test.ts'];
const keyed = ['sim/test/random.keyed.test.ts'];
const arrivals = ['sim/test/arrivals.worked.test.ts', ...catalogue];
const setup = ['sim/test/audience.worked.test.ts'];

export const demand: readonly Fault[] = [
  ...plantedIn('sim/demand/diurnal.ts', curve, [
    [
      'curve-in-utc',
      'middleMs + offsetAt(zone, middleMs)',
      'middleMs',
      'evenings begin at one moment all over the world',
    ],
    [
      'weekday-shifted',
      'Math.floor(localMs / dayMs) + 3',
      'Math.floor(localMs / dayMs) + 4',
      'Friday is Saturday',
    ],
    [
      'zone-change-missed',
      'fromMs[middle] <= atMs',
      'fromMs[middle] < atMs',
      'summer time begins an epoch late',
    ],
  ]),
  ...plantedIn('sim/demand/length.ts', curve, [
    [
      'length-uncapped',
      'return Math.max(runtimeMs, lengthMsMin);',
      'return Math.floor(lengthMs);',
      'sessions outlast their titles',
    ],
  ]),
  ...plantedIn('sim/demand/release.ts', catalogue, [
    [
      'watched-before-release',
      'if (ageDays < 0) return 0;',
      '',
      'a title is watched before it is there',
    ],
  ]),
  ...plantedIn('sim/demand/session.ts', catalogue, [
    [
      'player-trusts-all',
      'const trustedShare = 0.8',
      'const trustedShare = 1',
      'a player takes a file that fills its access',
    ],
  ]),
  ...plantedIn('sim/demand/catalogue.ts', catalogue, [
    [
      'file-above-device',
      'bitrateBps[place] > bitrateBpsMax',
      'bitrateBps[place] >= bitrateBpsMax * 2',
      'devices get files that they cannot play',
    ],
  ]),
  ...plantedIn('sim/random/distributions.ts', random, [
    [
      'poisson-biased',
      'Math.floor(near +',
      'Math.floor(near + 0.5 +',
      'large counts are half a session too many',
    ],
    ['alias-swapped', ': table.alias[row]', ': row', 'weights are forgotten'],
    ['normal-narrow', '-2 * Math.log', '-1.9 * Math.log', 'the normal is too narrow'],
  ]),
  ...plantedIn('sim/random/stream.ts', random, [
    ['streams-share', 'scramble(purpose ^ 0x13198a2e)', '0', 'two purposes draw the same numbers'],
  ]),
  ...plantedIn('sim/random/keyed.ts', keyed, [
    [
      'members-share',
      'Math.imul(k + 1, spread)',
      '0',
      'sessions of a minute draw the same numbers',
    ],
    ['cells-share', 'scramble(cell ^', 'scramble(0 ^', 'all minutes draw the same numbers'],
  ]),
  ...plantedIn('sim/demand/arrivals.ts', arrivals, [
    [
      'sample-forgotten',
      'if (memberShare === 1)',
      'if (memberShare > 0)',
      'a sample plays all members',
    ],
  ]),
  ...plantedIn('sim/demand/weight-classes.ts', arrivals, [
    [
      'all-taken',
      'drawAt(key, purpose + 2) < taken[slot]',
      'taken[slot] > 0',
      'titles of a class weigh the same',
    ],
  ]),
  ...plantedIn('sim/setup/audience.ts', setup, [
    [
      'v6-share',
      '(weight / v6) * ipv6Share',
      '(weight / v6) * (1 - ipv6Share)',
      'three in five come over IPv6',
    ],
    ['prefix-weights', '24 - length[row]', '23 - length[row]', 'a /23 weighs as a /24'],
  ]),
];
