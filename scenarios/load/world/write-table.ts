// How does a table reach its file, plain or gzipped, while its rows are still being written?
import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type ByteWriter, putAscii, putLineEnd, reserve } from './byte-writer.ts';
import type { TableEntry } from './world-about.ts';

/** A table to write: its columns in order and what puts one row without its line end. */
export type TableSource = {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: number;
  readonly isZipped: boolean;
  readonly putRow: (out: ByteWriter, row: number) => void;
  /** The same table with its columns in the order of their names. */
  readonly byName: () => TableSource;
};

const blockBytes = 1 << 20;
/**
 * Level 1 keeps up with the writing of rows; its output is about a tenth larger than that of
 * level 6. Node passes the mark on to the stream.
 */
const gzipOptions = { level: 1, chunkSize: blockBytes, writableHighWaterMark: 4 * blockBytes };
/** Room that a row may use before a text asks for more. */
const rowBytes = 1 << 12;

/** The CSV bytes of the table, header first, in blocks of about 1 MiB. */
export function* csvBlocks(table: TableSource): Generator<Uint8Array> {
  let out: ByteWriter = { bytes: new Uint8Array(blockBytes + rowBytes), at: 0 };
  putAscii(out, table.columns.join(','));
  putLineEnd(out);
  for (let row = 0; row < table.rows; row++) {
    reserve(out, rowBytes);
    table.putRow(out, row);
    putLineEnd(out);
    if (out.at < blockBytes) continue;
    yield out.bytes.subarray(0, out.at);
    out = { bytes: new Uint8Array(blockBytes + rowBytes), at: 0 }; // the other is still being read
  }
  if (out.at > 0) yield out.bytes.subarray(0, out.at);
}

/** Writes the table to `folder`; returns its entry for `world.json`. Rejects when it cannot. */
export async function writeTable(folder: string, table: TableSource): Promise<TableEntry> {
  const file = table.isZipped ? `${table.name}.csv.gz` : `${table.name}.csv`;
  const hash = createHash('sha256');
  function* hashed(): Generator<Uint8Array> {
    for (const block of csvBlocks(table)) {
      hash.update(block);
      yield block;
    }
  }
  const source = Readable.from(hashed(), { highWaterMark: 4 });
  const target = createWriteStream(join(folder, file), { highWaterMark: 4 * blockBytes });
  if (table.isZipped) await pipeline(source, createGzip(gzipOptions), target);
  else await pipeline(source, target);
  return { file, rows: table.rows, sha256: hash.digest('hex') };
}
