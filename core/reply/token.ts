// What does a token for a URL say, and does it allow this request? Signing is the shell's part.
import { given } from '../base/given.ts';
import type { Outcome } from '../base/outcome.ts';
import { decodeUtf8, encodeUtf8 } from '../base/utf8.ts';
import { fromBase64url, toBase64url } from './base64url.ts';

/**
 * What a token allows. Instants are whole seconds since 1970-01-01.
 * Source: RFC 9246 (claims of a signed URI), made smaller.
 */
export type TokenClaims = {
  readonly notBeforeS: number;
  readonly expiresS: number;
  /** The one host that may be asked. */
  readonly host: string;
  /** The path, or with a `/` at its end every path that begins so. */
  readonly path: string;
  /** The client's /24 or /56 as `shortenedText` writes it; empty: any client. Never longer. */
  readonly network: string;
};

/** What is asked of a host, with the token. `path` is as it stands in the request, no query. */
export type TokenUse = { readonly host: string; readonly path: string; readonly network: string };

/** Limits of time. */
export type TokenRule = {
  /** How far the clocks of signer and verifier may be apart. */
  readonly skewS: number;
  /** Longest life of a token. */
  readonly lifeMaxS: number;
};

/** A minute of skew, six hours of life. */
export const defaultTokenRule: TokenRule = { skewS: 60, lifeMaxS: 6 * 3600 };

/** Longest token that is looked at. */
export const tokenCharsMax = 2048;

/** What stands before the signed text, so that no signature of another kind is one of ours. */
const domain = 'fairlead-token-1\n';
const version = '1';

/** A token cut at its dots; nothing in it is believed yet. */
export type TokenParts = {
  readonly keyId: string;
  readonly body: string;
  readonly signature: string;
};

/** Whether `text` may be the id of a key: letters, digits, `-` and `_`, 64 at most. */
export function isKeyId(text: string): boolean {
  return typeof text === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(text);
}

/**
 * The body of a token: base64url of version, times, host, path, network, a line each.
 *
 * @example
 * const claims = { notBeforeS: 0, expiresS: 60, host: 'a.example', path: '/v/', network: '' };
 * console.log(readClaims(tokenBody(claims)).claims?.expiresS); // => 60
 */
export function tokenBody(claims: TokenClaims): string {
  given(claims, 'claims');
  const { notBeforeS, expiresS, host, path, network } = claims;
  return toBase64url(encodeUtf8([version, notBeforeS, expiresS, host, path, network].join('\n')));
}

/**
 * The bytes to sign: domain, key id, body. The key id alone fixes key and algorithm.
 *
 * @example
 * console.log(signedBytes('k1', 'BODY').length); // => 24
 */
export function signedBytes(keyId: string, body: string): Uint8Array {
  given(keyId, 'text');
  given(body, 'text');
  return encodeUtf8(`${domain}${keyId}.${body}`);
}

/** The token: `KEY.BODY.SIGNATURE`, all of it safe in a URL. */
export function tokenText(keyId: string, body: string, signature: Uint8Array): string {
  given(keyId, 'text');
  given(body, 'text');
  given(signature, 'bytes');
  return `${keyId}.${body}.${toBase64url(signature)}`;
}

function badToken(text: string) {
  return { problems: [{ code: 'bad-token', path: 'token', text }] };
}

/**
 * The parts of a token; reads nothing but the dots and the key id. Problem `bad-token`, which never
 * repeats the token.
 *
 * @example
 * console.log(tokenParts('k1.BODY.SIGNATURE').parts?.keyId); // => k1
 * console.log(tokenParts('BODY').problems?.[0]?.code); // => bad-token
 */
export function tokenParts(token: string): Outcome<'parts', TokenParts> {
  if (typeof token !== 'string') return badToken('expected KEY.BODY.SIGNATURE as a text');
  if (token.length > tokenCharsMax) return badToken(`more than ${tokenCharsMax} characters`);
  const [keyId, body, signature, ...more] = token.split('.');
  if (signature === undefined || more.length > 0 || !isKeyId(keyId))
    return badToken('expected KEY.BODY.SIGNATURE');
  return { parts: { keyId, body, signature } };
}

const wholeNumber = /^(0|[1-9]\d{0,15})$/;

/**
 * The claims in the body of a token whose signature has been verified. Problem `bad-token`.
 *
 * @example
 * const claims = { notBeforeS: 0, expiresS: 60, host: 'a.example', path: '/v/', network: '' };
 * console.log(readClaims(tokenBody(claims)).claims?.path); // => /v/
 */
export function readClaims(body: string): Outcome<'claims', TokenClaims> {
  const bytes = typeof body === 'string' ? fromBase64url(body) : undefined;
  if (bytes === undefined) return badToken('its body is not base64url');
  const lines = decodeUtf8(bytes).split('\n');
  const [form, notBefore, expires, host, path, network] = lines;
  if (lines.length !== 6 || form !== version) return badToken('its body is of another form');
  if (!wholeNumber.test(notBefore) || !wholeNumber.test(expires))
    return badToken('its times are no whole seconds');
  const times = { notBeforeS: Number(notBefore), expiresS: Number(expires) };
  return { claims: { ...times, host, path, network } };
}

/** Why a request is refused. */
export type TokenRefusal = 'too-early' | 'expired' | 'too-long' | 'host' | 'path' | 'network';

/** What becomes of a request with a token: no refusal, it is allowed. */
export type TokenVerdict = { readonly refusal?: TokenRefusal };

/** Whether a path could mean another one than it says: dot segments in any writing, two slashes. */
function isEvasive(path: string): boolean {
  const segments = path.replace(/%2e/gi, '.').split(/\/|\\|%2f|%5c/i);
  return /\/\/|[\\?#]/.test(path) || segments.some((text) => text === '.' || text === '..');
}

function covers(scope: string, path: string): boolean {
  if (!path.startsWith('/') || isEvasive(path)) return false;
  return scope.endsWith('/') ? path.startsWith(scope) : path === scope;
}

/**
 * Whether verified `claims` allow `use` at `nowS`: no refusal, or the first thing that forbids it.
 * Skew lengthens a token at both ends. Pure; the shell has the clock.
 *
 * @example
 * const claims = { notBeforeS: 0, expiresS: 60, host: 'a.example', path: '/v/', network: '' };
 * const use = { host: 'a.example', path: '/v/1.ts', network: '' };
 * console.log(judgeClaims(claims, use, 30).refusal, judgeClaims(claims, use, 300).refusal);
 * // => undefined expired
 */
export function judgeClaims(
  claims: TokenClaims,
  use: TokenUse,
  nowS: number,
  rule: TokenRule = defaultTokenRule,
): TokenVerdict {
  given(claims, 'claims');
  given(use, 'use');
  given(nowS, 'number');
  given(rule, 'tokenRule');
  const refusal = refusalOf(claims, use, nowS, rule);
  return refusal === undefined ? {} : { refusal };
}

function refusalOf(
  claims: TokenClaims,
  use: TokenUse,
  nowS: number,
  rule: TokenRule,
): TokenRefusal | undefined {
  const { notBeforeS, expiresS } = claims;
  if (!(expiresS - notBeforeS <= rule.lifeMaxS)) return 'too-long';
  if (!(nowS >= notBeforeS - rule.skewS)) return 'too-early';
  if (!(nowS < expiresS + rule.skewS)) return 'expired';
  const { host, path } = use;
  if (typeof host !== 'string' || claims.host !== host.toLowerCase()) return 'host';
  if (typeof path !== 'string' || !covers(claims.path, path)) return 'path';
  if (claims.network !== '' && claims.network !== use.network) return 'network';
  return undefined;
}
