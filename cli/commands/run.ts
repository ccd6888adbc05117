// What happens in a scenario's evening?
import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { scenarioYaml } from '@fairlead/scenarios';
import type { ResultDocument } from '@fairlead/sim';
import { mayWriteFolder, writeFolderAtomically } from '../io/folder.ts';
import { writeDocument } from '../io/result.ts';
import { beginSeries } from '../io/series/files.ts';
import { reportHtml } from '../report/write.ts';
import { answerLines, eventLines } from '../tables/run/event-lines.ts';
import { kpiTable } from '../tables/run/kpi-table.ts';
import { defineCommand } from '../terminal/command.ts';
import { type ExitCode, exitCodes, wrongInput } from '../terminal/exit.ts';
import type { Shell } from '../terminal/shell.ts';
import { outOption, seedOption, wholeOption } from './options.ts';
import {
  checkScenario,
  type PlayedScenario,
  type PlayOptions,
  playScenario,
} from './play-scenario.ts';

/** 3 for a violated invariant, 1 for a failed expectation, else 0. */
function verdictOf(documents: readonly ResultDocument[]): ExitCode {
  if (documents.some(({ invariants }) => invariants.some(({ violated }) => violated > 0)))
    return exitCodes.violated;
  if (documents.some(({ expectations }) => expectations.some(({ ok }) => ok === false)))
    return exitCodes.worse;
  return exitCodes.fine;
}

/** The folder of each scenario; throws where two would go to the same. */
function placesOf(paths: readonly string[], out: string | undefined) {
  const nameOf = (path: string) => basename(path).replace(/\.ya?ml$/, '');
  const isOne = paths.length === 1;
  const places = paths.map((path) => {
    return { path, place: isOne && out !== undefined ? out : join(out ?? 'out', nameOf(path)) };
  });
  for (const { path, place } of places) {
    const [first] = places.filter((other) => other.place === place);
    if (first && first.path !== path)
      throw wrongInput(`${first.path} and ${path} would both be written to ${place}`);
  }
  if (new Set(paths).size < paths.length) throw wrongInput('a scenario is named twice');
  return places;
}

type Written = Pick<PlayedScenario, 'loaded' | 'result'>;

/**
 * Plays a scenario into `folder`: the series while it goes on, then result, report and the
 * effective scenario, which runs again from anywhere.
 */
async function playInto(
  folder: string,
  path: string,
  options: PlayOptions & { readonly hasCsv: boolean },
  shell: Shell,
): Promise<Written> {
  const series = beginSeries(folder, options.hasCsv);
  const played = await playScenario(path, { ...options, takeSeries: series.take }, shell);
  series.end();
  const result = await writeDocument(folder, played.result.document);
  await writeFile(join(folder, 'report.html'), reportHtml(result));
  const effective = scenarioYaml(result.document.provenance.scenario);
  await writeFile(join(folder, 'scenario.yaml'), effective);
  return { loaded: played.loaded, result };
}

export const run = defineCommand({
  command: 'run <scenario..>',
  describe: 'Simulate a scenario and write its result, series and report',
  examples: [
    ['fairlead run scenarios/quickstart.yaml', 'An evening; the report is in out/quickstart'],
    ['fairlead run a.yaml b.yaml --json', 'Two scenarios in out/a and out/b, one JSON document'],
    ['fairlead run a.yaml --seed 7 --workers 1 -o out/a7', 'Another seed, one thread'],
  ],
  stopsItself: true,
  builder: (args) =>
    args
      .positional('scenario', { type: 'string', array: true, demandOption: true })
      .option('out', outOption('The folder to write, of several their parent (default: out/NAME)'))
      .option('seed', seedOption)
      .option('workers', wholeOption('workers', 'Threads (default: one a core)', 1, 256))
      .option('csv', { describe: 'Write the series as CSV, too', type: 'boolean' }),
  async run({ scenario: paths, out, seed, workers, csv }, shell) {
    const places = placesOf(paths, out);
    for (const { path, place } of places) {
      checkScenario(path);
      await mayWriteFolder(place, 'result');
    }
    const documents: ResultDocument[] = [];
    for (const { path, place } of places) {
      const options = { seed, workers, hasCsv: csv === true };
      const { loaded, result } = await writeFolderAtomically(place, 'result', (folder) =>
        playInto(folder, path, options, shell),
      );
      const { document, series } = result;
      const gap = documents.length > 0 ? '\n' : '';
      const lines = () => eventLines(series) + answerLines(series);
      const told = () => gap + kpiTable(loaded.title, document, lines());
      if (!shell.isJson) shell.answer(undefined, told);
      shell.tell(`report: ${join(place, 'report.html')}`);
      const { isPartial, from, to } = document.simulated;
      if (isPartial && from === to)
        shell.warn('stopped in the warm-up: nothing of the window was played, no figure is of it');
      documents.push(document);
      if (document.simulated.isPartial) break;
    }
    const left = places.slice(documents.length).map(({ path }) => path);
    if (left.length > 0) shell.tell(`not run: ${left.join(', ')}`);
    if (shell.isJson) shell.answer(paths.length === 1 ? documents[0] : documents, () => '');
    return verdictOf(documents);
  },
});
