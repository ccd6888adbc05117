// What are the figures of today? Measures, keeps them in notebooks/figures.json, writes the tables.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { loadBenches } from './support/benches.ts';
import {
  type Figure,
  figureDocuments,
  figuresPath,
  mergeFigures,
  withFigures,
} from './support/figures.ts';
import { readWords } from './support/read-words.ts';

const usage = `usage: npm run figures -- [--only NAME…] [--text]
  NAME is a benchmark or a family; --text measures nothing and writes the tables alone`;

function readFigures(): readonly Figure[] {
  return existsSync(figuresPath) ? JSON.parse(readFileSync(figuresPath, 'utf8')) : [];
}

/** Measures one benchmark; nothing where it fails, which it then says itself. */
function measureOne(name: string): readonly Figure[] {
  const bench = fileURLToPath(new URL('./bench.js', import.meta.url));
  const child = spawnSync(process.execPath, [bench, '--json', '--only', name], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 26,
  });
  if (child.status !== 0) return [];
  const cores = cpus();
  const model = cores[0]?.model.trim() ?? 'an unknown processor';
  const machine = `${cores.length} cores of ${model}`;
  const node = process.versions.node;
  const date = new Date().toISOString().slice(0, 10);
  const rows: readonly Omit<Figure, 'machine' | 'node' | 'date'>[] = JSON.parse(child.stdout);
  return rows.map((row) => ({ ...row, machine, node, date }));
}

/** Keeps `figures` and writes them into the documents: both agree, also after an interruption. */
function writeFigures(figures: readonly Figure[]): void {
  writeFileSync(figuresPath, `${JSON.stringify(figures, null, 2)}\n`);
  for (const path of figureDocuments)
    writeFileSync(path, withFigures(readFileSync(path, 'utf8'), path, figures));
}

/** Measures what `only` names; each figure is kept as soon as it is there. */
async function measureAll(only: readonly string[]): Promise<readonly string[]> {
  const all = (await loadBenches()).map(({ name }) => name);
  const isWanted = (name: string) => only.some((one) => `${name}.`.startsWith(`${one}.`));
  const names = only.length === 0 ? all : all.filter(isWanted);
  const failed: string[] = names.length === 0 ? [`no benchmark is named ${only.join(', ')}`] : [];
  for (const name of names) {
    const measured = measureOne(name);
    if (measured.length === 0) failed.push(`${name} gave no figure`);
    const kept = readFigures().filter((figure) => all.includes(figure.name));
    writeFigures(mergeFigures(kept, measured));
    process.stdout.write(`${name}: ${measured[0]?.value ?? 'failed'} ${measured[0]?.unit ?? ''}\n`);
  }
  return failed;
}

async function main(): Promise<number> {
  const words = readWords({ text: 'boolean' });
  if (typeof words === 'string') {
    process.stderr.write(`${words}\n${usage}\n`);
    return 2;
  }
  const failed = words.has('text') ? [] : await measureAll(words.names);
  if (words.has('text')) writeFigures(readFigures());
  for (const text of failed) process.stderr.write(`${text}\n`);
  if (failed.length > 0) process.stderr.write(`${usage}\n`);
  return failed.length > 0 ? 1 : 0;
}

process.exitCode = await main();
