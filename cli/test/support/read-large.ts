// How much memory does one reader take for one large file? A process of its own that prints it.
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
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
  numbers: [() => 'flips\n', (k) => `${k % 10}\n`],
  bins: [() => 'at,kind,flips\n', (k) => `${k % 300},site,${k % 1e4}\n`],
  sites: [() => 'site,flips\n', (k) => `dub${k}-ix,${k}.25\n`],
  objects: [() => '[', (k) => `{"a${k % 9}":0,"b":[]},`],
  depths: [() => '', () => '{"a":0,"b":'],
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
    const made = shapes[shape];
    if (made === undefined) throw new Error(`no such shape: ${shape}`);
    const [head, row] = made;
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
