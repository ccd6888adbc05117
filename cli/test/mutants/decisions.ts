// Which faults are planted where a decision is taken?
import { type Fault, plantedIn } from './fault.ts';

const decide = ['core/test/decide.test.ts', 'core/test/decide.second.test.ts'];
const overlay = ['core/test/overlay.test.ts', 'core/test/overlay.contract.test.ts', ...decide];
const resort = ['core/test/decide.resort.test.ts', ...decide];
const panic = ['core/test/decide.panic.test.ts'];
const options = ['core/test/decide.options.test.ts', 'core/test/decide.second.options.test.ts'];
const hash = ['core/test/base.test.ts', ...decide];
const holders = ['core/test/holders.content.test.ts', ...decide];

export const decisions: readonly Fault[] = [
  ...plantedIn('core/decide/decide.ts', resort, [
    [
      'stops-at-first-rank',
      'if (count >= want) break;\n      rank = itsRank',
      'if (count > 0) break;\n      rank = itsRank',
      'fewer targets than wanted',
    ],
    [
      'fail-open-keeps-health',
      'needOf(request) & hardBits : needOf(request)',
      'needOf(request) : needOf(request)',
      'when all are ill nobody serves',
    ],
    [
      'fail-open-opens-drains',
      'isOpen ? needOf(request) & hardBits',
      'isOpen ? 0',
      'when all are ill what is declared down serves',
    ],
    [
      'resort-of-the-down',
      'const need = needOf(request) & hardBits;',
      'const need = 0;',
      'the last resort sends to what is down',
    ],
    [
      'resort-is-ranked',
      'out.reason = out.targetCount > 0 ? 2 : 3;',
      'out.reason = 0;',
      'the last resort calls itself ranked',
    ],
    [
      'v6-read-as-v4',
      'return family === 6 ? lookupV6(snapshot, words) : 0;',
      'return lookupV4(snapshot, words[0]);',
      'IPv6 clients get spans of IPv4',
    ],
  ]),
  ...plantedIn('core/decide/candidate.ts', decide, [
    [
      'want-rounded-down',
      'Math.ceil(Math.min(wantMax, request.want))',
      'Math.floor(Math.min(wantMax, request.want))',
      'a half target is none',
    ],
    [
      'last-label-first',
      'if (stage > last) last = stage;',
      'if (last === 0) last = stage;',
      'a candidate says another reason than what emptied it',
    ],
    [
      'link-load-ignored',
      '!isOpen && !staysOnLink',
      'isOpen && !staysOnLink',
      'a full link keeps all sessions',
    ],
  ]),
  ...plantedIn('core/decide/settle.ts', decide, [
    [
      'capacity-ignored',
      'order[k] *= inverseCapacity[row];',
      '',
      'a small box gets as many as a large one',
    ],
    [
      'ranks-mixed',
      'hole > 0 && ranks[hole - 1] === rank',
      'hole > 0',
      'a later rank comes before an earlier one',
    ],
    [
      'near-keys-guessed',
      'if (near < 0) return false;',
      '',
      'two that cannot be told apart are told by their place',
    ],
  ]),
  ...plantedIn('core/decide/panic.ts', panic, [
    [
      'panic-of-the-down',
      'if ((word & hard) !== hard) continue;',
      '',
      'what is down counts in the share that panics',
    ],
    [
      'panic-always',
      'healthy < policy.panicShare * up',
      'healthy <= policy.panicShare * up',
      'a rank panics at its bound',
    ],
  ]),
  ...plantedIn('core/decide/wishes.ts', options, [
    [
      'served-moves-when-shed',
      'const allShed = 65536;',
      'const allShed = 1;',
      'who is served moves with the first share that is shed',
    ],
  ]),
  ...plantedIn('core/overlay/load.ts', overlay, [
    ['shed-the-other-half', '>>> 16 >= shed;', '>>> 16 < shed;', 'those that should stay are shed'],
  ]),
  ...plantedIn('core/overlay/link.ts', overlay, [
    ['link-sheds-all', '>>> 16 >= shed;', '>>> 15 >= shed;', 'a link sheds half of what it should'],
  ]),
  ...plantedIn('core/overlay/territory.ts', overlay, [
    [
      'territory-soft',
      'isSoft: false',
      'isSoft: true',
      'what the law forbids is opened when all are ill',
    ],
  ]),
  ...plantedIn(
    'core/overlay/drain.ts',
    ['core/test/control.drain.test.ts', ...overlay],
    [
      [
        'ramp-takes-others',
        '>>> 16 < share[row]',
        '>>> 15 < share[row]',
        'a drain by share takes half of its share',
      ],
    ],
  ),
  ...plantedIn('core/base/hash.ts', hash, [
    [
      'hash-wide-ids',
      'bits === 0 ? 0 : packed >>> (count * 8 - bits)',
      '0',
      'ids beyond ASCII hash to something else',
    ],
    [
      'hash-tail',
      '(tail << 8) | unit',
      '(tail << 7) | unit',
      'ids of odd lengths hash to something else',
    ],
  ]),
  ...plantedIn('core/holders/content.ts', holders, [
    [
      'holders-last-of-equals',
      'keys[hole - 1] > key',
      'keys[hole - 1] >= key',
      'of equals the last wins',
    ],
    [
      'all-copies-is-255',
      'copies === allCopies',
      'copies > allCopies',
      'in a cluster above 255 a file on all is a file on 255',
    ],
  ]),
  ...plantedIn('core/holders/best-hashes.ts', holders, [
    [
      'near-hashes-guessed',
      'return (near | (first - second - limit)) >= 0;',
      'return true;',
      'two hashes that agree above are told by their place',
    ],
  ]),
  ...plantedIn(
    'core/holders/spread.ts',
    ['core/test/holders.content.test.ts', 'core/test/base.test.ts', ...decide],
    [
      [
        'log-without-line',
        'low * 2097152 + between',
        'low * 2097152',
        'weights of capacity are steps',
      ],
    ],
  ),
  ...plantedIn(
    'core/batch/decide-at.ts',
    ['core/test/batch.test.ts'],
    [
      [
        'batch-skips-a-rank',
        'count >= want && serving === kernel.holding[k]',
        'count >= want',
        'a candidate that is passed over is not told',
      ],
    ],
  ),
  ...plantedIn(
    'sim/desk/ahead/look-ahead.ts',
    ['sim/test/desk.ahead.test.ts'],
    [
      [
        'prepared-for-another-policy',
        'batch.want !== request.want',
        'false',
        'who was looked at ahead gets as many targets as before a policy came',
      ],
    ],
  ),
  ...plantedIn(
    'core/batch/prepare.ts',
    ['core/test/batch.test.ts'],
    [['told-from-the-first', 'known[from + k]', 'known[k]', 'a second batch asks from elsewhere']],
  ),
];
