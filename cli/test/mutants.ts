// Do the tests have teeth? Plants faults one at a time and says which test sees each.
import type { Fault } from './mutants/fault.ts';
import { openMemory, type Verdict } from './mutants/memory.ts';
import { faults, openRig, type Rig } from './mutants/rig.ts';
import { nearest } from './support/nearest.ts';
import { readWords } from './support/read-words.ts';
import { endChildren } from './support/run-file.ts';

const usage =
  'usage: mutants.js [--fresh] [--only NAME…] (NAME: the id of a fault or a part of it)';
/** Of the planted faults at least so many are seen. */
const killedShareMin = 0.95;

function refuse(text: string): number {
  process.stderr.write(`${text}\n${usage}\n`);
  return 2;
}

function chosenBy(names: readonly string[]): readonly Fault[] | string {
  const ids = faults.map(({ id }) => id);
  for (const name of names)
    if (!ids.some((id) => id.includes(name)))
      return `no fault is named ${name}; the nearest is ${nearest(name, ids)}`;
  if (names.length === 0) return faults;
  return faults.filter(({ id }) => names.some((name) => id.includes(name)));
}

/** One row: the fault, and who saw it, or why nobody has to. */
function rowText(fault: Fault, { end, by, seconds }: Verdict): string {
  const { id, file, breaks, survives } = fault;
  const tail = `(${seconds.toFixed(1)} s)`;
  if (end === 'killed' && survives === undefined) return `killed    ${id}  ${by} ${tail}`;
  if (end === 'killed') return `KILLED    ${id}  ${by}: take its reason to survive away`;
  if (survives !== undefined) return `survives  ${id}  ${survives} ${tail}`;
  return `SURVIVED  ${id}  ${file}: ${breaks} ${tail}`;
}

/** Whether the list tells the truth: it is killed, or survives for the reason that it has. */
const isTrue = ({ survives }: Fault, { end }: Verdict): boolean =>
  (end === 'killed') === (survives === undefined);

async function judgeAll(chosen: readonly Fault[], rig: Rig, isFresh: boolean): Promise<number> {
  const memory = openMemory(isFresh);
  let killed = 0;
  let untrue = 0;
  for (const fault of chosen) {
    const known = memory.recall(fault);
    const verdict = known ?? (await rig.judge(fault).catch((error: Error) => error));
    if (verdict instanceof Error) {
      process.stdout.write(`UNTOLD    ${fault.id}  ${verdict.message}\n`);
      untrue++;
      continue;
    }
    if (known === undefined) memory.keep(fault, verdict);
    process.stdout.write(`${rowText(fault, verdict)}${known === undefined ? '' : ', known'}\n`);
    if (verdict.end === 'killed') killed++;
    if (!isTrue(fault, verdict)) untrue++;
  }
  const percent = ((100 * killed) / chosen.length).toFixed(1);
  const tail = untrue === 0 ? '' : `, ${untrue} otherwise than the list says`;
  process.stdout.write(`${chosen.length} planted, ${killed} killed (${percent} %)${tail}\n`);
  const isEnough = killed >= killedShareMin * chosen.length || chosen.length < faults.length;
  return untrue === 0 && isEnough ? 0 : 1;
}

async function main(): Promise<number> {
  const words = readWords({ fresh: 'boolean' });
  if (typeof words === 'string') return refuse(words);
  const chosen = chosenBy(words.names);
  if (typeof chosen === 'string') return refuse(chosen);
  const rig = openRig();
  const leave = (): void => {
    endChildren('SIGTERM');
    rig.close();
    process.stdout.write('interrupted: what was judged is kept\n', () => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, leave);
  try {
    return await judgeAll(chosen, rig, words.has('fresh'));
  } finally {
    rig.close();
  }
}

process.exitCode = await main();
