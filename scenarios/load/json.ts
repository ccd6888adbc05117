// What does a JSON text say, does each key of it stand there once, and where is it no JSON?

/** What is wrong with a text as JSON, without a word of what stands in it, and where. */
type JsonFault = {
  readonly code: 'bad-json' | 'duplicate-key';
  readonly text: string;
  readonly line: number;
  readonly column: number;
};

type JsonRead =
  | { readonly value: unknown; readonly fault?: undefined }
  | { readonly value?: undefined; readonly fault: JsonFault };

/** Keys of an object that is open: none yet, one, a few, or many; `list`: it is a list. */
type Keys = 'list' | 'none' | readonly [string] | string[] | Set<string>;

/** A text while it is looked through: the next place, and what is wrong there. */
type Scan = {
  readonly text: string;
  at: number;
  fault: string | undefined;
  isTwice: boolean;
};

/** What may stand next. */
type Wanted = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'more' | 'end';

const expected: { readonly [wanted in Wanted]: string } = {
  value: 'expected a value',
  'value-or-end': 'expected a value or ]',
  key: 'expected a key in quotes',
  'key-or-end': 'expected a key in quotes or }',
  colon: 'expected a colon after the key',
  more: 'expected a comma or the end of what is open',
  end: 'expected nothing behind the value',
};

/** Deeper goes no document of ours; levels cost more memory than their bytes. */
const levelsMax = 64;
const few = 8;
const infinite = Number.POSITIVE_INFINITY;
const [quote, backslash, space] = [34, 92, 32];
const word = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
const escaped = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

function skipSpace(scan: Scan): void {
  const { text } = scan;
  for (; scan.at < text.length; scan.at++) {
    const unit = text.charCodeAt(scan.at);
    if (unit !== space && unit !== 10 && unit !== 13 && unit !== 9) return;
  }
}

/** Whether `pattern` matches here; what it matches is passed over. */
function passes(scan: Scan, pattern: RegExp): boolean {
  pattern.lastIndex = scan.at;
  const isThere = pattern.test(scan.text);
  if (isThere) scan.at = pattern.lastIndex;
  return isThere;
}

/** Passes over the text in quotes that opens here; what it says. */
function passText(scan: Scan): string {
  const { text } = scan;
  const open = scan.at++;
  let hasEscapes = false;
  for (;;) {
    const unit = text.charCodeAt(scan.at);
    if (unit === quote) break;
    if (unit === backslash) {
      hasEscapes = true;
      if (passes(scan, escaped)) continue;
      scan.fault = 'this is no escape of JSON';
      return '';
    }
    if (!(unit >= space)) {
      const isEnd = scan.at >= text.length;
      if (isEnd) scan.at = open;
      scan.fault = isEnd ? 'a text that opens here is never closed' : 'a control character';
      return '';
    }
    scan.at++;
  }
  scan.at++;
  const said = text.slice(open + 1, scan.at - 1);
  return hasEscapes ? (JSON.parse(`"${said}"`) as string) : said;
}

/** The keys with one more; undefined: it is there already. */
function withKey(keys: Keys | undefined, key: string): Keys | undefined {
  if (keys === undefined || typeof keys === 'string') return [key];
  if (keys instanceof Set) return keys.has(key) ? undefined : keys.add(key);
  if (keys.includes(key)) return undefined;
  return keys.length < few ? [...keys, key] : new Set(keys).add(key);
}

/** Passes over a key that stands here once. */
function passKey(scan: Scan, open: Keys[]): void {
  const from = scan.at;
  const key = passText(scan);
  if (scan.fault !== undefined) return;
  const keys = withKey(open[open.length - 1], key);
  if (keys !== undefined) open[open.length - 1] = keys;
  else {
    scan.at = from;
    scan.fault = 'a key that stands there twice in one object';
    scan.isTwice = true;
  }
}

/** A number that JSON can write and no double is: whoever reads it would take it as infinite. */
function refuseHuge(scan: Scan, from: number): void {
  if (/^[tfn]/.test(scan.text.slice(from, from + 1))) return;
  scan.at = from;
  scan.fault = 'a number beyond 1.8e308';
}

/** Passes over a value, or the beginning of one that has parts; what may stand next. */
function passValue(scan: Scan, open: Keys[]): Wanted | undefined {
  const begin = scan.text[scan.at];
  if (begin === '{' || begin === '[') {
    if (open.length === levelsMax) {
      scan.fault = `more than ${levelsMax} levels`;
      return 'end';
    }
    scan.at++;
    open.push(begin === '[' ? 'list' : 'none');
    return begin === '[' ? 'value-or-end' : 'key-or-end';
  }
  const from = scan.at;
  if (begin === '"') passText(scan);
  else if (!passes(scan, word)) return undefined;
  // Only 1e308 and what is longer may be no double.
  else if (scan.at - from > 4 && !Number.isFinite(Number(scan.text.slice(from, scan.at))))
    refuseHuge(scan, from);
  return open.length > 0 ? 'more' : 'end';
}

/** Passes over what stands here, where `wanted` may; what may stand next, undefined: it may not. */
function pass(scan: Scan, wanted: Wanted, open: Keys[]): Wanted | undefined {
  const begin = scan.text[scan.at];
  const isList = open[open.length - 1] === 'list';
  const mayEnd = wanted === 'more' || wanted === 'value-or-end' || wanted === 'key-or-end';
  if (mayEnd && begin === (isList ? ']' : '}')) {
    scan.at++;
    open.pop();
    return open.length > 0 ? 'more' : 'end';
  }
  if (wanted === 'value' || wanted === 'value-or-end') return passValue(scan, open);
  if (wanted === 'more' && begin === ',') {
    scan.at++;
    return isList ? 'value' : 'key';
  }
  if (wanted === 'colon' && begin === ':') {
    scan.at++;
    return 'value';
  }
  if ((wanted !== 'key' && wanted !== 'key-or-end') || begin !== '"') return undefined;
  passKey(scan, open);
  return 'colon';
}

/** The first thing that is wrong with a text as JSON. */
function firstFault(text: string): Scan | undefined {
  const scan: Scan = { text, at: 0, fault: undefined, isTwice: false };
  const open: Keys[] = [];
  let wanted: Wanted = 'value';
  for (;;) {
    skipSpace(scan);
    if (scan.at >= text.length && wanted === 'end') return undefined;
    const next: Wanted | undefined = pass(scan, wanted, open);
    if (next === undefined) scan.fault = expected[wanted];
    if (next === undefined || scan.fault !== undefined) return scan;
    wanted = next;
  }
}

/** Line and column, from 1, of the unit at `at`; columns count characters. */
function placeIn(text: string, at: number): { readonly line: number; readonly column: number } {
  let line = 1;
  let column = 1;
  for (let k = 0; k < at; k++) {
    const unit = text.charCodeAt(k);
    if (unit === 10) {
      line++;
      column = 1;
    } else if (unit < 0xdc00 || unit > 0xdfff) column++;
  }
  return { line, column };
}

/** A longer text is no line of a request: it is looked through before anything is made of it. */
const lineChars = 4096;

/** What Node makes of the text; undefined: nothing. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Whether `value`, as it was read from `text`, certainly has each key once: an object without parts
 * that has as many members as the text has colons. So most lines of requests need no second look.
 */
function isPlain(text: string, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value !== 'number';
  let count = 0;
  for (const name in value) {
    const member = (value as { readonly [name: string]: unknown })[name];
    if (typeof member === 'object' || member === infinite || member === -infinite) return false;
    count++;
  }
  for (let at = text.indexOf(':'); at >= 0 && count >= 0; at = text.indexOf(':', at + 1)) count--;
  return count === 0 && !Array.isArray(value);
}

/**
 * What the JSON `text` says, or the first thing that is wrong: no JSON (RFC 8259), a number that
 * is no double, more than 64 levels, or a key that stands twice in one object, of which whoever
 * reads it would take the later in silence. What is
 * told shows nothing of the text: that may be a secret, or a client.
 */
export function readJson(text: string): JsonRead {
  if (text.length <= lineChars) {
    const value = parsed(text);
    if (value !== undefined && isPlain(text, value)) return { value };
  }
  const wrong = firstFault(text);
  if (wrong === undefined) return { value: JSON.parse(text) };
  const code = wrong.isTwice ? 'duplicate-key' : 'bad-json';
  return { fault: { code, text: wrong.fault ?? '', ...placeIn(text, wrong.at) } };
}
