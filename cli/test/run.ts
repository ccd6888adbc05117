// Which tests fail? Runs every compiled test file in a process of its own, two at a time.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { nearest } from './support/nearest.ts';
import { readWords } from './support/read-words.ts';
import { compiledOf, endChildren, type Outcome, runFile } from './support/run-file.ts';

const usage = 'usage: run.js [--prove] [--only NAME…] (NAME: a path or a part of one)';
const rooms = ['core', 'sim', 'scenarios', 'cli'];
/** A file that takes longer hangs. `--prove` runs the same properties at full size. */
const limitS = { test: 240, prove: 1800 };
/** Seconds of the last run, so that the longest file starts first; a build folder: never kept. */
const memory = 'cli/dist/test/seconds.json';
const preload = new URL('./support/name-skipped.js', import.meta.url).href;

/**
 * Sources are the list: the compiler leaves the output of deleted files behind. Proofs are files of
 * their own, and the tests that grow when they are told: `npm test` has run the others as they are.
 */
function listSources(isProof: boolean): string[] {
  const ending = isProof ? /\.(test|prove)\.ts$/ : /\.test\.ts$/;
  const grows = (path: string): boolean =>
    path.endsWith('.prove.ts') || readFileSync(path, 'utf8').includes('FAIRLEAD_PROVE');
  return rooms
    .map((room) => `${room}/test`)
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => `${folder}/${name}`))
    .filter((path) => ending.test(path) && (!isProof || grows(path)))
    .sort();
}

function readSeconds(): Record<string, number> {
  return existsSync(memory) ? JSON.parse(readFileSync(memory, 'utf8')) : {};
}

function printOutcome(source: string, outcome: Outcome): void {
  const { passed, failed, skipped, seconds } = outcome;
  const counts = [`${passed} passed`];
  if (failed > 0) counts.push(`${failed} FAILED`);
  if (skipped.length > 0) counts.push(`${skipped.length} skipped`);
  process.stdout.write(`${source}: ${counts.join(', ')} (${seconds.toFixed(1)} s)\n`);
  if (failed === 0) return;
  const reason = outcome.trouble === '' ? '' : `: ${outcome.trouble}`;
  process.stderr.write(`--- ${source}${reason}\n${outcome.text.trimEnd()}\n`);
  process.stderr.write(`--- again: npm run build && node ${compiledOf(source)}\n`);
}

/** Runs all `sources`, longest first as far as the last run knows; prints a line for each. */
async function runAll(sources: readonly string[], limit: number): Promise<Map<string, Outcome>> {
  const seconds = readSeconds();
  const last = (source: string) => seconds[source] ?? Number.POSITIVE_INFINITY;
  const queue = sources.toSorted((a, b) => (last(a) === last(b) ? 0 : last(b) - last(a)));
  const outcomes = new Map<string, Outcome>();
  const work = async () => {
    for (let source = queue.shift(); source !== undefined; source = queue.shift()) {
      const outcome = await runFile(compiledOf(source), ['--import', preload], limit);
      outcomes.set(source, outcome);
      seconds[source] = Number(outcome.seconds.toFixed(2));
      printOutcome(source, outcome);
    }
  };
  await Promise.all([work(), work()]);
  mkdirSync(dirname(memory), { recursive: true });
  writeFileSync(memory, JSON.stringify(seconds));
  return outcomes;
}

/** Prints the names of the skipped and the closing line; returns the exit status. */
function close(outcomes: ReadonlyMap<string, Outcome>): number {
  let passed = 0;
  let failed = outcomes.size === 0 ? 1 : 0;
  let skipped = 0;
  for (const [source, outcome] of outcomes) {
    passed += outcome.passed;
    failed += outcome.failed;
    skipped += outcome.skipped.length;
    for (const name of outcome.skipped) process.stdout.write(`skipped: ${source}: ${name}\n`);
  }
  const tail = skipped > 0 ? `, ${skipped} skipped` : '';
  process.stdout.write(`${passed} passed, ${failed} failed${tail}\n`);
  return failed > 0 ? 1 : 0;
}

function refuse(text: string): number {
  process.stderr.write(`${text}\n${usage}\n`);
  return 2;
}

async function main(): Promise<number> {
  const words = readWords({ prove: 'boolean' });
  if (typeof words === 'string') return refuse(words);
  const { names } = words;
  const isProof = words.has('prove');
  const sources = listSources(isProof);
  for (const name of names)
    if (!sources.some((source) => source.includes(name)))
      return refuse(`no test file is named ${name}; the nearest is ${nearest(name, sources)}`);
  if (isProof) process.env.FAIRLEAD_PROVE = '1';
  const chosen = sources.filter(
    (source) => names.length === 0 || names.some((name) => source.includes(name)),
  );
  return close(await runAll(chosen, isProof ? limitS.prove : limitS.test));
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    endChildren('SIGTERM');
    process.stdout.write('interrupted\n', () => process.exit(130));
  });
process.exitCode = await main();
