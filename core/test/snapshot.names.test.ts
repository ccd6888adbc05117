// Are ids found, hashed and named the same as by the bytes, and made only once?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { isUtf8Of } from '../base/utf8.ts';
import {
  carryNames,
  carryPathways,
  compileSnapshot,
  createNames,
  findFile,
  findRow,
  hashId,
  hashIdBytes,
  nameOf,
  noRow,
  openSnapshot,
  pathwayTable,
  readId,
  readIds,
} from '../index.ts';
import { codeOf } from './support/code-of.ts';
import { createDice } from './support/dice.ts';
import { randomCase } from './support/random-world.ts';
import { worldOf } from './support/small-world.ts';

const units = ['a', 'Z', '0', '\0', '\x7f', 'ü', '߿', '€', '￿', '😀', '\ud83d', '\ude00', '퟿'];

test('hashId and the comparison of ids see the bytes that TextEncoder writes, of any text', () => {
  const dice = createDice(7);
  const encoder = new TextEncoder();
  for (let n = 0; n < 20_000; n++) {
    const isPlain = dice.chance(0.3);
    const length = dice.below(24);
    const pick = () => (isPlain ? cellOf(units, dice.below(5)) : dice.pick(units));
    const text = Array.from({ length }, pick).join('');
    const bytes = encoder.encode(text);
    assert.is(hashId(text), hashIdBytes(bytes, 0, bytes.length), JSON.stringify(text));
    const padded = Uint8Array.of(1, ...bytes, 2);
    assert.ok(isUtf8Of(text, padded, 1, bytes.length + 1), JSON.stringify(text));
    assert.not.ok(isUtf8Of(`${text}x`, padded, 1, bytes.length + 1));
    assert.not.ok(isUtf8Of(text, padded, 0, bytes.length + 1));
    if (bytes.length > 0) assert.not.ok(isUtf8Of(text, padded, 1, bytes.length));
  }
});

const cellOf = (list: readonly string[], at: number) => list[at] ?? '';

test('every id of every table is found in its row, and no other text in any', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const { snapshot } = compileSnapshot(randomCase(seed).world);
    for (const table of ['site', 'cluster', 'appliance', 'link', 'file'] as const) {
      const ids = readIds(snapshot, table);
      const names = createNames(snapshot);
      ids.forEach((id, row) => {
        assert.is(findRow(snapshot, table, id), row);
        if (table === 'file') assert.is(findFile(snapshot, id), row);
        assert.is(nameOf(names, table, row), id);
        assert.is(nameOf(names, table, row), id);
      });
      for (const text of ['', 'nobody has this', `${ids[0]}x`])
        if (!ids.includes(text)) assert.is(findRow(snapshot, table, text), noRow);
    }
  }
});

const lines = {
  sites: ['isp embedded 52 5', 'ams ix 52.4 4.9'],
  clusters: ['c-isp isp', 'c-ams ams'],
  appliances: ['isp-1 c-isp', 'ams-1 c-ams'],
  links: ['l-isp isp embedded', 'l-ams ams pni'],
  routes: ['c-isp 20.1.0.0/16 64500 l-isp'],
  manifests: ['c-isp film', 'c-ams film'],
};

test('names: a table is made when it is asked for, and shared while its ids stay', () => {
  const { snapshot } = compileSnapshot(worldOf(lines));
  const names = createNames(snapshot);
  assert.is(names.appliance.length, 0);
  assert.is(nameOf(names, 'appliance', 1), 'isp-1');
  assert.equal(names.appliance, [undefined, 'isp-1']);
  const copied = openSnapshot(snapshot.bytes.slice());
  if (!copied.snapshot) return assert.unreachable();
  const same = carryNames(names, copied.snapshot);
  assert.is(same.appliance, names.appliance);
  assert.is(same.snapshot, copied.snapshot);
  assert.is(same.site.length, 0);
  const renamed = { ...lines, appliances: ['isp-2 c-isp', 'ams-1 c-ams'] };
  const other = carryNames(names, compileSnapshot(worldOf(renamed)).snapshot);
  assert.is(other.appliance.length, 0);
  assert.is(nameOf(other, 'appliance', 1), 'isp-2');
});

test('carryPathways: the same pathways for the same fleet, new ones for another', () => {
  const { snapshot } = compileSnapshot(worldOf(lines));
  const { table } = pathwayTable(snapshot, { host: '{appliance}.example' });
  if (!table) return assert.unreachable();
  const routed = { ...lines, routes: ['c-ams 20.2.0.0/16 64500 l-ams'] };
  const next = compileSnapshot(worldOf(routed)).snapshot;
  const same = carryPathways(table, next).table;
  assert.is(same?.pathways, table.pathways);
  assert.is(same?.snapshot, next);
  for (const change of [
    { appliances: ['isp-2 c-isp', 'ams-1 c-ams'] },
    { appliances: ['isp-1 c-ams', 'ams-1 c-ams'] },
    { clusters: ['c-isp ams', 'c-ams ams'], routes: ['c-isp 20.1.0.0/16 64500 l-ams'] },
  ]) {
    const moved = compileSnapshot(worldOf({ ...lines, ...change })).snapshot;
    const anew = carryPathways(table, moved).table;
    assert.equal(anew, pathwayTable(moved, { host: '{appliance}.example' }).table);
    assert.is.not(anew?.pathways, table.pathways);
  }
});

test('readId and nameOf: a row that is none is told, whatever it is', () => {
  const { snapshot } = compileSnapshot(worldOf(lines));
  for (const row of [noRow, 2, -1, 0.5, Number.NaN, 'isp-1' as never])
    for (const read of [
      () => readId(snapshot, 'appliance', row),
      () => nameOf(createNames(snapshot), 'appliance', row),
    ])
      assert.is(codeOf(read), 'no-row', `${row}`);
});

test.run();
