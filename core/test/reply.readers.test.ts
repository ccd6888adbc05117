// Do players and servers read our hosts and paths as we do? The oracle is the URL parser of Node.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  compileSnapshot,
  expiryS,
  judgeClaims,
  pathwayTable,
  steeringPlan,
  type TokenClaims,
  tokenBody,
} from '../index.ts';
import { isHostName } from '../reply/template.ts';
import { createDice, type Dice } from './support/dice.ts';
import { lines } from './support/reply-world.ts';
import { worldOf } from './support/small-world.ts';

const draw = (dice: Dice, parts: readonly string[], most: number): string =>
  Array.from({ length: 1 + dice.below(most) }, () => dice.pick(parts)).join('');

/** The host as a browser has it; undefined: it takes none. */
function hostOf(text: string): string | undefined {
  try {
    return new URL(`https://${text}/`).hostname;
  } catch {
    return undefined;
  }
}

test('a host that is taken is the same host for the URL parser, over 30,000 drawn ones', () => {
  const dice = createDice(11);
  const parts = ['a', 'f', '0', '1', '7', '9', '0x', '.', '.', '-', 'x', '00', 'example', '127'];
  let taken = 0;
  for (let n = 0; n < 30_000; n++) {
    const text = draw(dice, parts, 7);
    if (!isHostName(text)) continue;
    assert.is(hostOf(text), text);
    taken++;
  }
  assert.ok(taken > 3000, `${taken}`);
});

test('pathwayTable: an id that a browser reads as an IPv4 address is a bad host', () => {
  const numbers = ['1921', '0x7f.1', '0x', '0xff', '017', '127.0.0.1', 'a1.127', 'a.0x1'];
  const words = ['b1', '1a', '0xg', '127.a', 'a-1'];
  const appliances = [...numbers, ...words].map((id) => `${id} c-isp`);
  const { snapshot } = compileSnapshot(worldOf({ ...lines, appliances }));
  const found = (host: string) =>
    (pathwayTable(snapshot, { host }).problems ?? []).map(({ code, path }) => `${code} ${path}`);
  const wrong = numbers.map((id) => `bad-host appliance ${id}`);
  assert.equal(found('{appliance}').toSorted(), wrong.toSorted());
  assert.equal(found('{appliance}.cdn.example'), []);
  assert.is(found('{appliance}.7').length, appliances.length);
});

test('steeringPlan: no id but that of a checked host makes the host of a URI', () => {
  const isTaken = (uri: string): boolean =>
    steeringPlan({ baseId: 'b', variantUris: [{ stableId: 'v', uri }] }).plan !== undefined;
  for (const uri of ['https://{host}/{file}', 'http://v.{host}:8080/x', 'https://{host}.example'])
    assert.ok(isTaken(uri), uri);
  for (const host of [
    '{appliance}',
    '{site}.example',
    '0x{host}',
    '{host}7',
    '{host}.7',
    'a@{host}',
  ])
    assert.not(isTaken(`https://${host}/{file}`), host);
});

const claims: TokenClaims = {
  ...{ notBeforeS: 0, expiresS: 60, host: 'a.example', path: '/f1/', network: '' },
};
const isAllowed = (path: string): boolean =>
  judgeClaims(claims, { host: 'a.example', path, network: '' }, 30).refusal === undefined;

const evasive = [
  ...[
    '..;/x',
    '..;a=b/x',
    '.;/x',
    '%2e%2e;/x',
    '..%3b/x',
    '..%3B',
    '%252e%252e/x',
    '%252e%252e%252fx',
  ],
  ...[
    '%25252e./x',
    '%00',
    'a%00',
    '%0d%0a',
    '%7f',
    '%c2%85',
    'a\r\nb',
    'a\tb',
    'a\u0000',
    '%c0%ae%c0%ae/x',
  ],
  ...[
    '%ff',
    '%e2%82',
    '%ed%a0%80',
    '%',
    '%1',
    '%zz',
    'ü',
    'a b',
    'a"b',
    '..\\x',
    '..%5cx',
    '..%255cx',
  ],
  ...['/x', '%2e.', '.%2E/', 'a/../b', `%${'25'.repeat(9)}2e`],
];

test('judgeClaims: of a path all that could mean another one is refused', () => {
  for (const path of evasive) assert.not(isAllowed(`/f1/${path}`), JSON.stringify(path));
  for (const path of [
    '',
    'a',
    'a..b',
    '...',
    'a%2Fb',
    '%C3%BC',
    '100%25',
    'a;b=c',
    "!$&'()*+,;=:@~_-",
    '%20',
  ])
    assert.ok(isAllowed(`/f1/${path}`), path);
});

test('judgeClaims: what is allowed stays below its folder for the URL parser, drawn 30,000 times', () => {
  const dice = createDice(12);
  const parts = [
    '.',
    '.',
    '/',
    '\\',
    ';',
    '%',
    '2e',
    '2f',
    '25',
    '%2e',
    '%2F',
    '%5c',
    'a',
    '%00',
    '?',
    '#',
    'x',
  ];
  let allowed = 0;
  for (let n = 0; n < 30_000; n++) {
    const path = `/f1/${draw(dice, parts, 7)}`;
    if (!isAllowed(path)) continue;
    allowed++;
    let text = path;
    for (let again = 0; again < 4; again++) {
      const { pathname } = new URL(`https://a.example${text.replaceAll('\\', '/')}`);
      assert.ok(pathname.startsWith('/f1/'), `${path} is ${pathname}`);
      text = text.replace(/%([0-9a-f]{2})/gi, (_, hex) =>
        String.fromCharCode(Number.parseInt(hex, 16)),
      );
    }
  }
  assert.ok(allowed > 1000, `${allowed}`);
});

test('tokenBody and expiryS: times are whole seconds, texts one line, or nothing is signed', () => {
  const key = { id: 'k1', algorithm: 'hmac-sha256', fromS: 0, untilS: 1000 } as const;
  const rule = { skewS: 60, lifeMaxS: 600 };
  for (const odd of [Number.NaN, 0.5, -1, Infinity, '60']) {
    assert.throws(() => expiryS(key, 0, odd as number, rule), /was given/);
    assert.throws(() => expiryS(key, odd as number, 60, rule), /was given/);
    assert.throws(() => tokenBody({ ...claims, expiresS: odd as number }), /was given/);
    assert.throws(() => tokenBody({ ...claims, notBeforeS: odd as number }), /was given/);
  }
  for (const text of ['a\nb', '\u0000', 'a\u007f', '\u0085'])
    for (const member of ['host', 'path', 'network'])
      assert.throws(() => tokenBody({ ...claims, [member]: text }), /control/);
});

test.run();
