// Are the tokens of replies ones that only we can make, whatever the keys are and whoever tries?
import { webcrypto } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signedBytes, tokenBody } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readKeys, signToken, verifyToken } from '../io/sign.ts';
import { key, keyFile, keyWindow, secret } from './support/reply-keys.ts';
import { attackTokens, testKey, testKeys, testUse } from './support/token-attack.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-tokens-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

test('readKeys: names the key and what is wrong, and never shows a secret', async () => {
  const problems = async (...keys: object[]) => {
    const read = await readKeys(keyFile(folder, ...keys));
    return 'problems' in read ? read.problems.map(({ path: at, text }) => `${at}: ${text}`) : [];
  };
  assert.equal(await problems(key), []);
  const wrongs: object[] = [
    { ...key, secret: 'c2hvcnQ' },
    { ...key, secret: `${secret}=` },
    { ...key, algorithm: 'none' },
    { ...key, from: '2020-01-01' },
    { ...key, from: keyWindow.until, until: keyWindow.from },
    { ...key, id: 'a.b' },
    { id: 'k1' },
    {},
  ];
  for (const wrong of wrongs) {
    const found = await problems(wrong);
    assert.is(found.length, 1, JSON.stringify(wrong));
    assert.match(found.join(), /^keys\[0\]: /);
    assert.not.match(found.join(), /c2hvcnQ|BQUFB/);
  }
  assert.match((await problems(key, key)).join(), /keys\[1\]: k1 stands twice/);
  assert.is((await problems()).length, 1);
  writeFileSync(join(folder, 'broken.json'), `{"keys":[{"secret":"${secret}"`);
  const told = await readKeys(join(folder, 'broken.json')).then(JSON.stringify, (error) =>
    JSON.stringify([error.message, error.problems]),
  );
  assert.match(told, /cannot be read as JSON.*"line":1/);
  assert.not.match(told, /BQUFB/);
});

test('signToken: the signature is what another implementation of HMAC gives', async () => {
  for (const [algorithm, hash] of [
    ['hmac-sha256', 'SHA-256'],
    ['hmac-sha512', 'SHA-512'],
  ] as const) {
    const token = signToken([testKey({ algorithm })], testUse, { nowS: 50, lifeS: 60 }) ?? '';
    const body = tokenBody({ ...testUse, notBeforeS: 50, expiresS: 110 });
    const raw = Buffer.alloc(64, 7);
    const made = { name: 'HMAC', hash };
    const imported = await webcrypto.subtle.importKey('raw', raw, made, false, ['sign']);
    const signature = await webcrypto.subtle.sign('HMAC', imported, signedBytes('k1', body));
    assert.is(token, `k1.${body}.${Buffer.from(signature).toString('base64url')}`);
  }
});

test('verifyToken: of 20,000 mutated tokens none is accepted, and the untouched ones are', () => {
  const { accepted, controls, keyIds } = attackTokens(20_000, 1);
  assert.equal(accepted, []);
  assert.equal(controls, [true, true, true]);
  assert.equal(keyIds, ['k1', 'k2', 'k3'], 'each was signed with the newest key of its time');
});

test('verifyToken: no key accepts what the secret of another, or another algorithm, signed', () => {
  const token = signToken([testKey()], testUse, { nowS: 50, lifeS: 60 }) ?? '';
  const refusal = (change: Parameters<typeof testKey>[0]) => {
    const verdict = verifyToken([testKey(change)], token, { ...testUse, nowS: 60 });
    return 'refusal' in verdict ? verdict.refusal : 'accepted';
  };
  assert.is(refusal({}), 'accepted');
  assert.is(refusal({ algorithm: 'hmac-sha512' }), 'signature');
  assert.is(refusal({ byte: 9 }), 'signature');
  assert.is(refusal({ id: 'k2' }), 'unknown-key');
});

test('rotation: whenever a key changes, no token is refused before it ends', () => {
  // A key every 1,000 s that overlaps the next by 300; verifiers are up to 60 s off.
  const keys = Array.from({ length: 12 }, (_, k) =>
    testKey({ id: `r${k}`, byte: k, fromS: k * 1000, untilS: k * 1000 + 1300 }),
  );
  const signers = new Set<string>();
  let checked = 0;
  for (let atS = 0; atS < 12_000; atS += 37) {
    const token = signToken(keys, testUse, { nowS: atS, lifeS: 250 }) ?? '';
    signers.add(token.split('.')[0] ?? '');
    const ends = atS + 250;
    for (const at of [atS - 60, atS, ends - 1, ends + 59]) {
      const verdict = verifyToken(keys, token, { ...testUse, nowS: at });
      assert.ok(
        'claims' in verdict,
        `signed at ${atS}, asked at ${at}: ${JSON.stringify(verdict)}`,
      );
      checked++;
    }
    const late = verifyToken(keys, token, { ...testUse, nowS: ends + 60 });
    assert.ok('refusal' in late);
  }
  assert.is(signers.size, 12);
  assert.ok(checked > 1000);
  assert.is(signToken(keys, testUse, { nowS: 99_999, lifeS: 60 }), undefined, 'no key, no token');
  assert.is(signToken(testKeys, testUse, { nowS: 2e6, lifeS: 60 }), undefined);
});

test.run();
