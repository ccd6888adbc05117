// Do the tests see this fault? It is planted into a copy of the checkout, and they are run there.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { copyCheckout, transpile } from '../support/product-copy.ts';
import { compiledOf, type Outcome, runFile } from '../support/run-file.ts';
import { type Fault, plant } from './fault.ts';
import type { Verdict } from './memory.ts';
import * as registry from './registry.ts';

/** All planted faults. */
export const faults: readonly Fault[] = Object.values(registry).flat();

const preload = new URL('../support/name-skipped.js', import.meta.url).href;
/** A test that takes so much longer with a fault than without hangs: that kills it too. */
const slower = { times: 5, seconds: 20 };

/** So many faults that a digest of the sources draws: others as soon as the sources change. */
export function drawFaults(digest: string, count: number): readonly Fault[] {
  const place = ({ id }: Fault): string =>
    createHash('sha256').update(`${digest} ${id}`).digest('hex');
  return faults.toSorted((a, b) => (place(a) < place(b) ? -1 : 1)).slice(0, count);
}

export type Rig = {
  /** Runs the tests of a fault until one fails. Throws where they cannot tell. */
  readonly judge: (fault: Fault) => Promise<Verdict>;
  readonly close: () => void;
};

/** A rig with a copy of the checkout of its own, which `close` removes. */
export function openRig(limit: typeof slower = slower): Rig {
  const root = copyCheckout();
  const healthy = new Map<string, number>();
  const run = (test: string, limitS: number): Promise<Outcome> =>
    runFile(compiledOf(test), ['--import', preload], limitS, {
      cwd: root,
      env: { FAIRLEAD_PROVE: undefined },
    });

  /** Seconds that `test` takes where nothing is planted; it has to pass there. */
  async function healthySeconds(test: string): Promise<number> {
    const known = healthy.get(test);
    if (known !== undefined) return known;
    const outcome = await run(test, 240);
    if (outcome.failed > 0 || outcome.passed === 0)
      throw new Error(`${test} tells nothing: it fails without a fault\n${outcome.text}`);
    healthy.set(test, outcome.seconds);
    return outcome.seconds;
  }

  async function judgeBy(fault: Fault): Promise<Verdict> {
    let seconds = 0;
    for (const test of fault.tests) {
      const limitS = (await healthySeconds(test)) * limit.times + limit.seconds;
      const code = writeFault(root, fault);
      const outcome = await run(test, limitS).finally(() => writeFileSync(code.path, code.text));
      seconds += outcome.seconds;
      if (outcome.failed === 0) continue;
      return { end: 'killed', by: `${test}: ${reasonOf(fault, outcome)}`, seconds };
    }
    return { end: 'survived', by: '', seconds };
  }

  return { judge: judgeBy, close: () => rmSync(dirname(root), { recursive: true }) };
}

/** Plants `fault`; returns what stood in the compiled file before. */
function writeFault(root: string, fault: Fault): { readonly path: string; readonly text: string } {
  const { id, file } = fault;
  const source = readFileSync(join(root, file), 'utf8');
  const planted = transpile(file, plant(fault, source));
  if (planted === transpile(file, source))
    throw new Error(`fault ${id} changes nothing of what runs`);
  const path = join(root, compiledOf(file));
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, planted);
  return { path, text };
}

/** The first test that failed, or what the file came to. A fault that is no program kills nobody. */
function reasonOf({ id }: Fault, { text, trouble }: Outcome): string {
  const broken = /^.*SyntaxError.*$|^ *\S+ is not defined$/m.exec(text);
  if (broken !== null) throw new Error(`fault ${id} is no program: ${broken[0].trim()}`);
  const title = / FAIL +"(.*)"$/m.exec(text)?.[1];
  return title ?? trouble;
}
