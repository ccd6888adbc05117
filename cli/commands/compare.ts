// What is different between two evenings?
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { compareRuns, type RunResult } from '@fairlead/sim';
import { mayWriteFolder, writeFolderAtomically } from '../io/folder.ts';
import { readResult, writeComparison } from '../io/result.ts';
import { compareHtml } from '../report/write.ts';
import { comparisonTable } from '../tables/kpi-table.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit.ts';
import type { Shell } from '../terminal/shell.ts';
import { outOption, seedOption, wholeOption } from './options.ts';
import { type PlayOptions, playScenario } from './play-scenario.ts';

/** The result in a folder, or of a scenario that is run now. */
async function resultAt(place: string, options: PlayOptions, shell: Shell): Promise<RunResult> {
  if ((await stat(place)).isDirectory()) return readResult(place);
  return (await playScenario(place, options, shell)).result;
}

function nameOf(place: string): string {
  return basename(place).replace(/\.ya?ml$/, '');
}

export const compare = defineCommand({
  command: 'compare <base> <candidate>',
  describe: 'Compare two results, or two scenarios that are run first with the same random numbers',
  examples: [
    ['fairlead compare out/quickstart out/other', 'Two result folders'],
    [
      'fairlead compare scenarios/quickstart.yaml scenarios/whatifs/without-the-loss.yaml',
      'Two scenarios; exit code 1 when a KPI is worse',
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
    const options = { seed, workers };
    const from = await resultAt(base, options, shell);
    const to = await resultAt(candidate, options, shell);
    const comparison = compareRuns(from, to);
    const page = compareHtml(comparison, from, to);
    await writeFolderAtomically(place, 'comparison', (folder) =>
      writeComparison(folder, comparison, page),
    );
    shell.answer(comparison, () => comparisonTable(comparison));
    shell.tell(`page: ${join(place, 'compare.html')}`);
    const isWorse = Object.values(comparison.kpis).some(({ verdict }) => verdict === 'worse');
    return isWorse ? exitCodes.worse : exitCodes.fine;
  },
});
