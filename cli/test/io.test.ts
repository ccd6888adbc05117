// Does an output appear whole or not at all, and never over somebody else's files?
import { spawn } from 'node:child_process';
import {
  existsSync,
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
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { writeFolderAtomically } from '../io/folder.ts';
import { writeFilesAtomically } from '../io/out/files.ts';
import { isCommandFailure, stopSignals } from '../terminal/exit.ts';

const folderModule = new URL('../io/folder.js', import.meta.url).href;

async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-io-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes `text` twice, as two files that belong together. */
async function fillWith(folder: string, text: string): Promise<void> {
  writeFileSync(join(folder, 'a.txt'), text);
  await setTimeout(1);
  writeFileSync(join(folder, 'b.txt'), text);
}

async function messageOf(failing: Promise<unknown>): Promise<string> {
  try {
    await failing;
  } catch (error) {
    const isForeign = isCommandFailure(error) && error.exitCode === 2;
    return `${isForeign ? 'foreign' : 'other'}: ${(error as Error).message}`;
  }
  throw new Error('it did not fail');
}

/**
 * Starts a process that writes the folder `out`: it writes one file, says so, and then waits or
 * goes on after a moment.
 */
function startWriter(out: string, text: string, isEndless: boolean) {
  const script = `
    import { writeFileSync } from 'node:fs';
    import { join } from 'node:path';
    import { setTimeout } from 'node:timers/promises';
    const { writeFolderAtomically } = await import(${JSON.stringify(folderModule)});
    await writeFolderAtomically(${JSON.stringify(out)}, 'result', async (folder) => {
      writeFileSync(join(folder, 'a.txt'), ${JSON.stringify(text)});
      process.stdout.write('half');
      await setTimeout(${isEndless ? 60_000 : 20});
      writeFileSync(join(folder, 'b.txt'), ${JSON.stringify(text)});
    });`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const half = new Promise<void>((resolve) => child.stdout.once('data', () => resolve()));
  const ended = new Promise<number | string | null>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? code)),
  );
  return { child, half, ended };
}

test('a folder appears with all its files and nothing is left beside it', async () => {
  await inFolder(async (folder) => {
    const out = join(folder, 'deep', 'out');
    const value = await writeFolderAtomically(out, 'result', async (partial) => {
      assert.not(existsSync(out));
      await fillWith(partial, 'first');
      return 7;
    });
    assert.is(value, 7);
    assert.equal(readdirSync(out).sort(), ['.fairlead-output', 'a.txt', 'b.txt']);
    assert.equal(readdirSync(join(folder, 'deep')), ['out']);
  });
});

test('an earlier output of ours is replaced as a whole', async () => {
  await inFolder(async (folder) => {
    const out = join(folder, 'out');
    await writeFolderAtomically(out, 'result', (partial) => fillWith(partial, 'first'));
    await writeFolderAtomically(out, 'result', async (partial) => {
      assert.is(readFileSync(join(out, 'b.txt'), 'utf8'), 'first');
      writeFileSync(join(partial, 'c.txt'), 'second');
    });
    assert.equal(readdirSync(out).sort(), ['.fairlead-output', 'c.txt']);
    assert.equal(readdirSync(folder), ['out']);
  });
});

test('no name and no document makes a folder ours: only a list of ours does', async () => {
  const documents = [
    ['world.json', '{"format":"fairlead-world"}'],
    ['result.json', '{"fairlead":"0.1.0"}'],
    ['.fairlead-output', ''],
    ['.fairlead-output', '{"format":"fairlead-output","version":1,"kind":"result"}'],
    ['.fairlead-output', '[1]'],
  ] as const;
  for (const [name, text] of documents)
    await inFolder(async (folder) => {
      const out = join(folder, 'out');
      mkdirSync(out);
      writeFileSync(join(out, name), text);
      const writing = writeFolderAtomically(out, 'result', (partial) => fillWith(partial, 'new'));
      assert.match(
        await messageOf(writing),
        /^foreign: .*is not an output of Fairlead .* it holds /,
      );
      assert.is(readFileSync(join(out, name), 'utf8'), text);
    });
});

test('a foreign folder, and a file, are refused and stay as they are', async () => {
  await inFolder(async (folder) => {
    const out = join(folder, 'photos');
    mkdirSync(out);
    writeFileSync(join(out, 'cat.jpg'), 'cat');
    const never = async () => assert.unreachable('filled');
    assert.match(
      await messageOf(writeFolderAtomically(out, 'result', never)),
      /^foreign: .*photos is not an output of Fairlead .* it holds cat\.jpg; name another place/,
    );
    const file = join(out, 'cat.jpg');
    assert.match(
      await messageOf(writeFolderAtomically(file, 'result', never)),
      /^foreign: .*is a file/,
    );
    const writing = writeFilesAtomically([{ place: out, kind: 'junit', content: 'x' }]);
    assert.match(await messageOf(writing), /^foreign: .*is a folder/);
    assert.equal(readdirSync(out), ['cat.jpg']);
    assert.equal(readdirSync(folder), ['photos']);
  });
});

test('a folder that becomes foreign while ours is made stays as it is', async () => {
  await inFolder(async (folder) => {
    const out = join(folder, 'out');
    const writing = writeFolderAtomically(out, 'result', async () => {
      mkdirSync(out);
      writeFileSync(join(out, 'cat.jpg'), 'cat');
    });
    assert.match(await messageOf(writing), /^foreign: /);
    assert.equal(readdirSync(out), ['cat.jpg']);
    assert.equal(readdirSync(folder), ['out']);
  });
});

test('an empty folder is filled, and a symbolic link stays one', async () => {
  await inFolder(async (folder) => {
    mkdirSync(join(folder, 'target'));
    symlinkSync('target', join(folder, 'out'));
    await writeFolderAtomically(join(folder, 'out'), 'result', (partial) => fillWith(partial, 'x'));
    assert.is(readFileSync(join(folder, 'target', 'a.txt'), 'utf8'), 'x');
    assert.equal(readdirSync(folder).sort(), ['out', 'target']);
  });
});

test('a failure, such as a full disk, leaves the earlier output and nothing else', async () => {
  await inFolder(async (folder) => {
    const out = join(folder, 'out');
    await writeFolderAtomically(out, 'result', (partial) => fillWith(partial, 'first'));
    const failing = writeFolderAtomically(out, 'result', async (partial) => {
      writeFileSync(join(partial, 'a.txt'), 'second');
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    });
    assert.match(await messageOf(failing), /ENOSPC/);
    assert.is(readFileSync(join(out, 'a.txt'), 'utf8'), 'first');
    assert.equal(readdirSync(folder), ['out']);
  });
});

test('a killed run leaves no output, and the next run removes what it left', async () => {
  await inFolder(async (folder) => {
    const out = join(folder, 'out');
    const { child, half, ended } = startWriter(out, 'killed', true);
    await half;
    child.kill('SIGKILL');
    assert.is(await ended, 'SIGKILL');
    assert.not(existsSync(out));
    assert.is(readdirSync(folder).length, 1);
    await writeFolderAtomically(out, 'result', (partial) => fillWith(partial, 'next'));
    assert.equal(readdirSync(folder), ['out']);
    assert.is(readFileSync(join(out, 'a.txt'), 'utf8'), 'next');
  });
});

test('an output that a killed run had moved aside comes back', async () => {
  await inFolder(async (folder) => {
    const { child, half, ended } = startWriter(join(folder, 'x'), '', true);
    await half;
    const [left] = readdirSync(folder);
    child.kill('SIGKILL');
    await ended;
    // The name of what a process that is no more moved aside.
    const aside = join(folder, String(left).replace('.x.partial', '.out.old'));
    mkdirSync(aside);
    writeFileSync(join(aside, 'result.json'), '{"fairlead":"0.1.0"}');
    const out = join(folder, 'out');
    const failing = writeFolderAtomically(out, 'result', async () => {
      throw new Error('no new one');
    });
    await messageOf(failing);
    assert.equal(readdirSync(out), ['result.json']);
  });
});

test('an interrupted run leaves nothing', async () => {
  for (const signal of stopSignals)
    await inFolder(async (folder) => {
      const { child, half, ended } = startWriter(join(folder, 'out'), 'x', true);
      await half;
      child.kill(signal);
      assert.is(await ended, signal);
      assert.equal(readdirSync(folder), []);
    });
});

test('what a living run is writing is left alone', async () => {
  await inFolder(async (folder) => {
    const out = join(folder, 'out');
    const { child, half, ended } = startWriter(out, 'living', true);
    await half;
    await writeFolderAtomically(out, 'result', (partial) => fillWith(partial, 'quick'));
    assert.is(readdirSync(folder).length, 2);
    child.kill('SIGTERM');
    await ended;
    assert.equal(readdirSync(folder), ['out']);
  });
});

test('processes that write one place at once never mix, and all succeed', async () => {
  await inFolder(async (folder) => {
    const out = join(folder, 'out');
    const writers = ['1', '2', '3', '4'].map((text) => startWriter(out, text, false));
    const codes = await Promise.all(writers.map(({ ended }) => ended));
    assert.equal(codes, [0, 0, 0, 0]);
    assert.is(readFileSync(join(out, 'a.txt'), 'utf8'), readFileSync(join(out, 'b.txt'), 'utf8'));
    assert.equal(readdirSync(folder), ['out']);
  });
});

test('calls that write one place at once in one process never mix', async () => {
  await inFolder(async (folder) => {
    const out = join(folder, 'out');
    const texts = Array.from({ length: 40 }, (_, k) => String(k));
    const fill = async (partial: string, text: string) => {
      await fillWith(partial, text);
      writeFileSync(join(partial, 'world.json'), '{"format":"fairlead-world"}');
    };
    await Promise.all(
      texts.map((text) => writeFolderAtomically(out, 'result', (partial) => fill(partial, text))),
    );
    assert.is(readFileSync(join(out, 'a.txt'), 'utf8'), readFileSync(join(out, 'b.txt'), 'utf8'));
    assert.equal(readdirSync(folder), ['out']);
  });
});

test('a file is replaced in one step, and stays when its successor cannot be written', async () => {
  await inFolder(async (folder) => {
    const file = join(folder, 'deep', 'tests.xml');
    const write = (content: string) =>
      writeFilesAtomically([{ place: file, kind: 'junit', content }]);
    await write('<testsuites>first');
    await write('<testsuites>second');
    assert.is(readFileSync(file, 'utf8'), '<testsuites>second');
    assert.equal(readdirSync(join(folder, 'deep')), ['tests.xml']);
  });
});

test('a device takes bytes as they come', async () => {
  await writeFilesAtomically([{ place: '/dev/null', kind: 'junit', content: 'x' }]);
  assert.ok(existsSync(fileURLToPath(import.meta.url)));
});

test.run();
