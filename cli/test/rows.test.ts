// Does an evening depend on what a world says alone, and not on the order of its rows?
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pair } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const folder = mkdtempSync(join(tmpdir(), 'fairlead-rows-'));
const world = join(folder, 'world');

test.after(() => rmSync(folder, { recursive: true }));

const program = join(process.cwd(), 'cli/bin/fairlead.js');

function fairlead(...words: readonly string[]): void {
  const options = { encoding: 'utf8', cwd: folder } as const;
  const { status, stderr } = spawnSync(process.execPath, [program, ...words, '--quiet'], options);
  assert.is(status, 0, stderr);
}

/** Writes half an hour on the world in the folder `name`, one site lost. */
function writeScenario(name: string, site: string): string {
  const event = `{ site-down: ${site}, at: 2026-11-20T19:10:00Z, until: 2026-11-20T19:25:00Z }`;
  const times = 'from: 2026-11-20T19:00:00Z\nto: 2026-11-20T19:30:00Z\nwarmup: 10m';
  const text = `world: { folder: ${name} }\n${times}\ninstances: 3\nevents: [${event}]\n`;
  writeFileSync(join(folder, `${name}.yaml`), text);
  return `${name}.yaml`;
}

const digestOf = (name: string): string =>
  JSON.parse(readFileSync(join(folder, 'out', name, 'result.json'), 'utf8')).digest;

/** The rows of a table in another order, the header first. */
function shuffled(text: string): string {
  const [head = '', ...rows] = text.trimEnd().split('\n');
  const keyed = rows.map((row, at) => [pair(at, 5), row] as const);
  return `${[head, ...keyed.sort(([a], [b]) => a - b).map(([, row]) => row)].join('\n')}\n`;
}

test('the rows of no table have an order that a result depends on', () => {
  fairlead('world', 'generate', '--countries', 'IE', '--members', '9000', '-o', 'world');
  rmSync(join(world, 'world.json')); // which says how the tables were when they were made
  const tables = readdirSync(world).flatMap((name) => /^(.+)\.csv$/.exec(name)?.[1] ?? []);
  assert.is(tables.length, 11);
  for (const table of tables) {
    cpSync(world, join(folder, table), { recursive: true });
    const text = readFileSync(join(world, `${table}.csv`), 'utf8');
    writeFileSync(join(folder, table, `${table}.csv`), shuffled(text));
  }
  const [, row = ''] = readFileSync(join(world, 'sites.csv'), 'utf8').split('\n');
  const [site = ''] = row.split(',');
  fairlead('run', ...['world', ...tables].map((name) => writeScenario(name, site)));
  const differing = tables.filter((table) => digestOf(table) !== digestOf('world'));
  assert.equal(differing, []);
});

test.run();
