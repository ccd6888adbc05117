// Do tokens say what they allow, in one writing, and keys sign and end when they should?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  checkTokenKeys,
  expiryS,
  judgeClaims,
  readClaims,
  signedBytes,
  signingKey,
  type TokenClaims,
  tokenBody,
  tokenParts,
  tokenText,
  verifyingKey,
} from '../index.ts';

const claims: TokenClaims = {
  notBeforeS: 1000,
  expiresS: 4600,
  host: 'ams-1.example',
  path: '/v/',
  network: '11.1.2.0/24',
};
const use = { host: 'AMS-1.example', path: '/v/a/b.mp4', network: '11.1.2.0/24' };

test('judgeClaims: a token lives from its begin to its end, with the skew at both ends', () => {
  const at = (nowS: number) => judgeClaims(claims, use, nowS).refusal;
  assert.equal([939, 940, 1000, 4600, 4659, 4660].map(at), [
    'too-early',
    undefined,
    undefined,
    undefined,
    undefined,
    'expired',
  ]);
  assert.is(at(Number.NaN), 'too-early');
  assert.equal(judgeClaims({ ...claims, expiresS: 30_000 }, use, 1000), { refusal: 'too-long' });
});

test('judgeClaims: allows its host, its path and below, its network, and nothing else', () => {
  const asked = (change: object) => judgeClaims(claims, { ...use, ...change }, 1000).refusal;
  assert.is(asked({ host: 'ams-2.example' }), 'host');
  assert.is(asked({ network: '11.1.3.0/24' }), 'network');
  assert.equal(judgeClaims({ ...claims, network: '' }, { ...use, network: 'any' }, 1000), {});
  const evasive = ['/v', '/w/a', 'v/a', '/v/../w', '/v/%2e%2E/w', '/v/..%2fw', '/v//a'];
  evasive.push('/v/a\\..\\b', '/v/.', '/v/a?x', '/v/a#x', '', '/V/a', '/v/..%5Cw');
  for (const path of evasive) assert.is(asked({ path }), 'path', path);
  for (const path of ['/v/', '/v/a..b', '/v/...', '/v/a%2Fb'])
    assert.is(asked({ path }), undefined, path);
  const below = { ...use, path: '/v/a/' };
  assert.is(judgeClaims({ ...claims, path: '/v/a' }, below, 1000).refusal, 'path');
});

test('a token reads back as its claims, and only in its one writing', () => {
  const body = tokenBody({ ...claims, host: 'ü.example' });
  assert.equal(readClaims(body), { claims: { ...claims, host: 'ü.example' } });
  const isBad = (text: string) =>
    assert.is(readClaims(text).problems?.[0]?.code, 'bad-token', text);
  const plain = Buffer.from(body, 'base64url').toString();
  assert.is(plain, '1\n1000\n4600\nü.example\n/v/\n11.1.2.0/24');
  for (const text of [
    '',
    '2\n1\n2\nh\n/\n',
    '1\n1\n2\nh\n/',
    '1\n01\n2\nh\n/\n',
    '1\n-1\n2\nh\n/\n',
  ])
    isBad(Buffer.from(text).toString('base64url'));
  isBad(`${body}=`);
  isBad('A');
  isBad('AB'); // spare bits
  for (let n = 0; n < 40; n++) {
    const bytes = Uint8Array.from({ length: n }, (_, k) => (k * 89 + n) & 255);
    const text = tokenText('k', 'b', bytes).slice(4);
    assert.is(text, Buffer.from(bytes).toString('base64url'));
  }
});

test('tokenParts: takes three parts and a key id, and looks at nothing else', () => {
  assert.equal(tokenParts('k1.b.s'), { parts: { keyId: 'k1', body: 'b', signature: 's' } });
  for (const text of ['', 'k', 'k.b', 'k.b.s.x', '.b.s', 'k/1.b.s', `${'k'.repeat(65)}.b.s`])
    assert.is(tokenParts(text).problems?.[0]?.code, 'bad-token', text);
  assert.is(tokenParts(`k.${'b'.repeat(3000)}.s`).parts, undefined);
  assert.is(Buffer.from(signedBytes('k1', 'b')).toString(), 'fairlead-token-1\nk1.b');
});

const key = (id: string, fromS: number, untilS: number) =>
  ({ id, algorithm: 'hmac-sha256', fromS, untilS }) as const;

test('keys: the newest in its window signs, and no token outlives its key', () => {
  const keys = [key('old', 0, 2000), key('new', 1000, 3000), key('late', 9000, 9999)];
  const signer = (nowS: number) => signingKey(keys, nowS)?.id;
  assert.equal([0, 999, 1000, 2999, 3000, 9000].map(signer), [
    'old',
    'old',
    'new',
    'new',
    undefined,
    'late',
  ]);
  const rule = { skewS: 60, lifeMaxS: 500 };
  const verifier = (nowS: number) => verifyingKey(keys, 'old', nowS, rule)?.id;
  assert.equal([2000, 2059, 2060].map(verifier), ['old', 'old', undefined]);
  assert.is(verifyingKey(keys, 'none', 0, rule), undefined);
  assert.equal(
    [0, 1900].map((nowS) => expiryS(key('old', 0, 2000), nowS, 900, rule)),
    [500, 2000],
  );
});

test('checkTokenKeys: names ids, algorithms and windows that are no good', () => {
  const codes = (keys: readonly unknown[]) =>
    checkTokenKeys(keys as never).map(({ code, path }) => `${code} ${path}`);
  assert.equal(codes([key('a', 0, 1)]), []);
  assert.equal(codes([]), ['no-key keys']);
  assert.equal(codes([key('a.b', 0, 1), key('a', 1, 1), key('a', 0, 1)]), [
    'bad-key-id keys[0]',
    'bad-window keys[1]',
    'double-key keys[2]',
  ]);
  assert.equal(codes([{ ...key('a', 0, 1), algorithm: 'none' }]), ['bad-algorithm keys[0]']);
});

test.run();
