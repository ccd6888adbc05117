// What happens in a scenario's evening?
import { basename, join } from 'node:path';
import type { ResultDocument } from '@fairlead/sim';
import { mayWriteFolder, writeFolderAtomically } from '../io/folder.ts';
import { writeResult } from '../io/result.ts';
import { reportHtml } from '../report/write.ts';
import { kpiTable } from '../tables/kpi-table.ts';
import { defineCommand } from '../terminal/command.ts';
import { type ExitCode, exitCodes, wrongInput } from '../terminal/exit.ts';
import { outOption, seedOption, wholeOption } from './options.ts';
import { playScenario } from './play-scenario.ts';

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
      await mayWriteFolder(place, 'result');
      const { loaded, result, isPartial } = await playScenario(path, { seed, workers }, shell);
      const { document } = result;
      const report = reportHtml(result, { title: loaded.title, scenarioText: loaded.text });
      await writeFolderAtomically(place, 'result', (folder) =>
        writeResult(folder, result, { 'report.html': report, 'scenario.yaml': loaded.text }),
      );
      if (!shell.isJson) shell.answer(undefined, () => kpiTable(loaded.title, document, isPartial));
      shell.tell(`report: ${join(place, 'report.html')}`);
      documents.push(document);
      if (isPartial) break;
    }
    if (shell.isJson) shell.answer(paths.length === 1 ? documents[0] : documents, () => '');
    return verdictOf(documents);
  },
});
