// What is asked by the query of a URL, where everything is a text?
import { given } from '../base/given.ts';
import type { Asked } from './read-request.ts';

const digits = /^\d{1,15}$/;

/** The number that `text` writes in digits, or the text itself, which whoever checks it refuses. */
function numberOf(text: string): number | string {
  return digits.test(text) ? Number(text) : text;
}

/** `cluster=1,site=2` as limits by name; any other text stays one, and is refused. */
function limitsOf(text: string): unknown {
  const parts = text.split(',').map((part) => part.split('='));
  const names = new Set(parts.map(([name]) => name));
  if (names.size < parts.length || parts.some(({ length }) => length !== 2)) return text;
  return Object.fromEntries(parts.map(([name, limit]) => [name, numberOf(limit)]));
}

/** A value as its member has it; more than one text is a list, which no member but one takes. */
function memberOf(name: string, texts: readonly string[]): unknown {
  if (name === 'capabilities') return texts.flatMap((text) => text.split(','));
  if (texts.length > 1) return texts;
  if (name === 'want') return numberOf(texts[0]);
  return name === 'spread' ? limitsOf(texts[0]) : texts[0];
}

/**
 * The ask that the query of a URL makes, given as pairs of texts such as `URLSearchParams`: `want`
 * in digits, `capabilities` between commas or told again, `spread` as `cluster=1,site=2`. Checks
 * nothing: `readRequest`, `steerText` and `answerText` say what is wrong with it, and what is told
 * twice is wrong.
 *
 * @example
 * const query = new URLSearchParams('client=169.192.0.7&file=f&session=s1&want=3&spread=site=1');
 * const ask = askOfQuery(query);
 * console.log(ask.want, JSON.stringify(ask.spread)); // => 3 {"site":1}
 */
export function askOfQuery(query: Iterable<readonly [name: string, text: string]>): Asked {
  given(query, 'iterable');
  const texts = new Map<string, string[]>();
  for (const [name, text] of query) {
    given(name, 'text');
    given(text, 'text');
    const there = texts.get(name);
    if (there === undefined) texts.set(name, [text]);
    else there.push(text);
  }
  const pairs = [...texts].map(([name, all]) => [name, memberOf(name, all)] as const);
  return Object.fromEntries(pairs);
}
