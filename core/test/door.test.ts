// Do texts about names and counts say what was meant, and agree with their numbers?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { counted, expectedOneOf, grouped } from '../index.ts';

test('a count agrees with its noun, and thousands stand in groups', () => {
  assert.is(counted(1, 'record'), '1 record');
  assert.is(counted(0, 'record'), '0 records');
  assert.is(counted(1_600_000, 'country', 'countries'), '1,600,000 countries');
  assert.equal([0, 999, 1000, -12_345, 1234.5].map(grouped), [
    '0',
    '999',
    '1,000',
    '-12,345',
    '1,235',
  ]);
});

test('a name that is none of a set is shown with the set, and with the one that was meant', () => {
  assert.is(
    expectedOneOf(['hls', 'dash'], 'dsah'),
    'expected one of hls, dash, found "dsah"; did you mean "dash"?',
  );
  assert.is(
    expectedOneOf(['hls', 'dash'], 'x\u0007'),
    'expected one of hls, dash, found "x\\u0007"',
  );
});

test.run();
