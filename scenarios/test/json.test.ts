// Does the reader of JSON take what JSON is, each key once, and say where another text goes wrong?
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readJson } from '../index.ts';

/** What is said of a text: its place and words, or `sound`. */
function saidOf(text: string): string {
  const { fault } = readJson(text);
  return fault === undefined ? 'sound' : `${fault.line}:${fault.column} ${fault.text}`;
}

test('readJson: the place of what is wrong, and what was expected there', () => {
  const twice = 'a key that stands there twice in one object';
  const wrong: readonly (readonly [text: string, says: string])[] = [
    ['', '1:1 expected a value'],
    ['{"a":1', '1:7 expected a comma or the end of what is open'],
    ['{"a":1,\n "b":2,\n}', '3:1 expected a key in quotes'],
    ['{"a" 1}', '1:6 expected a colon after the key'],
    ["{'a':1}", '1:2 expected a key in quotes or }'],
    ['[1,]', '1:4 expected a value'],
    ['[1 2]', '1:4 expected a comma or the end of what is open'],
    ['{"a":1} x', '1:9 expected nothing behind the value'],
    ['"ab', '1:1 a text that opens here is never closed'],
    ['"a\\q"', '1:3 this is no escape of JSON'],
    ['"a\tb"', '1:3 a control character'],
    ['{"a":01}', '1:7 expected a comma or the end of what is open'],
    ['{"a":-1e999}', '1:6 a number beyond 1.8e308'],
    ['1e999', '1:1 a number beyond 1.8e308'],
    [`${'['.repeat(65)}`, '1:65 more than 64 levels'],
    ['{"a":NaN}', '1:6 expected a value'],
    ['{"a":1,"a":1}', `1:8 ${twice}`],
    ['{"a":1,"\\u0061":1}', `1:8 ${twice}`],
    ['{"💥":{"b":1,\n"b":1}}', `2:1 ${twice}`],
    ['[{"💥":1,"💥":2}]', `1:9 ${twice}`],
    ['{"__proto__":1,"__proto__":2}', `1:16 ${twice}`],
  ];
  for (const [text, says] of wrong) assert.is(saidOf(text), says, text);
  const many = Array.from({ length: 40 }, (_, k) => `"k${k}":":"`);
  assert.is(saidOf(`{${many.join()}}`), 'sound');
  assert.match(saidOf(`{${many.join()},"k20":0}`), /twice/);
  for (const text of ['{"a":{"a":1}}', '[{"a":1},{"a":1}]', '{"a":"a","b":"a"}'])
    assert.is(saidOf(text), 'sound', text);
});

/** Whether Node takes a text. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test('readJson: takes exactly what JSON.parse takes, but for keys that stand twice', () => {
  const pieces = [
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '"b"',
    '"\\u00e9"',
    '"',
    '\\',
    ' ',
    '\n',
    '1',
  ];
  const more = ['-', '0', '.5', 'e3', 'true', 'null', 'nul', '\u0000', '\u2028', '💥', '{"a":1}'];
  const texts = fc.array(fc.constantFrom(...pieces, ...more), { maxLength: 12 });
  const agrees = (text: string) => {
    const { fault } = readJson(text);
    const isOurs = /twice|beyond/.test(fault?.text ?? '');
    if (!isOurs) assert.is(fault === undefined, isJson(text), text);
  };
  fc.assert(
    fc.property(texts, (parts) => agrees(parts.join(''))),
    { numRuns: 20_000 },
  );
  const value = fc.json();
  fc.assert(
    fc.property(value, fc.nat(), fc.constantFrom(...pieces), (text, place, piece) => {
      assert.equal(readJson(text), { value: JSON.parse(text) });
      const at = place % (text.length + 1);
      agrees(text.slice(0, at) + piece + text.slice(at));
    }),
    { numRuns: 2000 },
  );
});

test.run();
