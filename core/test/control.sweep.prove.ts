// Do the bars of load hold in a fixed tenth of the sweep; with --all in every cell, as one table?
import { rmSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sweepCells, sweepTenth } from './support/sweep-cells.ts';
import { digestSweep, forgetful, remembering, sweepFile } from './support/sweep-memory.ts';
import { product, sweepRules } from './support/sweep-rules.ts';
import { playCells, tableHead, tableOf } from './support/sweep-table.ts';

const isAll = process.argv.includes('--all');
const cells = isAll ? sweepCells : sweepTenth;
if (process.argv.includes('--fresh')) rmSync(sweepFile, { force: true });
const play = isAll ? remembering(sweepFile, digestSweep()) : forgetful();

for (const rule of sweepRules)
  test(`in ${cells.length} cells ${rule.name} ${rule === product ? 'holds every bar' : 'misses some'}`, () => {
    const played = playCells(rule, cells, play);
    console.log([...(rule === product ? tableHead : []), ...tableOf(rule.name, played)].join('\n'));
    const missed = played.filter((one) => one.missed.length > 0);
    const texts = missed.map((one) => JSON.stringify(one));
    if (rule === product) assert.equal(texts, []);
    else assert.ok(texts.length > 0);
  });

test.run();
