// Does the CSV scanner read what RFC 4180 says, however its bytes arrive?
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createCsvScanner, finishCsv, pushCsv } from '../load/csv.ts';
import { type CsvLimits, fieldPlace } from '../load/csv-record.ts';

const limits: CsvLimits = { lineBytesMax: 1 << 20, columnsMax: 256 };

/** What a scanner says about bytes in pieces of these sizes: records and faults in order. */
function scan(bytes: Uint8Array, sizes: readonly number[], its = limits): string[] {
  const said: string[] = [];
  const scanner = createCsvScanner(
    (record) => {
      const fields: string[] = [];
      for (let k = 0; k < record.count; k++) {
        const text = Buffer.from(record.bytes.subarray(record.start[k], record.end[k])).toString();
        const { line, column } = fieldPlace(record, k);
        fields.push(`${line}:${column}=${JSON.stringify(text)}`);
      }
      said.push(fields.join(' '));
    },
    ({ code, text, line, column }) => said.push(`${line}:${column} ${code} ${text}`),
    its,
  );
  let at = 0;
  for (let k = 0; at < bytes.length; k++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[k % sizes.length] as number);
    if (!pushCsv(scanner, bytes.slice(at, at + size))) return said;
    at += size;
  }
  finishCsv(scanner);
  return said;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** The records of well-formed CSV, character by character. Shares nothing with the scanner. */
function slowRecords(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let field = '';
  let isQuoted = false;
  const characters = [...text, 'end'];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at] as string;
    if (isQuoted) {
      if (character !== '"') field += character;
      else if (characters[at + 1] === '"') {
        field += '"';
        at++;
      } else isQuoted = false;
    } else if (character === '"') isQuoted = true;
    else if (character === ',' || character === '\n' || character === 'end') {
      record.push(field);
      field = '';
      if (character === ',') continue;
      if (record.length > 1 || record[0] !== '') records.push(record);
      record = [];
    } else if (character !== '\r' || characters[at + 1] !== '\n') field += character;
  }
  return records;
}

const plainField = fc.string({
  unit: fc.constantFrom('a', '0', ' ', 'ä', '日', '😀'),
  maxLength: 4,
});
const quotedField = fc
  .string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', '日'), maxLength: 5 })
  .map((text) => `"${text.replaceAll('"', '""')}"`);
const line = fc
  .array(fc.oneof(plainField, quotedField), { minLength: 1, maxLength: 4 })
  .map((fields) => fields.join(','));
const wellFormed = fc
  .tuple(fc.array(line, { maxLength: 6 }), fc.constantFrom('\n', '\r\n'), fc.boolean())
  .map(([lines, end, isEnded]) => lines.join(end) + (isEnded ? end : ''));
const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 });
const anything = fc.string({
  unit: fc.constantFrom('a', ',', '"', '\n', '\r', 'ä'),
  maxLength: 40,
});

test('well-formed CSV gives the fields that RFC 4180 says', () => {
  fc.assert(
    fc.property(wellFormed, sizes, (text, pieces) => {
      const fields = scan(bytesOf(text), pieces).map((said) =>
        [...said.matchAll(/=("(?:[^"\\]|\\.)*")/g)].map((found) => JSON.parse(found[1] as string)),
      );
      assert.equal(fields, slowRecords(text));
    }),
    { numRuns: 3000, seed: 20262 },
  );
});

test('any bytes give the same records and faults, whatever the pieces', () => {
  fc.assert(
    fc.property(anything, sizes, (text, pieces) => {
      assert.equal(scan(bytesOf(text), pieces), scan(bytesOf(text), []));
    }),
    { numRuns: 5000, seed: 20263 },
  );
});

test('a field is at the line and column where an editor shows it', () => {
  fc.assert(
    fc.property(wellFormed, (text) => {
      const lines = text.split('\n');
      for (const said of scan(bytesOf(text), []))
        for (const found of said.matchAll(/(\d+):(\d+)=("(?:[^"\\]|\\.)*")/g)) {
          const [, row, column, field] = found as unknown as [string, string, string, string];
          const there = [...(lines[Number(row) - 1] as string)].slice(Number(column) - 1).join('');
          const start = (JSON.parse(field) as string).split(/["\n]/)[0] as string;
          assert.ok(there.startsWith(start) || there.startsWith(`"${start}`), `${said} ${text}`);
        }
    }),
    { numRuns: 3000, seed: 20264 },
  );
});

test('a BOM is skipped, even in pieces, and only at the start', () => {
  assert.equal(scan(bytesOf('\ufeffa,b\n\ufeff1,2\n'), [1]), [
    '1:1="a" 1:2="b"'.replace('1:2', '1:3'),
    `2:1=${JSON.stringify('\ufeff1')} 2:4="2"`,
  ]);
});

test('reading goes on behind a broken line', () => {
  assert.equal(scan(bytesOf('a,b\nx"y,"\n1,2\n'), [2]), [
    '1:1="a" 1:3="b"',
    '2:2 broken-csv a quote inside a field that does not begin with one',
    '3:1="1" 3:3="2"',
  ]);
});

test('a record longer than the limit ends the table, in one piece or many', () => {
  const small = { ...limits, lineBytesMax: 20 };
  const text = `a,b\n${'x'.repeat(30)}\n1,2\n`;
  const expected = ['1:1="a" 1:3="b"', '2:1 line-too-long a line has more than 20 bytes'];
  assert.equal(scan(bytesOf(text), [], small), expected);
  assert.equal(scan(bytesOf(text), [7], small), expected);
});

test.run();
