// Do files that belong together appear all or not at all, and never over something else?
import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type OutputFile, writeFilesAtomically } from '../io/out/files.ts';
import { settle } from '../io/out/lock.ts';
import { owner } from '../io/out/owner.ts';
import { temporaryName } from '../io/out/temporary.ts';

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-files-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function messageOf(failing: Promise<unknown>): Promise<string> {
  try {
    await failing;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it did not fail');
}

const head = { snapshot: 'FAIRSNAP', routes: 'FAIRROUT' } as const;
const pair = (folder: string, text: string): OutputFile[] =>
  (['snapshot', 'routes'] as const).map((kind) => ({
    ...{ place: join(folder, kind), kind, content: `${head[kind]} ${text}` },
  }));
const read = (folder: string) =>
  (['snapshot', 'routes'] as const).map((kind) =>
    readFileSync(join(folder, kind), 'utf8').slice(9),
  );

test('of two files that belong together both are replaced or none', async () => {
  await inFolder(async (folder) => {
    await writeFilesAtomically(pair(folder, 'first'));
    await writeFilesAtomically(pair(folder, 'second'));
    assert.equal(read(folder), ['second', 'second']);
    // The place of the second cannot be taken: a folder stands where its kind was looked at.
    const failing = pair(folder, 'third');
    rmSync(join(folder, 'routes'));
    mkdirSync(join(folder, 'routes'));
    assert.match(await messageOf(writeFilesAtomically(failing)), /routes is a folder/);
    rmSync(join(folder, 'routes'), { recursive: true });
    assert.equal(readdirSync(folder), ['snapshot']);
    assert.is(readFileSync(join(folder, 'snapshot'), 'utf8'), 'FAIRSNAP second');
  });
});

test('calls that write one pair at once never mix', async () => {
  await inFolder(async (folder) => {
    const texts = Array.from({ length: 30 }, (_, k) => String(k));
    await Promise.all(texts.map((text) => writeFilesAtomically(pair(folder, text))));
    const [snapshot, routes] = read(folder);
    assert.is(snapshot, routes);
    assert.equal(readdirSync(folder).sort(), ['routes', 'snapshot']);
  });
});

/** A process that is no more: the owner of its leftovers. */
const gone = owner.replace(/-\d+-/, '-4194303-');

/** What a process leaves that is killed when `renamed` of its two files are in their places. */
function killedAt(folder: string, renamed: number): void {
  const token = '0123456789abcdef';
  for (const [k, { place, content }] of pair(folder, 'new').entries()) {
    const kind = k === 0 ? 'snapshot' : 'routes';
    const partial = join(folder, temporaryName(kind, 'partial', { owner: gone, token }));
    writeFileSync(k < renamed ? place : partial, content);
  }
  writeFileSync(join(folder, '.snapshot.lock'), `${gone}-${token}`);
}

test('what a process began that was killed between two renames is ended by who comes next', async () => {
  for (const renamed of [0, 1, 2])
    await inFolder(async (folder) => {
      await writeFilesAtomically(pair(folder, 'old'));
      killedAt(folder, renamed);
      await settle([join(folder, 'snapshot'), join(folder, 'routes')]);
      assert.equal(read(folder), ['new', 'new'], `${renamed} renamed`);
      assert.equal(readdirSync(folder).sort(), ['routes', 'snapshot']);
      killedAt(folder, renamed);
      await writeFilesAtomically(pair(folder, 'next'));
      assert.equal(read(folder), ['next', 'next'], `${renamed} renamed`);
      assert.equal(readdirSync(folder).sort(), ['routes', 'snapshot']);
    });
});

test('a lock moves no file but those that belong together', async () => {
  await inFolder(async (folder) => {
    const other = join(folder, 'other');
    writeFileSync(other, 'mine');
    writeFileSync(join(folder, '.snapshot.lock'), `${gone}-../../other\n`);
    await writeFilesAtomically(pair(folder, 'x'));
    assert.is(readFileSync(other, 'utf8'), 'mine');
    assert.equal(readdirSync(folder).sort(), ['other', 'routes', 'snapshot']);
  });
});

test('a file of another kind is refused and stays; an empty one is replaced', async () => {
  await inFolder(async (folder) => {
    const contents = {
      ...{
        snapshot: 'FAIRSNAP',
        routes: 'FAIRROUT',
        records: `${'\0'.repeat(57)}\x10${'\0'.repeat(6)}`,
      },
      ...{ baseline: '{\n  "runs": []}', junit: '<?xml version="1.0"?>\n<testsuites>' },
    };
    const kinds = Object.keys(contents) as (keyof typeof contents)[];
    for (const there of [...kinds, 'notes'] as const)
      for (const kind of kinds) {
        const place = join(folder, kind); // one command writes one kind to a place
        const text = there === 'notes' ? 'my notes' : contents[there];
        writeFileSync(place, text);
        const writing = writeFilesAtomically([{ place, kind, content: contents[kind] }]);
        if (there === kind) await writing;
        else assert.match(await messageOf(writing), / is there and is no /, there);
        assert.is(readFileSync(place, 'utf8'), there === kind ? contents[kind] : text);
      }
    const place = join(folder, 'junit');
    writeFileSync(place, '');
    await writeFilesAtomically([{ place, kind: 'junit', content: contents.junit }]);
    assert.is(readFileSync(place, 'utf8'), contents.junit);
  });
});

test('a link stays a link, and a second name of what was replaced keeps what it was', async () => {
  await inFolder(async (folder) => {
    const [place, file, second] = ['link', 'file', 'second'].map((name) => join(folder, name));
    writeFileSync(file ?? '', '<testsuites>old');
    symlinkSync('file', place ?? '');
    linkSync(file ?? '', second ?? '');
    await writeFilesAtomically([{ place: place ?? '', kind: 'junit', content: '<testsuites>new' }]);
    assert.is(readFileSync(file ?? '', 'utf8'), '<testsuites>new');
    assert.is(readFileSync(second ?? '', 'utf8'), '<testsuites>old');
    assert.ok(existsSync(place ?? ''));
  });
});

test.run();
