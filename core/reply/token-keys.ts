// Which key signs now, and which keys may have signed what comes in?

import { given } from '../base/given.ts';
import type { Problem } from '../base/problem.ts';
import { compareUtf8 } from '../base/utf8.ts';
import { expectedOneOf } from '../door/wording.ts';
import { isKeyId, type TokenRule } from './token.ts';

/** Algorithms that a key may have, by name; no token ever says which. */
export const tokenAlgorithms = ['hmac-sha256', 'hmac-sha512'] as const;
/** How a key signs; the key says it, never the token. */
export type TokenAlgorithm = (typeof tokenAlgorithms)[number];

/**
 * What core knows of a key: everything but the secret. It signs in [fromS, untilS), seconds since
 * 1970-01-01, and no token of it lives past `untilS`; so a verifier may forget it after that.
 */
export type TokenKey = {
  readonly id: string;
  readonly algorithm: TokenAlgorithm;
  readonly fromS: number;
  readonly untilS: number;
};

const isObject = (key: unknown): boolean => typeof key === 'object' && key !== null;

/**
 * Problems of a set of keys: what is no list of objects, no key at all, ids that are none or stand
 * twice, windows that are empty.
 *
 * @example
 * const key = { id: 'k1', algorithm: 'hmac-sha256', fromS: 0, untilS: 86_400 } as const;
 * console.log(checkTokenKeys([key]).length, checkTokenKeys([])[0]?.code); // => 0 no-key
 */
export function checkTokenKeys(keys: readonly TokenKey[]): Problem[] {
  const problems: Problem[] = [];
  if (!Array.isArray(keys) || !keys.every(isObject))
    return [{ code: 'bad-keys', path: 'keys', text: 'expected a list of keys, each an object' }];
  if (keys.length === 0) problems.push({ code: 'no-key', path: 'keys', text: 'there is no key' });
  keys.forEach(({ id, algorithm, fromS, untilS }, k) => {
    const path = `keys[${k}]`;
    const wrong = (code: string, text: string) => problems.push({ code, path, text });
    if (!isKeyId(id)) wrong('bad-key-id', 'an id has 1 to 64 letters, digits, "-" and "_"');
    if (keys.findIndex((other) => other.id === id) < k) wrong('double-key', `${id} stands twice`);
    if (!tokenAlgorithms.includes(algorithm))
      wrong('bad-algorithm', expectedOneOf(tokenAlgorithms, String(algorithm)));
    const isWhole = Number.isSafeInteger(fromS) && Number.isSafeInteger(untilS);
    if (!(isWhole && fromS >= 0 && untilS > fromS))
      wrong('bad-window', 'it must begin before it ends, in whole seconds');
  });
  return problems;
}

/**
 * The key that signs at `nowS`: of those in their window the last to begin; else undefined.
 *
 * @example
 * const key = { id: 'k1', algorithm: 'hmac-sha256', fromS: 0, untilS: 86_400 } as const;
 * console.log(signingKey([key], 60)?.id, signingKey([key], 86_400)?.id); // => k1 undefined
 */
export function signingKey<Key extends TokenKey>(
  keys: readonly Key[],
  nowS: number,
): Key | undefined {
  given(keys, 'list');
  given(nowS, 'number');
  let best: Key | undefined;
  for (const key of keys) {
    if (!(nowS >= key.fromS && nowS < key.untilS)) continue;
    const isLater = best === undefined || key.fromS > best.fromS;
    const isEqual = best !== undefined && key.fromS === best.fromS;
    if (isLater || (isEqual && best !== undefined && compareUtf8(key.id, best.id) > 0)) best = key;
  }
  return best;
}

/**
 * The key of this id if a token of it may come in at `nowS`; else undefined.
 *
 * @example
 * const key = { id: 'k1', algorithm: 'hmac-sha256', fromS: 0, untilS: 86_400 } as const;
 * console.log(verifyingKey([key], 'k1', 86_430, defaultTokenRule)?.id); // => k1
 */
export function verifyingKey<Key extends TokenKey>(
  keys: readonly Key[],
  id: string,
  nowS: number,
  rule: TokenRule,
): Key | undefined {
  given(keys, 'list');
  given(id, 'text');
  given(nowS, 'number');
  given(rule, 'tokenRule');
  const { skewS } = rule;
  const key = keys.find((each) => each.id === id);
  if (key === undefined || !(nowS >= key.fromS - skewS && nowS < key.untilS + skewS))
    return undefined;
  return key;
}

/**
 * When a token that `key` signs at `nowS` for `lifeS` seconds ends: never after the key does.
 * Throws `bad-argument` where these are no whole seconds: nobody would take such a token.
 */
export function expiryS(key: TokenKey, nowS: number, lifeS: number, rule: TokenRule): number {
  given(key, 'tokenKey');
  given(nowS, 'count');
  given(lifeS, 'count');
  given(rule, 'tokenRule');
  return Math.min(nowS + Math.min(lifeS, rule.lifeMaxS), key.untilS);
}
