// Is a scenario file that is made to hurt refused, with few words?
import { loadScenario } from '@fairlead/scenarios';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { at, folder, known, load, told } from './support/scenario-files.ts';

const many = (count: number, line: (row: number) => string) =>
  Array.from({ length: count }, (_, row) => line(row)).join('');

const bombs: readonly (readonly [what: string, text: string | Uint8Array, told: RegExp])[] = [
  [
    'a file above 1 MiB',
    `# ${'x'.repeat(1 << 20)}`,
    /more than the 1,048,576 that a scenario may have/,
  ],
  ['a million open brackets', '['.repeat(1_000_000), /a\.yaml:1:65 .*deeper than 64/],
  ['half a million dashes', '- '.repeat(500_000), /a\.yaml:1:129 .*deeper than 64/],
  ['70 levels of indent', many(70, (row) => `${' '.repeat(row)}a:\n`), /deeper than 64/],
  ['60,000 distinct keys', many(60_000, (row) => `k${row}: 1\n`), /more than 100000 YAML tokens/],
  ['10,000 equal keys', many(10_000, () => 'k: 1\n'), /"k" stands twice/],
  ['half a million items', `a: [${'1,'.repeat(500_000)}]`, /more than 100000 YAML tokens/],
  [
    'nine levels of nine aliases',
    `a0: &a0 x\n${many(9, (row) => `a${row + 1}: &a${row + 1} [${`*a${row}, `.repeat(9)}]\n`)}`,
    /aliases|values/,
  ],
  ['an alias of itself', 'a: &a [*a]', /deeper than 64/],
  ['60 aliases', `a: &a 1\nb: [${'*a, '.repeat(60)}]`, /more than 50 aliases/],
  ['bytes that are not UTF-8', Uint8Array.of(0x61, 0x3a, 0xff), /this is not UTF-8/],
];

for (const [what, text, expected] of bombs)
  test(`${what} is refused with at most 110 problems`, () => {
    const result = load(text);
    assert.match('problems' in result ? told(result.problems).join('\n') : 'accepted', expected);
    assert.ok('problems' in result && result.problems.length <= 110);
  });

test('a folder in place of a file is refused', () => {
  const result = loadScenario(folder, known);
  assert.match(
    'problems' in result ? at(told(result.problems), 0) : '',
    /this is a folder, expected a scenario in a file; a scenario is a YAML/,
  );
});

test.run();
