// Is an output whole or absent whenever its writer is killed, and does the next one work?
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openSnapshot } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type FolderKind, strangersIn } from '../io/out/list.ts';
import { drawFrom } from './support/draw.ts';
import { type Writer, writeInputs, writers } from './support/writers.ts';

const moments = process.env.FAIRLEAD_PROVE === undefined ? 5 : 100;
const bin = resolve('cli/bin/fairlead.js');
const folder = mkdtempSync(join(tmpdir(), 'fairlead-kill-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** Those whose output is long enough to be killed on the way. */
const killed = writers.filter(({ name }) => !['regress', 'compare'].includes(name));
const kinds: { readonly [name: string]: FolderKind } = { run: 'result' };

test.before(async () => {
  await writeInputs(folder);
  const words = ['snapshot', 'build', 'world', '-o', 's.snapshot', '--routes', '--quiet'];
  assert.is(spawnSync(process.execPath, [bin, ...words], { cwd: folder }).status, 0);
});

const lineOf = ({ words, option, name }: Writer): string[] => [
  ...[bin, ...words, `--${option}`, 'to/made'],
  ...(name === 'snapshot build' ? ['--routes'] : []),
];

/** Starts the writer, waits until it writes, and kills it a drawn time later. */
async function killWriting(writer: Writer, delayMs: number): Promise<boolean> {
  const child = spawn(process.execPath, lineOf(writer), {
    cwd: folder,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  child.stdin?.on('error', () => undefined);
  const request = readFileSync(join(folder, 'requests.jsonl'), 'utf8');
  child.stdin?.end(request.repeat(2000));
  let isOver = false;
  const ended = once(child, 'exit').then(() => {
    isOver = true;
  });
  const isWriting = () =>
    readdirSync(join(folder, 'to')).some((name) => name.includes('.partial-'));
  while (!isOver && !isWriting()) await setTimeout(1);
  await setTimeout(delayMs);
  const isHit = isWriting();
  child.kill('SIGKILL');
  await ended;
  return isHit;
}

async function isWholeOrAbsent({ name, isFolder }: Writer): Promise<void> {
  const place = join(folder, 'to/made');
  if (!existsSync(place)) return;
  if (isFolder) assert.is(await strangersIn(place, kinds[name] ?? 'world'), undefined, name);
  else if (name === 'decide') assert.is(readFileSync(place).length % 64, 0);
  else assert.is(openSnapshot(readFileSync(place)).problems, undefined, name);
}

test(`an output is whole or absent, and the next run works, after kills at ${moments} moments`, async () => {
  const roll = drawFrom(7);
  let hits = 0;
  for (let moment = 0; moment < moments; moment++) {
    const writer = killed[moment % killed.length] as Writer;
    rmSync(join(folder, 'to'), { recursive: true, force: true });
    mkdirSync(join(folder, 'to'));
    if (await killWriting(writer, roll(12))) hits++;
    await isWholeOrAbsent(writer);
    const input = readFileSync(join(folder, 'requests.jsonl'));
    const { status, stderr } = spawnSync(process.execPath, lineOf(writer), { cwd: folder, input });
    assert.is(status, 0, `${writer.name}: ${stderr}`);
    await isWholeOrAbsent(writer);
    const left = readdirSync(join(folder, 'to')).filter((name) => name.startsWith('.'));
    assert.equal(left, [], writer.name);
  }
  assert.ok(hits > moments / 5, `${hits} kills while it wrote`);
});

const hasNamespaces = spawnSync('unshare', ['--pid', '--fork', 'true']).status === 0;
const apart = 'two namespaces of processes that write one place leave each other alone';

if (!hasNamespaces) test.skip(`${apart} (unshare --pid is not permitted)`);
else
  test(apart, async () => {
    const place = join(folder, 'apart/made');
    const module = JSON.stringify(resolve('cli/dist/io/folder.js'));
    const script = (text: string, waitMs: number) => `
      const { writeFileSync } = await import('node:fs');
      const { writeFolderAtomically } = await import(${module});
      await writeFolderAtomically(${JSON.stringify(place)}, 'result', async (folder) => {
        writeFileSync(folder + '/a', ${JSON.stringify(text)});
        process.stdout.write(String(process.pid));
        await new Promise((done) => setTimeout(done, ${waitMs}));
        writeFileSync(folder + '/b', ${JSON.stringify(text)});
      });`;
    const start = (text: string, waitMs: number) => {
      const node = [process.execPath, '--input-type=module', '-e', script(text, waitMs)];
      const child = spawn('unshare', ['--pid', '--fork', ...node], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      return { half: once(child.stdout, 'data'), ended: once(child, 'exit') };
    };
    const slow = start('slow', 3000);
    const [slowPid] = await slow.half;
    const quick = start('quick', 0);
    const [quickPid] = await quick.half;
    assert.is(String(slowPid), String(quickPid), 'both have the same number');
    assert.equal(await quick.ended, [0, null]);
    assert.is(readFileSync(join(place, 'b'), 'utf8'), 'quick');
    assert.equal(await slow.ended, [0, null], 'its half-written folder was left alone');
    assert.is(readFileSync(join(place, 'a'), 'utf8'), 'slow');
    assert.is(readFileSync(join(place, 'b'), 'utf8'), 'slow');
    assert.equal(readdirSync(join(folder, 'apart')), ['made']);
  });

test.run();
