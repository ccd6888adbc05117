// Which signature does a token get, and is the one it has ours? The secrets never leave this file.
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';
import {
  checkTokenKeys,
  counted,
  defaultTokenRule,
  expectedOneOf,
  expiryS,
  judgeClaims,
  type Problem,
  readClaims,
  signedBytes,
  signingKey,
  type TokenAlgorithm,
  type TokenClaims,
  type TokenKey,
  type TokenRefusal,
  type TokenRule,
  type TokenUse,
  tokenBody,
  tokenParts,
  tokenText,
  verifyingKey,
} from '@fairlead/core';
import { inputKinds } from '@fairlead/scenarios';
import { readDocument, readText } from './read-whole.ts';

/** A key with its secret, which no text of ours ever shows. */
export type SecretKey = TokenKey & { readonly secret: KeyObject };

/** What an algorithm needs: the name of its hash and the fewest bytes of its secret (RFC 2104). */
const algorithms: { readonly [name in TokenAlgorithm]: readonly [hash: string, bytes: number] } = {
  'hmac-sha256': ['sha256', 32],
  'hmac-sha512': ['sha512', 64],
};

function macOf({ id, algorithm, secret }: SecretKey, body: string): Buffer {
  return createHmac(algorithms[algorithm][0], secret).update(signedBytes(id, body)).digest();
}

/**
 * A token for `lifeS` seconds from `nowS` on, signed with the newest key; undefined: no key is in
 * its window.
 */
export function signToken(
  keys: readonly SecretKey[],
  claims: Omit<TokenClaims, 'notBeforeS' | 'expiresS'>,
  { nowS, lifeS }: { readonly nowS: number; readonly lifeS: number },
  rule: TokenRule = defaultTokenRule,
): string | undefined {
  const key = signingKey(keys, nowS);
  if (key === undefined) return undefined;
  const times = { notBeforeS: nowS, expiresS: expiryS(key, nowS, lifeS, rule) };
  const body = tokenBody({ ...claims, ...times });
  return tokenText(key.id, body, macOf(key, body));
}

/** Why a token is refused; the first three say nothing of what a forger got right. */
export type Refusal = 'malformed' | 'unknown-key' | 'signature' | TokenRefusal;

/**
 * Whether `token` allows `use` at `nowS`: its claims, or why not. Before the signature is found to
 * be ours nothing is read but the key id, which alone says key and algorithm. Signatures are
 * compared as text in constant time, so that no second writing of the same bytes passes.
 */
export function verifyToken(
  keys: readonly SecretKey[],
  token: string,
  { nowS, ...use }: TokenUse & { readonly nowS: number },
  rule: TokenRule = defaultTokenRule,
): { readonly claims: TokenClaims } | { readonly refusal: Refusal } {
  const { parts } = tokenParts(token);
  if (parts === undefined) return { refusal: 'malformed' };
  const key = verifyingKey(keys, parts.keyId, nowS, rule);
  if (key === undefined) return { refusal: 'unknown-key' };
  const expected = Buffer.from(macOf(key, parts.body).toString('base64url'));
  const given = Buffer.from(parts.signature);
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    return { refusal: 'signature' };
  const { claims } = readClaims(parts.body);
  if (claims === undefined) return { refusal: 'malformed' };
  const { refusal } = judgeClaims(claims, use, nowS, rule);
  return refusal === undefined ? { claims } : { refusal };
}

const secondsOf = (text: unknown): number => {
  if (typeof text !== 'string') return Number.NaN;
  // An instant without its zone would be another one on every machine.
  return /(Z|[+-]\d\d:\d\d)$/.test(text) ? Math.floor(Date.parse(text) / 1000) : Number.NaN;
};

function keyOf(row: unknown, report: (text: string) => void): SecretKey | undefined {
  const fields = typeof row === 'object' && row !== null ? (row as Record<string, unknown>) : {};
  const { id, algorithm, secret, from, until } = fields;
  if (typeof id !== 'string' || typeof secret !== 'string' || typeof algorithm !== 'string') {
    report('expected texts as "id", "algorithm" and "secret"');
    return undefined;
  }
  const [fromS, untilS] = [secondsOf(from), secondsOf(until)];
  if (Number.isNaN(fromS) || Number.isNaN(untilS))
    report('expected instants as "from" and "until", such as 2026-01-31T00:00:00Z');
  const needed = algorithms[algorithm as TokenAlgorithm];
  if (needed === undefined) {
    report(`"algorithm": ${expectedOneOf(Object.keys(algorithms), algorithm)}`);
    return undefined;
  }
  const bytes = Buffer.from(secret, 'base64url');
  const isCanonical = bytes.toString('base64url') === secret;
  if (!isCanonical || bytes.length < needed[1])
    report(`expected as "secret" ${counted(needed[1], 'byte')} or more in base64url`);
  const key = { id, algorithm: algorithm as TokenAlgorithm, fromS, untilS };
  return { ...key, secret: createSecretKey(bytes.length > 0 ? bytes : Buffer.alloc(1)) };
}

/**
 * The keys in the JSON file at `path`: `{"keys":[{"id","algorithm","secret","from","until"}]}`.
 * Problems name the key by its place and never show what it holds.
 */
export async function readKeys(
  path: string,
): Promise<{ readonly keys: readonly SecretKey[] } | { readonly problems: readonly Problem[] }> {
  const document = readDocument(path, readText(path, inputKinds.keys));
  const rows = (document as { readonly keys?: unknown } | null)?.keys;
  if (!Array.isArray(rows)) {
    const text = 'expected JSON: {"keys": [{"id", "algorithm", "secret", "from", "until"}]}';
    return { problems: [{ code: 'bad-keys', path: '', text, file: path }] };
  }
  const problems: Problem[] = [];
  const keys = rows.flatMap((row, k) => {
    const place = `keys[${k}]`;
    const key = keyOf(row, (text) => {
      problems.push({ code: 'bad-key', path: place, text, file: path });
    });
    return key ?? [];
  });
  if (problems.length === 0)
    problems.push(...checkTokenKeys(keys).map((problem) => ({ ...problem, file: path })));
  return problems.length > 0 ? { problems } : { keys };
}
