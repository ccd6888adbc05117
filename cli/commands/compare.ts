// What is different between two evenings?
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { differing } from '@fairlead/scenarios';
import { type Comparison, compareRuns, incomparable, type RunResult } from '@fairlead/sim';
import { mayWriteFolder, writeFolderAtomically } from '../io/folder.ts';
import { ofWholeResults, readResult, writeComparison } from '../io/result.ts';
import { compareHtml } from '../report/write.ts';
import { comparisonTable } from '../tables/run/kpi-table.ts';
import { defineCommand } from '../terminal/command.ts';
import { type ExitCode, exitCodes, wrongInput } from '../terminal/exit.ts';
import type { Shell } from '../terminal/shell.ts';
import { outOption, seedOption, wholeOption } from './options.ts';
import { checkScenario, type PlayOptions, playScenario } from './play-scenario.ts';

/** The results in folders, or of scenarios that are run now. */
async function resultsAt(
  places: readonly string[],
  options: PlayOptions,
  shell: Shell,
): Promise<readonly RunResult[]> {
  const isResult = await Promise.all(places.map(async (path) => (await stat(path)).isDirectory()));
  const idle = Object.entries(options).find(([, value]) => value !== undefined)?.[0];
  if (idle !== undefined && isResult.every(Boolean))
    throw wrongInput(`--${idle} is for scenarios, and means nothing where both are results`);
  const files = places.filter((_, k) => !isResult[k]);
  for (const path of files) checkScenario(path);
  // Both are read before one is played: a slip of the pen is told at once.
  const read = await Promise.all(
    places.map((path, k) => (isResult[k] ? readResult(path) : undefined)),
  );
  const results: RunResult[] = [];
  for (const [k, path] of places.entries())
    results.push(read[k] ?? (await playScenario(path, options, shell)).result);
  return results;
}

/** 1 where a KPI is worse, 2 where of one it cannot be told, else 0. */
function exitCodeOf({ kpis }: Comparison): ExitCode {
  const all = Object.values(kpis);
  if (all.some(({ verdict }) => verdict === 'worse')) return exitCodes.worse;
  // Where neither run has a value there is nothing that could have changed.
  const isOpen = all.some(
    ({ verdict, base, candidate }) =>
      verdict === 'unsure' || (verdict === 'no-data' && base !== candidate),
  );
  return isOpen ? exitCodes.wrongInput : exitCodes.fine;
}

function nameOf(place: string): string {
  return basename(place).replace(/\.ya?ml$/, '');
}

export const compare = defineCommand({
  command: 'compare <base> <candidate>',
  describe: 'Compare two results, or two scenarios that are run first with the same random numbers',
  examples: [
    ['fairlead compare out/a out/b', 'Two result folders'],
    [
      'fairlead compare scenarios/quickstart.yaml scenarios/whatifs/without-the-loss.yaml',
      'Two scenarios; exit code 1 when a KPI is worse, 2 when of one it cannot be told',
    ],
  ],
  builder: (args) =>
    args
      .positional('base', { type: 'string', demandOption: true })
      .positional('candidate', { type: 'string', demandOption: true })
      .option('out', outOption('The folder to write (default: out/compare-BASE-CANDIDATE)'))
      .option('seed', seedOption)
      .option('workers', wholeOption('workers', 'Threads (default: one a core)', 1, 256)),
  async run({ base, candidate, out, seed, workers }, shell) {
    const place = out ?? join('out', `compare-${nameOf(base)}-${nameOf(candidate)}`);
    await mayWriteFolder(place, 'comparison');
    const [from, to] = await resultsAt([base, candidate], { seed, workers }, shell);
    if (!from || !to) throw new Error('broken promise: a result for each place');
    const problems = incomparable(from.document, to.document);
    if (problems.length > 0)
      throw wrongInput(`${base} and ${candidate} cannot be compared`, problems);
    if (from.document.seed !== to.document.seed)
      shell.warn('the seeds differ, so nothing is paired: what differs may be chance');
    const differs = differing(from.document.provenance, to.document.provenance);
    const [comparison, page] = ofWholeResults(`${base}, ${candidate}`, () => {
      const found = compareRuns(from, to, differs);
      return [found, compareHtml(found, from, to)] as const;
    });
    await writeFolderAtomically(place, 'comparison', (folder) =>
      writeComparison(folder, comparison, page),
    );
    shell.answer(comparison, () => comparisonTable(comparison));
    shell.tell(`page: ${join(place, 'compare.html')}`);
    return exitCodeOf(comparison);
  },
});
