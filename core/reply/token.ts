// What does a token for a URL say, and does it allow this request? Signing is the shell's part.
import { assert } from '../base/assert.ts';
import { given } from '../base/given.ts';
import type { Outcome } from '../base/outcome.ts';
import { decodeUtf8, encodeUtf8, isUtf8Of } from '../base/utf8.ts';
import { hasControl } from '../world/faults.ts';
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
 * The body of a token: base64url of version, times, host, path, network, a line each. Throws
 * `bad-argument` where times are no whole seconds, or a text has a control character.
 *
 * @example
 * const claims = { notBeforeS: 0, expiresS: 60, host: 'a.example', path: '/v/', network: '' };
 * console.log(readClaims(tokenBody(claims)).claims?.expiresS); // => 60
 */
export function tokenBody(claims: TokenClaims): string {
  given(claims, 'claims');
  const { notBeforeS, expiresS, host, path, network } = claims;
  for (const timeS of [notBeforeS, expiresS]) given(timeS, 'count');
  for (const text of [host, path, network]) {
    given(text, 'text');
    assert(!hasControl(text), 'claims have no control characters', 'bad-argument');
  }
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
    return badToken('its times are not whole seconds');
  const times = { notBeforeS: Number(notBefore), expiresS: Number(expires) };
  return { claims: { ...times, host, path, network } };
}

/** Why a request is refused. */
export type TokenRefusal = 'too-early' | 'expired' | 'too-long' | 'host' | 'path' | 'network';

/** What becomes of a request with a token: no refusal, it is allowed. */
export type TokenVerdict = { readonly refusal?: TokenRefusal };

/** The characters of a path as it stands in a request. Source: RFC 3986, section 3.3. */
const pathText = /^\/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*$/;

/** `text` with each `%HH` as its byte, once; undefined where those bytes are no UTF-8. */
function decoded(text: string): string | undefined {
  const bytes = new Uint8Array(text.length * 3);
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const isByte = text[at] === '%';
    bytes[length++] = isByte
      ? Number.parseInt(text.slice(at + 1, at + 3), 16)
      : text.charCodeAt(at);
    if (isByte) at += 2;
  }
  const said = decodeUtf8(bytes, 0, length);
  return isUtf8Of(said, bytes, 0, length) ? said : undefined;
}

/** Whether a segment, up to parameters that a server may cut off, leads to another folder. */
const isDots = (segment: string): boolean => /^\.\.?(;.*)?$/.test(segment);

/** The characters of dot segments, written in %HH once or more often. */
const hiddenDots = /%(25|2e|2f|3b|5c)/gi;
/** Writings upon writings that a path of ours never has. */
const depthMax = 4;

/** Whether a path leads to another folder, also for who decodes again what was decoded. */
function hasDotSegments(path: string): boolean {
  let text = path;
  for (let depth = 0; depth <= depthMax; depth++) {
    if (text.split(/[/\\]/).some(isDots)) return true;
    const next = text.replace(hiddenDots, (_, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
    if (next === text) return false;
    text = next;
  }
  return true;
}

/**
 * Whether a path could mean another one than it says: characters that no path has, bytes that are
 * no text, control characters, two slashes, dot segments in any writing.
 */
function isEvasive(path: string): boolean {
  if (!pathText.test(path) || path.includes('//')) return true;
  const said = decoded(path);
  return said === undefined || hasControl(said) || hasDotSegments(path);
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
