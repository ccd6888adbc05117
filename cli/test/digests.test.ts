// Does an evening have one digest, on any number of workers, in any zone, under any Node?
import { execFile, execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { loadPlaces } from '@fairlead/scenarios';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { digestOf } from '../io/result.ts';
import { drawnCountries, drawnEvening } from './support/drawn-evenings.ts';
import { otherNodes } from './support/other-nodes.ts';
import { runOf } from './support/tiny-evening.ts';

const run = promisify(execFile);
/** Evenings that are played, by the numbers that draw them. */
const [first, last] = process.env.FAIRLEAD_PROVE === undefined ? [16, 17] : [1, 20];
const count = last - first + 1;

/** A line an evening: its number, how many sessions it had, its digest. */
async function play(workers: number): Promise<void> {
  const gazetteer = await loadPlaces(drawnCountries);
  for (let seed = first; seed <= last; seed++) {
    const { world, scenario } = drawnEvening(seed, gazetteer);
    const result = await runOf(world, scenario, workers);
    const { sessions } = result.document.simulated;
    process.stdout.write(`${seed} ${sessions} ${digestOf(result)}\n`);
  }
}

type How = { readonly workers?: number; readonly env?: NodeJS.ProcessEnv; readonly node?: string };

/** The lines of a process of its own: this file, told how many workers there are. */
async function linesOf({ workers = 1, env = {}, node = process.execPath }: How): Promise<string[]> {
  const words = [fileURLToPath(import.meta.url), `${workers}`];
  const { stdout } = await run(node, words, { env: { ...process.env, ...env } });
  return stdout.trim().split('\n');
}

async function compare(): Promise<void> {
  const usual = await linesOf({});

  test('each evening is another, and people are in it', () => {
    assert.is(usual.length, count);
    const rows = usual.map((line) => line.split(' '));
    for (const [seed, sessions] of rows) assert.ok(Number(sessions) > 5, `${seed}: ${sessions}`);
    assert.is(new Set(rows.map(([, , digest]) => digest)).size, count);
  });

  for (const workers of [2, 3, 8])
    test(`evenings have the same digests on ${workers} workers`, async () => {
      assert.equal(await linesOf({ workers }), usual);
    });

  test('evenings have the same digests in another zone and in words of another country', async () => {
    const env = { TZ: 'Asia/Kathmandu', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR.UTF-8' };
    assert.equal(await linesOf({ env }), usual);
  });

  for (const node of otherNodes) {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    test(`evenings have the same digests under Node ${version}, on three workers`, async () => {
      assert.is.not(version, process.version);
      assert.equal(await linesOf({ node, workers: 3 }), usual);
    });
  }
  if (otherNodes.length === 0)
    test.skip('evenings have the same digests under another Node (FAIRLEAD_OTHER_NODE is not set)');

  test.run();
}

const [, , workers] = process.argv;
if (workers === undefined) await compare();
else await play(Number(workers));
