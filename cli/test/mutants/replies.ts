// Which faults are planted where decisions leave, are recorded and explained?
import { type Fault, plantedIn } from './fault.ts';

const token = [
  'core/test/reply.template.test.ts',
  'core/test/reply.token.test.ts',
  'cli/test/reply.tokens.test.ts',
];
const reply = [
  'core/test/reply.template.test.ts',
  'core/test/reply.test.ts',
  'core/test/reply.pathways.test.ts',
];
const record = [
  'core/test/recall.worked.test.ts',
  'core/test/recall.record.test.ts',
  'core/test/recall.replay.test.ts',
];
const explain = ['core/test/recall.explain.test.ts', 'core/test/recall.order.test.ts'];

export const replies: readonly Fault[] = [
  ...plantedIn('core/reply/template.ts', reply, [
    ['percent-unescaped', '[A-Za-z0-9._~-]', '[A-Za-z0-9._~%-]', 'an id with % names another file'],
    [
      'template-brace',
      "text.includes('}')",
      "text.includes('}}')",
      'a brace without its other stays in a URL',
    ],
  ]),
  ...plantedIn('core/reply/base64url.ts', token, [
    ['spare-bits', '(bits & ((1 << held) - 1)) === 0', 'true', 'one token has many texts'],
  ]),
  ...plantedIn('core/reply/token.ts', token, [
    [
      'expired-allowed',
      'nowS < expiresS + rule.skewS',
      'nowS <= expiresS + rule.skewS',
      'a token lives a second longer',
    ],
    [
      'too-early-allowed',
      'nowS >= notBeforeS - rule.skewS',
      'true',
      'a token is valid before its time',
    ],
    ['any-host', 'claims.host !== host.toLowerCase()', 'false', 'a token opens every host'],
    [
      'token-life-unlimited',
      'expiresS - notBeforeS <= rule.lifeMaxS',
      'true',
      'a token may live for ever',
    ],
    [
      'other-network',
      "claims.network !== '' && claims.network !== use.network",
      'false',
      'a token opens for every client',
    ],
  ]),
  ...plantedIn('core/recall/record.ts', record, [
    [
      'record-want',
      '(want - 1) | (targetCount << 4)',
      'want | (targetCount << 4)',
      'a record asks for one target more',
    ],
    [
      'outcome-without-links',
      'hash = pairBits(hash, decision.targetLink[k] | 0);',
      '',
      'a replay does not see another link',
    ],
    [
      'passed-overflow',
      'if (((bits >>> shift) & countMax) < countMax)',
      'if (true)',
      'a count that is full spills into the next',
    ],
  ]),
  ...plantedIn('core/recall/stamp.ts', record, [
    [
      'stamp-without-drain',
      'if (state.drain !== undefined)',
      'if (false as boolean)',
      'states with other drains are one',
    ],
  ]),
  ...plantedIn('core/recall/verdicts.ts', explain, [
    [
      'explain-second-reason',
      'const first = heard ?? refusing[0];',
      'const first = refusing.at(-1);',
      'explain says another reason than decide',
    ],
    [
      'explain-all-hold',
      'copies === 0) return rows.subarray(0, 0)',
      'copies === 0) return rows',
      'explain names holders of a file that nobody holds',
    ],
  ]),
  ...plantedIn('core/recall/order.ts', explain, [
    [
      'order-names-another',
      'key !== nextKeys[k]',
      'key > nextKeys[k]',
      'the comparator that decided is not named',
    ],
  ]),
];
