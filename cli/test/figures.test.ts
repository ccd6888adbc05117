// Are figures kept by name, and written as a reader likes them?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Figure,
  figuresText,
  mergeFigures,
  valueText,
  withFigures,
} from './support/figures.ts';

const figure = (name: string, value: number, date = '2026-01-02'): Figure => ({
  ...{ name, value, unit: 's', direction: 'down', params: {} },
  ...{ machine: '2 cores of A', node: '20.1.0', date },
});

test('a value has three digits and the unit in which it is read best', () => {
  const told = [
    [valueText(1_434_567, '1/s'), '1.43 M/s'],
    [valueText(610_400, '1/s'), '610 k/s'],
    [valueText(0.0171, 's'), '17.1 ms'],
    [valueText(0.000_123_4, 's'), '123 µs'],
    [valueText(12.34, 's'), '12.3 s'],
    [valueText(4_160_000, 'B'), '4.16 MB'],
    [valueText(2.381, 'ratio'), '2.38'],
  ];
  for (const [value, expected] of told) assert.is(value, expected);
});

test('what is measured anew replaces its own figure and leaves the others', () => {
  const before = [figure('a', 1), figure('b', 2)];
  const merged = mergeFigures(before, [figure('b', 3, '2026-02-03'), figure('a.c', 4)]);
  assert.equal(
    merged.map(({ name, value, date }) => `${name} ${value} ${date}`),
    ['a 1 2026-01-02', 'a.c 4 2026-01-02', 'b 3 2026-02-03'],
  );
});

test('a table names machine, Node and day of what it shows, and what is not measured', () => {
  const parts = [figure('snapshot.open', 0.0001), figure('snapshot.rows', 0.02, '2026-02-03')];
  assert.is(
    figuresText('core/README.md', [...parts, figure('other', 1, '2020-01-01')]),
    `Medians of one thread: 2 cores of A, Node 20.1.0, 2026-01-02; 2 cores of A, Node 20.1.0, \
2026-02-03.

| what | figure |
| --- | --- |
| the global snapshot: opened by its header | 100 µs |
| its digest | not measured |
| every row of it checked | 20 ms |`,
  );
});

test('a document keeps what stands around its table, however often it is written', () => {
  const text = 'before\n<!-- figures: npm run figures -->\nold\n<!-- /figures -->\nafter\n';
  const once = withFigures(text, 'core/README.md', [figure('snapshot.open', 1)]);
  assert.match(once, /^before\n<!-- figures: npm run figures -->\nMedians[\s\S]*-->\nafter\n$/);
  assert.not.match(once, 'old');
  assert.is(withFigures(once, 'core/README.md', [figure('snapshot.open', 1)]), once);
  assert.throws(() => withFigures('no marks', 'core/README.md', []), /has no <!-- figures/);
});

test.run();
