// What did one test file say? Runs it in a process group of its own, within a time limit.
import { type ChildProcess, spawn } from 'node:child_process';

/** What one test file did; `trouble` says why it counts as failed beyond its failed tests. */
export type Outcome = {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
  readonly trouble: string;
  readonly text: string;
  readonly seconds: number;
};

const running = new Set<ChildProcess>();
/** What a file that is told to end may still take. */
const graceMs = 3000;

/** Ends what this process started and nothing else: each child leads its own group. */
export function endChildren(signal: NodeJS.Signals): void {
  for (const child of running) endGroup(child, signal);
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // ESRCH: the group is gone already, which is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function sumOf(text: string, word: string): number {
  let sum = -1;
  for (const found of text.matchAll(new RegExp(`^ {2}${word}: +(\\d+)$`, 'gm')))
    sum = Math.max(sum, 0) + Number(found[1]);
  return sum;
}

/** Reads uvu's closing block and the names of the skipped out of what a file printed. */
export function readOutcome(text: string, end: string, seconds: number): Outcome {
  const total = sumOf(text, 'Total');
  const passed = Math.max(0, sumOf(text, 'Passed'));
  const uncounted = Math.max(0, sumOf(text, 'Skipped'));
  const skipped = [...text.matchAll(/^skipped: (.*)$/gm)].map((found) => found[1] ?? '');
  let trouble = '';
  if (end !== 'exit 0' && !(end === 'exit 1' && total > passed)) trouble = end;
  if (total === 0 && skipped.length === 0) trouble = 'it registers no test';
  if (total < 0) trouble = `no closing "Total:" (is test.run() missing?), ${end}`;
  if (uncounted > skipped.length)
    trouble ||= 'tests are skipped without a name (test.only left behind, or a suite of its own)';
  const failed = Math.max(0, total - passed) + (trouble === '' ? 0 : 1);
  return { passed, failed, skipped, trouble, text, seconds };
}

/** Where the compiler puts the source file at `path`. */
export function compiledOf(path: string): string {
  return path.replace('/', '/dist/').replace(/\.ts$/, '.js');
}

/** Where a file runs, if not here: its folder, and what is else in its environment. */
export type Place = { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv };

function startFile(path: string, flags: readonly string[], { cwd = '.', env = {} }: Place) {
  return spawn(process.execPath, [...flags, path], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd,
    env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1', ...env },
  });
}

/** Runs the compiled test file `path` with `flags` of node; ended after `limitS` seconds. */
export function runFile(
  path: string,
  flags: readonly string[],
  limitS: number,
  place: Place = {},
): Promise<Outcome> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    const child = startFile(path, flags, place);
    running.add(child);
    let text = '';
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      // Asked first: a browser that the file started has a group of its own, which the file ends.
      endGroup(child, 'SIGTERM');
      setTimeout(() => endGroup(child, 'SIGKILL'), graceMs).unref();
    }, limitS * 1000);
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => {
        text += chunk;
      });
    }
    child.on('error', reject);
    // What a file leaves running would hold its output open for ever.
    child.on('exit', () => endGroup(child, 'SIGKILL'));
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      running.delete(child);
      const ended = signal === null ? `exit ${code}` : `ended by ${signal}`;
      const end = isLate ? `no end within ${limitS} s` : ended;
      resolve(readOutcome(text, end, (performance.now() - startedMs) / 1000));
    });
  });
}
