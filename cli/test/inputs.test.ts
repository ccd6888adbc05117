// Does every reader refuse what is no file of its kind, before it waits or fills the memory?
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inputKinds } from '@fairlead/scenarios';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readAsk } from '../commands/read-ask.ts';
import { readTree } from './house/tree.ts';
import { type InputReader, inputReaders, type KindName, saidBy } from './support/input-readers.ts';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-inputs-'));
const readers = await inputReaders(folder);
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** Puts something at a path where a file is wanted; what a reader of any kind says of it. */
type Thing = {
  readonly place: (path: string, kind: KindName, reader: InputReader) => void | Promise<void>;
  readonly says: RegExp;
  /** Kinds of which this is a sound one. */
  readonly but?: readonly KindName[];
};

/** The start of a file, up to the first field of its last line, or the middle of its only one. */
function cutOff({ sound, isText }: InputReader): Uint8Array {
  if (!isText) return sound.subarray(0, sound.length - 8);
  const text = Buffer.from(sound);
  const last = text.lastIndexOf('\n', text.length - 2) + 1;
  const field = text.subarray(last).toString().search(/[,\t]/);
  return sound.subarray(0, last === 0 ? text.length >> 1 : last + Math.max(0, field - 1));
}

const things: { readonly [name: string]: Thing } = {
  'a pipe': {
    place: (path) => void execFileSync('mkfifo', [path]),
    says: /this is a pipe/,
  },
  'a device': { place: (path) => symlinkSync('/dev/zero', path), says: /this is a device/ },
  'a folder': { place: (path) => void mkdirSync(path), says: /this is a folder/ },
  'a circle of links': { place: (path) => symlinkSync(path, path), says: /go round in a circle/ },
  nothing: {
    place: () => undefined,
    says: /there is no such file|there is no networks\.csv|has no routes beside it|were not kept|not those/,
    but: ['about'],
  },
  'an empty file': {
    place: (path) => writeFileSync(path, ''),
    says: /is empty|found nothing|not those that the digest/,
    but: ['changes'],
  },
  'a file over its limit': {
    place: (path, kind) => {
      writeFileSync(path, 'x');
      truncateSync(path, inputKinds[kind].bytesMax + 1); // a hole, which takes no disk
    },
    says: /holds [\d,]+ bytes, more than the [\d,]+ that/,
  },
  'a file that is cut off': {
    place: (path, _, reader) => writeFileSync(path, cutOff(reader)),
    says: /./,
  },
};

async function withThing(
  reader: InputReader,
  place: () => void | Promise<void>,
): Promise<string[]> {
  rmSync(reader.path, { recursive: true, force: true });
  try {
    await place();
    return await saidBy(reader.read);
  } finally {
    rmSync(reader.path, { recursive: true, force: true });
    writeFileSync(reader.path, reader.sound);
  }
}

for (const [kind, reader] of Object.entries(readers) as [KindName, InputReader][]) {
  test(`${kind}: a sound file is read, and with a byte order mark where it is a text`, async () => {
    assert.equal(await withThing(reader, () => writeFileSync(reader.path, reader.sound)), []);
    if (!reader.isText) return;
    const marked = Buffer.concat([Buffer.from('\ufeff'), reader.sound]);
    assert.equal(await withThing(reader, () => writeFileSync(reader.path, marked)), []);
  });

  test(`${kind}: what is no such file is told in words, and nobody waits`, async () => {
    for (const [name, { place, says, but = [] }] of Object.entries(things)) {
      const said = (await withThing(reader, () => place(reader.path, kind, reader))).join('; ');
      if (but.includes(kind)) assert.is(said, '', name);
      else assert.match(said, says, `${name}: ${said}`);
    }
  });
}

test('a socket is told as one', async () => {
  const server = createServer();
  const { snapshot } = readers;
  const said = await withThing(snapshot, () => {
    return new Promise((resolve) => server.listen(snapshot.path, () => resolve()));
  });
  server.close();
  assert.match(said.join(), /this is a socket/);
});

/** Reads as a user who is not root, who may read all. */
async function asNobody<T>(read: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return read();
  process.seteuid?.(65_534);
  try {
    return await read();
  } finally {
    process.seteuid?.(0);
  }
}

test('a file without rights is told as such', async () => {
  chmodSync(folder, 0o755);
  for (const { path, sound, read } of Object.values(readers)) {
    writeFileSync(path, sound);
    chmodSync(path, 0);
    const said = await asNobody(() => saidBy(read));
    rmSync(path);
    writeFileSync(path, sound);
    assert.match(said.join(), /you have no right to read it/, path);
  }
});

/** The first key of a text, JSON or YAML, once more before it: the later would win in silence. */
function withKeyTwice(text: string): string | undefined {
  if (/^\s*\{/.test(text)) return text.replace(/\{\s*("[^"]+")/, '{$1:0,$1');
  return /^[a-z]+:/.test(text) ? text + text : undefined;
}

/** What Node's parser says of JSON: it shows pieces of the text, and no line. */
const rawWords = /in JSON|valid JSON|position \d/;

for (const [kind, { path, sound, read }] of Object.entries(readers) as [KindName, InputReader][]) {
  const text = Buffer.from(sound).toString();
  const doubled = withKeyTwice(text);
  if (doubled === undefined) continue;
  test(`${kind}: a key that stands twice, and what is no JSON, is told with its place`, async () => {
    for (const wrong of [doubled, text.replace(':', ';'), `${text.trimEnd()}}`]) {
      writeFileSync(path, wrong);
      const said = (await saidBy(read)).join('; ');
      assert.match(said, /\b\d+:\d+ /, `${wrong}: ${said}`);
      assert.not.match(said, rawWords);
      if (wrong === doubled) assert.match(said, /twice/, said);
    }
    writeFileSync(path, sound);
  });
}

test('requests: a key that stands twice is told with its column, and nothing of the line', () => {
  const line = '{"client":"11.1.2.3","client":"11.1.2.4","file":"f","session":"s"}';
  const told = readAsk(line);
  assert.equal('message' in told && [told.code, /column 22: .*twice/.test(told.message)], [
    'duplicate-key',
    true,
  ]);
});

/** Who parses JSON on his own, and why. */
const parsers: { readonly [file: string]: string } = {
  'cli/report/page/frame.ts': 'reads the page that it is a part of',
  'cli/terminal/version.ts': 'reads the package that it is a part of',
  'scenarios/load/json.ts': 'is the one reader',
};

test('no JSON from outside is parsed but by the one reader', () => {
  for (const [file, text] of readTree().files) {
    if (!/^(?:core|sim|scenarios|cli)\/(?!test|bench).*\.ts$/.test(file)) continue;
    const code = text.replace(/^ *(?:\*|\/\/).*$/gm, '');
    assert.ok(!/JSON\.parse\(/.test(code) || file in parsers, `${file}: readJson does it`);
  }
});

/** Files of ours that open something on their own, and what it is. */
const openers: { readonly [file: string]: string } = {
  'cli/io/folder.ts': 'looks at what an output would replace',
  'cli/io/record-file.ts': 'looks at what an output would replace',
  'cli/report/bundle.ts': 'makes the page of the report while the project is built',
  'cli/report/write.ts': 'reads the page that was built with it',
  'cli/terminal/version.ts': 'reads the version of the package that it is a part of',
  'scenarios/load/open-file.ts': 'is the one opening',
};

test('nothing that comes from outside is opened but in the one place for it', () => {
  const reading = /\b(?:readFile|readFileSync|createReadStream|openSync|readSync|readv|open)\b/;
  const imports = /import \{([^}]*)\} from 'node:fs(?:\/promises)?'/g;
  const found = [...readTree().files]
    .filter(([file]) => /^(?:scenarios|cli)\/(?!test|bench).*\.ts$/.test(file))
    .filter(([, text]) =>
      [...text.matchAll(imports)].some(([, names]) => reading.test(names ?? '')),
    )
    .map(([file]) => file);
  assert.ok(found.includes('scenarios/load/open-file.ts'));
  for (const file of found)
    assert.ok(
      file in openers,
      `${file} opens a file: readFileBytes, readFileText, readTable do it`,
    );
});

test.run();
