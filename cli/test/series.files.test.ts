// Do series come back from their files as they were, whoever reads them, and is damage told?
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { groupRowsMax } from '@fairlead/scenarios';
import type { Series, SeriesColumn } from '@fairlead/sim';
import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { headText, rowTexts } from '../io/series/csv.ts';
import { beginSeries, seriesNames, wholeSeries } from '../io/series/files.ts';
import { saidBy } from './support/input-readers.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-series-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
/** A new folder with the series in it, taken piece by piece. */
function written(pieces: readonly Series[], hasCsv = false): string {
  const place = join(folder, String(count++));
  mkdirSync(place);
  const files = beginSeries(place, hasCsv);
  files.take(pieces);
  files.end();
  return place;
}

const fileOf = (place: string, name: string): string => join(place, 'series', `${name}.parquet`);
/** A copy of bytes that lie at the begin of their buffer. */
const bytesOf = (path: string): ArrayBuffer => new Uint8Array(readFileSync(path)).buffer;

const text = fc.string({ unit: 'binary', maxLength: 8 });
const double = fc.double({ noDefaultInfinity: true, noNaN: true }).map((value) => value + 0);
const rows = fc.array(
  fc.record({
    start_ms: fc.maxSafeInteger(),
    kind: fc.constantFrom('site', 'link'),
    id: text,
    double,
  }),
  { maxLength: 40 },
);

function tableOf(
  list: readonly Record<string, string | number>[],
  names: readonly string[],
): Series {
  const columnOf = (name: string): SeriesColumn => ({
    name,
    values:
      name === 'kind' || name === 'id'
        ? list.map((row) => String(row[name]))
        : Float64Array.from(list, (row) => Number(row[name])),
  });
  return { name: 'bins', columns: names.map(columnOf) };
}

const names = ['start_ms', 'kind', 'id', 'double'];

test('a series that was taken in pieces comes back whole, and as the CSV beside it', () => {
  fc.assert(
    fc.property(rows, fc.nat(40), (list, cut) => {
      const pieces = [list.slice(0, cut), list.slice(cut)].map((part) => tableOf(part, names));
      const place = written(pieces, true);
      const back = wholeSeries(place, 'bins');
      const whole = tableOf(list, names);
      assert.equal(back, whole);
      const csv = headText(whole) + [...rowTexts(whole)].join('');
      assert.is(readFileSync(join(place, 'series', 'bins.csv'), 'utf8'), csv);
    }),
    { numRuns: 60 },
  );
});

test('any reader of Parquet finds the rows, whole numbers, doubles and texts, and the units', async () => {
  const list = [
    { start_ms: 2 ** 45, kind: 'site', id: 'a', asked_bps: 0.1 },
    { start_ms: 2 ** 45 + 1, kind: 'link', id: 'ü,"', asked_bps: -0 },
  ];
  const place = written([tableOf(list, ['start_ms', 'kind', 'id', 'asked_bps'])]);
  const file = bytesOf(fileOf(place, 'bins'));
  const { schema, key_value_metadata: about } = parquetMetadata(file);
  assert.equal(
    schema.slice(1).map(({ name, type, repetition_type: repetition }) => [name, type, repetition]),
    [
      ['start_ms', 'INT64', 'REQUIRED'],
      ['kind', 'BYTE_ARRAY', 'REQUIRED'],
      ['id', 'BYTE_ARRAY', 'REQUIRED'],
      ['asked_bps', 'DOUBLE', 'REQUIRED'],
    ],
  );
  assert.equal(about, [{ key: 'units', value: '{"start_ms":"ms","asked_bps":"bit/s"}' }]);
  assert.equal(
    await parquetReadObjects({ file }),
    list.map((row) => ({ ...row, start_ms: BigInt(row.start_ms) })),
  );
});

test('rows go to the file as they fill a group, and what is not ended is no file', async () => {
  const part = Math.floor(groupRowsMax / 2) + 1;
  const piece = tableOf(
    Array.from({ length: part }, (_, k) => ({ start_ms: k, kind: 'site', id: `s${k % 99}` })),
    ['start_ms', 'kind', 'id'],
  );
  const place = join(folder, 'slow');
  mkdirSync(place);
  const files = beginSeries(place, false);
  const sizes = [0, 1, 2].map(() => {
    files.take([piece]);
    return readFileSync(fileOf(place, 'bins')).length;
  });
  assert.is(sizes[0], 0, 'the first rows wait');
  assert.ok((sizes[1] ?? 0) > 0, 'a group is full');
  assert.match((await saidBy(() => wholeSeries(place, 'bins'))).join(), 'does not end as one');
  files.end();
  const [starts] = wholeSeries(place, 'bins').columns;
  assert.is(starts?.values.length, 3 * part);
  const { row_groups: groups } = parquetMetadata(bytesOf(fileOf(place, 'bins')));
  assert.equal(
    groups.map(({ num_rows: many }) => Number(many)),
    [groupRowsMax, 3 * part - groupRowsMax],
  );
});

test('a result whose series are CSV alone is told to be of an earlier version', async () => {
  const place = written([tableOf([], names)], true);
  for (const file of readdirSync(join(place, 'series')))
    if (file.endsWith('.parquet')) rmSync(join(place, 'series', file));
  const said = (await saidBy(() => seriesNames(place))).join();
  assert.match(
    said,
    /series are CSV alone: it was written by an earlier version; run its scenario/,
  );
});

/** A file of one column that says more than it holds, as no writer of ours would. */
function hostile(rowsOf: number, groups: number, options: { codec?: 'SNAPPY' } = {}): Uint8Array {
  const writer = new ByteWriter();
  const schema = [
    { name: 'rows', num_children: 1 },
    { name: 'flips', type: 'DOUBLE' as const, repetition_type: 'REQUIRED' as const },
  ];
  const file = new ParquetWriter({ writer, schema, codec: 'UNCOMPRESSED', ...options });
  const data = new Float64Array(rowsOf).fill(7);
  for (let k = 0; k < groups; k++)
    file.write({ columnData: [{ name: 'flips', data }], rowGroupSize: rowsOf });
  file.finish();
  return new Uint8Array(writer.getBuffer());
}

test('what no file of ours says is refused: compressed pages, long groups, rows out of nothing', async () => {
  const place = written([tableOf([], names)]);
  const says = async (bytes: Uint8Array): Promise<string> => {
    writeFileSync(fileOf(place, 'bins'), bytes);
    return (await saidBy(() => wholeSeries(place, 'bins'))).join();
  };
  assert.is(await says(hostile(10, 1)), '');
  assert.match(await says(hostile(10, 1, { codec: 'SNAPPY' })), 'not as Fairlead writes it');
  assert.match(await says(hostile(groupRowsMax + 1, 1)), 'a group of rows is not as');
  assert.match(await says(hostile(groupRowsMax, 40)), 'more rows than a file of its size has');
});

test('a page whose numbers lie is found before it is decoded', async () => {
  const ids = Array.from({ length: 100 }, (_, k) => ({
    start_ms: 1,
    kind: 'site',
    id: `s${k % 3}`,
  }));
  const place = written([tableOf(ids, ['start_ms', 'kind', 'id'])]);
  const path = fileOf(place, 'bins');
  const copy = join(folder, 'sound.parquet');
  copyFileSync(path, copy);
  const sound = new Uint8Array(readFileSync(copy));
  const length = new DataView(sound.buffer).getUint32(sound.length - 8, true);
  let told = 0;
  // Every byte of the pages, one after the other, as large as a byte can be.
  for (let at = 4; at < sound.length - 8 - length; at++) {
    const bytes = sound.slice();
    bytes[at] = bytes[at] === 255 ? 127 : 255;
    writeFileSync(path, bytes);
    const said = await saidBy(() => wholeSeries(place, 'bins'));
    if (said.length > 0) told++;
    assert.ok(said.join().length < 1000);
  }
  assert.ok(told > 100, `${told} of them are told; the others are values`);
});

test.run();
