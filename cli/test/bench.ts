// How fast is it? Runs the benchmarks of every package, each in a process of its own.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Bench, Size } from '../bench/bench.ts';
import { loadBenches, type Measurement, measure } from './support/benches.ts';
import { nearest } from './support/nearest.ts';
import { readWords } from './support/read-words.ts';

const usage = `usage: npm run bench -- [--only NAME…] [--json] [--small]
  NAME is a benchmark or a family: cache.lru, cache`;

/** The array of the contract: base units, and nothing but these keys. */
function jsonOf(measurements: readonly Measurement[]): string {
  const rows = measurements.map(({ name, value, unit, direction, params }) => {
    return { name, value, unit, direction, params };
  });
  return JSON.stringify(rows, null, 2);
}

function tableOf(measurements: readonly Measurement[]): string {
  const rows = measurements.map((row) => [
    row.name,
    row.value.toPrecision(4),
    row.unit,
    `${row.least.toPrecision(4)}..${row.most.toPrecision(4)}`,
    row.checksum.toString(16),
    row.cpu === undefined ? '' : String(row.cpu),
    Object.entries(row.params)
      .map(([key, value]) => `${key}=${value}`)
      .join(' '),
  ]);
  const all = [['name', 'median', 'unit', 'min..max', 'checksum', 'cpu', 'params'], ...rows];
  const widths = [0, 1, 2, 3, 4, 5].map((k) => Math.max(...all.map((row) => row[k]?.length ?? 0)));
  return all
    .map((row) => row.map((cell, k) => cell.padEnd(widths[k] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n');
}

/** Measures `bench` in a fresh process: what ran before has not trained the compiler for it. */
function measureAlone(bench: Bench): Measurement {
  const child = spawnSync(
    process.execPath,
    [...process.execArgv, fileURLToPath(import.meta.url), '--alone', bench.name],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], maxBuffer: 1 << 26 },
  );
  if (child.status !== 0)
    throw new Error(`${bench.name} ended with ${child.signal ?? `exit ${child.status}`}`);
  return JSON.parse(child.stdout);
}

/** Shows people what goes on while it goes on; a program reads stdout alone. */
function tell(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(text);
}

async function measureAll(benches: readonly Bench[], size: Size): Promise<Measurement[]> {
  const measurements: Measurement[] = [];
  for (const bench of benches) {
    tell(`${bench.name} …\n`);
    measurements.push(size === 'small' ? await measure(bench, size) : measureAlone(bench));
  }
  return measurements;
}

function refuse(text: string): number {
  process.stderr.write(`${text}\n${usage}\n`);
  return 2;
}

async function main(): Promise<number> {
  const words = readWords({ json: 'boolean', small: 'boolean', alone: 'string' });
  if (typeof words === 'string') return refuse(words);
  const { names: wanted } = words;
  const benches = await loadBenches();
  const alone = benches.find((bench) => bench.name === words.textOf('alone'));
  if (alone) {
    process.stdout.write(JSON.stringify(await measure(alone, 'full')));
    return 0;
  }
  const isOf = (bench: Bench, name: string) => `${bench.name}.`.startsWith(`${name}.`);
  for (const name of wanted) {
    if (benches.some((bench) => isOf(bench, name))) continue;
    const names = benches.map((bench) => bench.name);
    return refuse(`no benchmark is named ${name}; the nearest is ${nearest(name, names)}`);
  }
  const chosen = benches.filter(
    (bench) => wanted.length === 0 || wanted.some((name) => isOf(bench, name)),
  );
  const measurements = await measureAll(chosen, words.has('small') ? 'small' : 'full');
  process.stdout.write(`${words.has('json') ? jsonOf(measurements) : tableOf(measurements)}\n`);
  return 0;
}

process.exitCode = await main();
