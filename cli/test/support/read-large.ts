// How much memory does one reader take for one large file? A process of its own that prints it.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { inputReaders, type KindName, saidBy } from './input-readers.ts';

const mib = 2 ** 20;

/** Writes `sizeBytes` of a text: the head, then as many rows as fit. */
function writeLarge(path: string, sizeBytes: number, head: string, row: (k: number) => string) {
  const file = openSync(path, 'w');
  let piece = head;
  let written = 0;
  for (let k = 0; written + piece.length < sizeBytes - 64; k++) {
    piece += row(k);
    if (piece.length < mib) continue;
    written += writeSync(file, piece);
    piece = '';
  }
  writeSync(file, piece);
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
  changes: [() => '', () => '{"kind":"withdraw"}\n'],
  lists: [() => '[', () => '[],'],
  quotes: [(sound) => sound, () => 'x,"y\n'],
  lines: [() => '', () => '\n'],
  escapes: [() => 'a: "', () => '\\q'],
};

const [kind, shape, size] = process.argv.slice(2);
if (kind !== undefined && shape !== undefined) {
  const folder = mkdtempSync('/dev/shm/fairlead-large-');
  try {
    const reader = (await inputReaders(folder))[kind as KindName];
    await saidBy(reader.read);
    const [head, row] = shapes[shape] ?? [() => '', () => ''];
    const sound = Buffer.from(reader.sound).toString();
    writeLarge(reader.path, Number(size), reader.isText ? head(sound) : '', row);
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
