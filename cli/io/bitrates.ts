// Which nominal bitrate has each file, by a table of files?
import { gunzipSync } from 'node:zlib';
import { type Problem, suggestion } from '@fairlead/core';
import { csvParseRows } from 'd3';
import { wrongInput } from '../terminal/exit.ts';
import { readWhole } from './read-whole.ts';

/** Most bytes that a table of files unpacks to. */
const bytesMax = 1 << 30;

/**
 * Bits per second by file id, from `files.csv` of a world, plain or gzipped. Throws wrong input
 * with file and line for a missing column or a bitrate that is no positive number.
 */
export async function readBitrates(path: string): Promise<ReadonlyMap<string, number>> {
  const bytes = await readWhole(path);
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = isPacked ? gunzipSync(bytes, { maxOutputLength: bytesMax }) : bytes;
  const [header = [], ...rows] = csvParseRows(plain.toString('utf8').replace(/^\uFEFF/, ''));
  const [fileAt, bitrateAt] = ['file', 'bitrate_bps'].map((column) => {
    const at = header.indexOf(column);
    if (at >= 0) return at;
    const text = `expected a column "${column}"${suggestion(column, header)}`;
    const problem = { code: 'missing-column', path: column, text, file: path, line: 1 };
    throw wrongInput(`${path} is no table of files`, [problem]);
  }) as [number, number];
  const problems: Problem[] = [];
  const bitrates = new Map<string, number>();
  rows.forEach((row, k) => {
    if (row.length === 1 && row[0] === '') return;
    const bitrateBps = Number(row[bitrateAt]);
    if (Number.isFinite(bitrateBps) && bitrateBps > 0) bitrates.set(row[fileAt] ?? '', bitrateBps);
    else {
      const text = `expected bits per second, found "${row[bitrateAt] ?? ''}"`;
      problems.push({ code: 'bad-value', path: 'bitrate_bps', text, file: path, line: k + 2 });
    }
  });
  if (problems.length > 0) throw wrongInput(`${path} is no table of files`, problems);
  return bitrates;
}
