// How much memory does one reader take for one large file? A process of its own that prints it.
import {
  closeSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import type { SeriesColumn } from '@fairlead/sim';
import { beginParquet } from '../../io/series/parquet.ts';
import { inputReaders, type KindName, saidBy } from './input-readers.ts';

const mib = 2 ** 20;

/** Writes `sizeBytes` of a text: the head, then as many rows as fit. */
function writeLarge(path: string, sizeBytes: number, head: string, row: (k: number) => string) {
  const file = openSync(path, 'w');
  // One buffer: texts that are put together here would count as memory before the reader begins.
  const piece = Buffer.alloc(mib);
  let length = piece.write(head);
  let written = 0;
  for (let k = 0; written + length < sizeBytes - 64; k++) {
    length += piece.write(row(k), length);
    if (length < mib - 4096) continue;
    written += writeSync(file, piece, 0, length);
    length = 0;
  }
  writeSync(file, piece, 0, length);
  closeSync(file);
}

/** Texts that are much work, by what they are: the head and the row `k`. */
const shapes: {
  readonly [name: string]: readonly [head: (sound: string) => string, row: (k: number) => string];
} = {
  prefixes: [() => '', (k) => `${1 + (k >> 16)}.${(k >> 8) & 255}.${k & 255}.0/24\t${1 + k}\n`],
  traffic: [
    () => 'prefix,bytes\n',
    (k) => `${11 + (k >> 16)}.${(k >> 8) & 255}.${k & 255}.0/24,${k}\n`,
  ],
  users: [() => 'country\tasn\tusers_est\n', (k) => `NL\t${1 + k}\t${k}\n`],
  files: [() => 'file,bitrate_bps\n', (k) => `f${k},${1 + k}\n`],
  networks: [(sound) => sound, (k) => `${100 + k},AS${k},NL,${k % 977}\n`],
  objects: [() => '[', (k) => `{"a${k % 9}":0,"b":[]},`],
  depths: [() => '', () => '{"a":0,"b":'],
  changes: [() => '', () => '{"kind":"withdraw"}\n'],
  lists: [() => '[', () => '[],'],
  quotes: [(sound) => sound, () => 'x,"y\n'],
  lines: [() => '', () => '\n'],
  escapes: [() => 'a: "', () => '\\q'],
};

/** Series that are much work, by what they are: columns of the rows from `k` on. */
const seriesShapes: { readonly [name: string]: (rows: readonly number[]) => SeriesColumn[] } = {
  bins: (rows) => [
    { name: 'start_ms', values: Float64Array.from(rows, (k) => k % 300) },
    { name: 'kind', values: rows.map((k) => (k % 2 === 0 ? 'site' : 'link')) },
    { name: 'id', values: rows.map((k) => `dub${k % 10_000}-ix`) },
    { name: 'asked_bps', values: Float64Array.from(rows, (k) => k / 7) },
    { name: 'carried_bps', values: Float64Array.from(rows, (k) => k / 9) },
  ],
  texts: (rows) => [
    { name: 'id', values: rows.map((k) => `dub${k}-ix`) },
    { name: 'value', values: Float64Array.from(rows, (k) => k + 0.25) },
  ],
  /** All rows are one: hardly a byte each. */
  constants: (rows) => [
    { name: 'id', values: rows.map(() => 'dub1-ix') },
    { name: 'value', values: new Float64Array(rows.length) },
  ],
};

/** Writes a series of `sizeBytes`, or of so many rows as no file of that size has. */
function writeSeries(path: string, sizeBytes: number, columns: (typeof seriesShapes)[string]) {
  const step = 10_000;
  const rowsAt = (from: number) => Array.from({ length: step }, (_, k) => from + k);
  const file = beginParquet(path, { name: 'bins', columns: columns([]) });
  for (let from = 0; from < sizeBytes / 2 && statSync(path).size < sizeBytes; from += step)
    file.append(columns(rowsAt(from)));
  file.end();
}

/** What says that it is a footer, and a list of more structs than there is memory for. */
function writeFooter(path: string, sizeBytes: number) {
  const length = Math.min(2 ** 20, sizeBytes - 12);
  const bytes = Buffer.alloc(length + 12);
  bytes.write('PAR1');
  // Field 2, a list of structs, 2²⁴ of them; each empty.
  bytes.set([0x29, 0xfc, 0x80, 0x80, 0x80, 0x08], 4);
  bytes.writeUInt32LE(length, length + 4);
  bytes.write('PAR1', length + 8);
  writeFileSync(path, bytes);
}

const [kind, shape, size] = process.argv.slice(2);
if (kind !== undefined && shape !== undefined) {
  const folder = mkdtempSync('/dev/shm/fairlead-large-');
  try {
    const reader = (await inputReaders(folder))[kind as KindName];
    await saidBy(reader.read);
    const made = shapes[shape];
    const series = seriesShapes[shape];
    if (series !== undefined) writeSeries(reader.path, Number(size), series);
    else if (shape === 'footer') writeFooter(reader.path, Number(size));
    else if (made === undefined) throw new Error(`no such shape: ${shape}`);
    else {
      const [head, row] = made;
      const sound = Buffer.from(reader.sound).toString();
      writeLarge(reader.path, Number(size), reader.isText ? head(sound) : '', row);
    }
    const before = process.resourceUsage().maxRSS;
    const startMs = performance.now();
    const said = await saidBy(reader.read);
    const ms = performance.now() - startMs;
    const rssBytes = (process.resourceUsage().maxRSS - before) * 1024;
    process.stdout.write(JSON.stringify({ rssBytes, ms, said: said.slice(0, 2) }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
