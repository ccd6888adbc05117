// Is each row found again in the next snapshot, and all that was known of it with it?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { noRow } from '../base/ids.ts';
import { compileSnapshot } from '../compile/compile.ts';
import {
  createLoadMark,
  createLoads,
  type LoadMark,
  type Loads,
  loadColumns,
  loadPlaces,
} from '../control/believed-load.ts';
import { carryLoads, carryMark } from '../control/carry.ts';
import { createCompiler } from '../delta/compiler.ts';
import { openSnapshot } from '../snapshot/codec.ts';
import { sealFile } from '../snapshot/container.ts';
import { fleetMarkAt, fleetMarkWords } from '../snapshot/header.ts';
import { readIds } from '../snapshot/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { joinRows, joinTable, readRowMap, rowMapBytes } from '../snapshot/row-map.ts';
import { fleetMark } from '../snapshot/same-ids.ts';
import { drawChanges, drawLedger, worldOf } from './support/change-sequences.ts';
import { commitChanges } from './support/commit-changes.ts';
import { createDice, type Dice } from './support/dice.ts';
import { cell } from './support/oracle-basics.ts';
import { randomCase } from './support/random-world.ts';

const tables = ['appliance', 'link', 'site', 'cluster'] as const;

/** The rows by a map of strings. */
function plainRows(from: Snapshot, to: Snapshot, table: (typeof tables)[number]): number[] {
  const rowOf = new Map(readIds(from, table).map((id, row) => [id, row]));
  return readIds(to, table).map((id) => rowOf.get(id) ?? noRow);
}

test('joinRows: rows are those of a map of ids, over 300 pairs of fleets that differ', () => {
  let [shared, gone, fresh, moved] = [0, 0, 0, 0];
  for (let seed = 1; seed <= 300; seed++) {
    const from = compileSnapshot(randomCase(seed).world, { sequence: 1 }).snapshot;
    const to = compileSnapshot(randomCase(seed + 1).world, { sequence: 2 }).snapshot;
    const map = joinRows(from, to);
    let isIdentity = true;
    for (const table of tables) {
      const wanted = plainRows(from, to, table);
      assert.equal([...map[table]], wanted, `seed ${seed}, ${table}`);
      assert.equal([...joinTable(from, to, table)], wanted);
      const known = wanted.filter((row) => row !== noRow).length;
      shared += known;
      fresh += wanted.length - known;
      gone += readIds(from, table).length - known;
      moved += wanted.filter((row, k) => row !== noRow && row !== k).length;
      isIdentity &&= readIds(from, table).join() === readIds(to, table).join();
    }
    assert.is(map.isIdentity, isIdentity, `seed ${seed}`);
  }
  for (const count of [shared, gone, fresh, moved]) assert.ok(count > 300, `${count}`);
});

test('openSnapshot: a mark of a fleet that is not that of the ids is refused with check rows', () => {
  const { snapshot } = compileSnapshot(randomCase(3).world);
  const bytes = snapshot.bytes.slice();
  new Uint32Array(bytes.buffer, fleetMarkAt, fleetMarkWords).set(fleetMark(snapshot));
  sealFile(bytes);
  assert.is(openSnapshot(bytes).problems, undefined, 'its own mark');
  bytes[fleetMarkAt + 5] = (bytes[fleetMarkAt + 5] ?? 0) ^ 1;
  sealFile(bytes);
  const [problem] = openSnapshot(bytes).problems ?? [];
  assert.equal([problem?.code, problem?.path], ['fleet-mark', `byte ${fleetMarkAt}`]);
  assert.is(openSnapshot(bytes, { check: 'digest' }).problems, undefined, 'taken on trust');
});

test('joinRows: snapshots of one compiler are told by their mark, and read the same elsewhere', () => {
  const dice = createDice(5);
  const ledger = drawLedger(8, 100);
  const compiler = createCompiler(worldOf(ledger));
  const from = compiler.snapshot();
  compiler.retain(from);
  const to = commitChanges(compiler, drawChanges(dice, ledger, 30));
  const buffer = new SharedArrayBuffer(rowMapBytes(to) + 64);
  const map = joinRows(from, to, buffer);
  assert.ok(map.isIdentity);
  const again = readRowMap(buffer);
  for (const table of tables) {
    assert.equal([...map[table]], plainRows(from, to, table));
    assert.equal(again[table], map[table]);
  }
  assert.equal([again.from, again.to, again.isIdentity], [map.from, map.to, true]);
  const file = compileSnapshot(worldOf(drawLedger(8, 100)), { sequence: 9 }).snapshot;
  assert.ok(joinRows(to, file).isIdentity, 'a file has no mark: ids are compared');
  assert.throws(() => joinRows(from, to, new ArrayBuffer(8)), /rowMapBytes/);
});

/** Random numbers in all rows, some of them none. */
function fill(dice: Dice, column: Float64Array): void {
  for (let row = 0; row < column.length; row++)
    column[row] = dice.chance(0.1) ? Number.NaN : dice.below(1000) / 8;
}

const atMs = 77;
const mapsOf = (dice: Dice, rows: number): Uint32Array =>
  Uint32Array.from({ length: dice.below(12) }, () =>
    dice.chance(0.3) || rows === 0 ? noRow : dice.below(rows),
  );

test('carryLoads: every column goes by row, and what is new is as nothing was heard since now', () => {
  const dice = createDice(6);
  for (let turn = 0; turn < 200; turn++) {
    const before: Loads = createLoads(dice.below(10), 3);
    for (const column of loadColumns) fill(dice, before[column]);
    const rows = mapsOf(dice, before.rows);
    const after = carryLoads(before, rows, atMs);
    const blank = createLoads(1, atMs);
    for (const column of loadColumns) {
      const wanted = Array.from(rows, (row) =>
        row === noRow ? cell(blank[column], 0) : cell(before[column], row * loadPlaces),
      );
      const found = wanted.map((_, row) => cell(after[column], row * loadPlaces));
      assert.equal([after.rows, found], [rows.length, wanted], column);
    }
  }
});

test('carryMark: the instant stays, rows go along, and of what is new nothing was known then', () => {
  const dice = createDice(7);
  for (let turn = 0; turn < 200; turn++) {
    const before: LoadMark = createLoadMark(dice.below(10));
    before.atMs = dice.below(1000);
    for (const column of ['own', 'turnover', 'shedMs'] as const) fill(dice, before[column]);
    const rows = mapsOf(dice, before.own.length);
    const after = carryMark(before, rows);
    assert.is(after.atMs, before.atMs);
    for (const column of ['own', 'turnover', 'shedMs'] as const)
      assert.equal(
        [...after[column]],
        Array.from(rows, (row) => (row === noRow ? 0 : cell(before[column], row))),
      );
  }
});

test.run();
