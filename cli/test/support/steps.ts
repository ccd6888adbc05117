// What do several checks say in one round? Runs all of them, also after one has failed.
import { spawn } from 'node:child_process';
import { delimiter, resolve } from 'node:path';

export type Step = {
  readonly name: string;
  /** A line of the shell, in the root of the project; tools of npm are found. */
  readonly command: string;
  /** What to do where it fails. */
  readonly mend: string;
  /** Name of an earlier step without which this one would tell nothing. */
  readonly needs?: string;
};

export type Verdict = {
  readonly step: Step;
  /** `kept` where what it needs failed. */
  readonly end: 'passed' | 'failed' | 'kept';
  readonly text: string;
  readonly seconds: number;
};

function runStep(step: Step): Promise<Verdict> {
  const startMs = performance.now();
  const path = `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`;
  const env = { ...process.env, PATH: path, FORCE_COLOR: '0', NO_COLOR: '1' };
  return new Promise((done, refuse) => {
    const child = spawn(step.command, { shell: true, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (chunk: string) => {
        text += chunk;
      });
    }
    child.on('error', refuse);
    child.on('close', (code) => {
      const end = code === 0 ? 'passed' : 'failed';
      done({ step, end, text: text.trimEnd(), seconds: (performance.now() - startMs) / 1000 });
    });
  });
}

/**
 * Runs `steps`, two at a time in their order, and calls `tell` as each ends. A step waits for the
 * one that it needs, and is kept back where that failed.
 */
export async function runSteps(
  steps: readonly Step[],
  tell: (verdict: Verdict) => void,
): Promise<readonly Verdict[]> {
  const verdicts = new Map<string, Promise<Verdict>>();
  const free: (() => void)[] = [];
  let running = 0;
  const enter = async () => {
    while (running === 2) await new Promise<void>((go) => free.push(go));
    running++;
  };
  const follow = async (step: Step): Promise<Verdict> => {
    const before = step.needs === undefined ? undefined : await verdicts.get(step.needs);
    let verdict: Verdict = { step, end: 'kept', text: '', seconds: 0 };
    if (before === undefined || before.end === 'passed') {
      await enter();
      verdict = await runStep(step);
      running--;
      free.shift()?.();
    }
    tell(verdict);
    return verdict;
  };
  for (const step of steps) verdicts.set(step.name, follow(step));
  return Promise.all(verdicts.values());
}

/** One verdict for a reader: a line, and where it failed all that it said and the mend. */
export function verdictText({ step, end, text, seconds }: Verdict): string {
  if (end === 'passed') return `passed   ${step.name} (${seconds.toFixed(1)} s)`;
  if (end === 'kept') return `not run  ${step.name}: it needs ${step.needs}`;
  const said = text === '' ? '' : `\n${text.replace(/^/gm, '  ')}`;
  return `FAILED   ${step.name} (${seconds.toFixed(1)} s)${said}\n  mend: ${step.mend}`;
}

/** The last words: what is to be done, and how many passed and failed. */
export function closingText(verdicts: readonly Verdict[]): string {
  const count = (end: Verdict['end']) => verdicts.filter((one) => one.end === end).length;
  const mends = verdicts
    .filter(({ end }) => end === 'failed')
    .map(({ step }) => `${step.name}: ${step.mend}`);
  const tail = count('kept') === 0 ? '' : `, ${count('kept')} not run`;
  return [...mends, `${count('passed')} passed, ${count('failed')} failed${tail}`].join('\n');
}
