// What happens in a scenario's evening?
import { basename, join } from 'node:path';
import type { ResultDocument } from '@fairlead/sim';
import { mayWriteFolder, writeFolderAtomically } from '../io/folder.ts';
import { writeResult } from '../io/result.ts';
import { reportHtml } from '../report/write.ts';
import { kpiTable } from '../tables/kpi-table.ts';
import { defineCommand } from '../terminal/command.ts';
import { type ExitCode, exitCodes, wrongInput } from '../terminal/exit.ts';
import type { Shell } from '../terminal/shell.ts';
import { outOption, seedOption, wholeOption } from './options.ts';
import { type PlayOptions, playScenario } from './play-scenario.ts';

/** Plays one scenario, writes its folder, and says how it went. */
async function runOne(
  path: string,
  out: string,
  options: PlayOptions,
  shell: Shell,
): Promise<{ readonly document: ResultDocument; readonly isPartial: boolean }> {
  await mayWriteFolder(out);
  const { loaded, result, isPartial } = await playScenario(path, options, shell);
  const report = reportHtml(result, { title: loaded.title, scenarioText: loaded.text });
  await writeFolderAtomically(out, (folder) =>
    writeResult(folder, result, { 'report.html': report, 'scenario.yaml': loaded.text }),
  );
  if (!shell.isJson)
    shell.answer(undefined, () => kpiTable(loaded.title, result.document, isPartial));
  shell.tell(`report: ${join(out, 'report.html')}`);
  return { document: result.document, isPartial };
}

/** 3 for a violated invariant, 1 for a failed expectation, else 0. */
function verdictOf(documents: readonly ResultDocument[]): ExitCode {
  if (documents.some(({ invariants }) => invariants.some(({ violated }) => violated > 0)))
    return exitCodes.violated;
  if (documents.some(({ expectations }) => expectations.some(({ ok }) => !ok)))
    return exitCodes.worse;
  return exitCodes.fine;
}

export const run = defineCommand({
  command: 'run <scenario..>',
  describe: 'Simulate a scenario and write its result, series and report',
  examples: [
    ['fairlead run scenarios/quickstart.yaml', 'An evening; the report is in out/quickstart'],
    ['fairlead run a.yaml b.yaml --json', 'Two scenarios, one JSON document'],
    ['fairlead run a.yaml --seed 7 --workers 1 -o out/a7', 'Another seed, one thread'],
  ],
  stopsItself: true,
  builder: (args) =>
    args
      .positional('scenario', { type: 'string', array: true, demandOption: true })
      .option('out', outOption('The folder to write (default: out/NAME)'))
      .option('seed', seedOption)
      .option('workers', wholeOption('workers', 'Threads (default: one a core)', 1, 256)),
  async run({ scenario: paths, out, seed, workers }, shell) {
    if (out !== undefined && paths.length > 1)
      throw wrongInput('--out names one folder: run one scenario at a time with it');
    const documents: ResultDocument[] = [];
    for (const path of paths) {
      const name = basename(path).replace(/\.ya?ml$/, '');
      const place = out ?? join('out', name);
      const { document, isPartial } = await runOne(path, place, { seed, workers }, shell);
      documents.push(document);
      if (isPartial) break;
    }
    if (shell.isJson) shell.answer(paths.length === 1 ? documents[0] : documents, () => '');
    return verdictOf(documents);
  },
});
