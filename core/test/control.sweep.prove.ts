// Do the bars of load hold in a fixed tenth of the sweep; with --all in every cell, as one table?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sweepCells, sweepTenth } from './support/sweep-cells.ts';
import { product, sweepRules } from './support/sweep-rules.ts';
import { playCells, tableHead, tableOf } from './support/sweep-table.ts';

const isAll = process.argv.includes('--all');

test(`in ${isAll ? 'all cells' : 'a tenth of the cells'} of the sweep every bar holds`, () => {
  const played = playCells(product, isAll ? sweepCells : sweepTenth);
  const missed = played.filter((one) => one.missed.length > 0);
  if (isAll) console.log([...tableHead, ...tableOf(product.name, played)].join('\n'));
  assert.equal(
    missed.map(({ of, outcome, missed }) => `${missed.join()}: ${JSON.stringify({ of, outcome })}`),
    [],
  );
});

if (isAll)
  test('what the other rules come to in a tenth of the cells', () => {
    for (const rule of sweepRules) {
      if (rule === product) continue;
      const played = playCells(rule, sweepTenth);
      console.log(tableOf(rule.name, played).join('\n'));
      assert.ok(
        played.some(({ missed }) => missed.length > 0),
        `${rule.name} misses no bar`,
      );
    }
  });

test.run();
