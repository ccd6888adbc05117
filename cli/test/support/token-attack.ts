// How many mutated tokens pass for one of ours?
import { createSecretKey } from 'node:crypto';
import { type SecretKey, signToken, verifyToken } from '../../io/sign.ts';
import { mutateToken } from './mutate-token.ts';

/** A key of `length` equal bytes; tests alone have such secrets. */
export function testKey(change: Partial<SecretKey> & { readonly byte?: number } = {}): SecretKey {
  const { byte = 7, ...rest } = change;
  const secret = createSecretKey(Buffer.alloc(64, byte));
  return { id: 'k1', algorithm: 'hmac-sha256', fromS: 0, untilS: 1e6, secret, ...rest };
}

/** Keys in their window, of both algorithms. */
export const testKeys = [
  testKey(),
  testKey({ id: 'k2', byte: 8, fromS: 500 }),
  testKey({ id: 'k3', byte: 7, fromS: 600, algorithm: 'hmac-sha512' }),
];

/** What the tokens of the attack allow. */
export const testUse = { host: 'a.example', path: '/f1/', network: '' };

/** Accepted ones of `count` mutated tokens, and whether the untouched ones are. */
export function attackTokens(count: number, seed: number) {
  const tokens = [100, 550, 700].map(
    (nowS) => signToken(testKeys, testUse, { nowS, lifeS: 3600 }) ?? '',
  );
  const at = { ...testUse, nowS: 900 };
  const isAccepted = (token: string): boolean => 'claims' in verifyToken(testKeys, token, at);
  const accepted: string[] = [];
  for (let n = 0; n < count; n++) {
    const token = mutateToken(tokens, seed + n);
    if (isAccepted(token)) accepted.push(token);
  }
  return { accepted, controls: tokens.map(isAccepted), keyIds: tokens.map((t) => t.split('.')[0]) };
}
