// Has steering become worse? A suite of scenarios against remembered KPIs.
import { basename } from 'node:path';
import { quoted, suggestion } from '@fairlead/core';
import { fileSuggestion, loadSuite, type Suite } from '@fairlead/scenarios';
import {
  compareKpi,
  type Kpi,
  type KpiDifference,
  type KpiValue,
  kpis,
  type ResultDocument,
  toleranceOf,
  type Verdict,
} from '@fairlead/sim';
import { mayWriteFile, writeFilesAtomically } from '../io/out/files.ts';
import { junitText } from '../tables/junit.ts';
import { differenceText, valueText } from '../tables/run/kpi-table.ts';
import { defineCommand } from '../terminal/command.ts';
import { type ExitCode, exitCodes, wrongInput } from '../terminal/exit.ts';
import { visibleLine } from '../terminal/stream/visible.ts';
import { type Baseline, readBaseline } from './baseline.ts';
import { knownNames } from './known-names.ts';
import { outputOption, wholeOption } from './options.ts';
import { playScenario } from './play-scenario.ts';

/** A run of the suite as it is now. */
type FreshRun = Omit<Baseline['runs'][number], 'kpis'> & {
  readonly kpis: { readonly [name: string]: KpiValue };
  /** What the scenario expects, and what must hold in every run, where it does not. */
  readonly failed: readonly string[];
};

export type RegressedRun = {
  readonly scenario: string;
  readonly seed: number;
  readonly verdict: Verdict;
  readonly failed: readonly string[];
  /** Why nothing of it is known, where nothing is. */
  readonly reason?: string;
  readonly kpis: { readonly [name: string]: KpiDifference };
};

/** The values alone, as a baseline keeps them. */
function valuesOf(all: FreshRun['kpis']): { [name: string]: number | null } {
  return Object.fromEntries(Object.entries(all).map(([name, { value }]) => [name, value]));
}

/** What a KPI may move in its own unit: by the suite's tolerance, else by the KPI's own. */
function slackOf(kpi: Kpi, suite: Suite, base: number): number {
  const stated = suite.tolerance.get(kpi.name);
  if (stated) return stated.kind === 'absolute' ? stated.value : stated.value * Math.abs(base);
  return toleranceOf(kpi, base);
}

function judge(suite: Suite, known: Baseline['runs'], run: FreshRun): RegressedRun {
  const base = known.find(({ scenario, seed }) => scenario === run.scenario && seed === run.seed);
  const names = known.map(({ scenario }) => scenario);
  const near = names.includes(run.scenario) ? '' : suggestion(run.scenario, names);
  const absent = `the baseline has no run of ${quoted(run.scenario)} with seed ${run.seed}${near}`;
  const compared: { [name: string]: KpiDifference } = {};
  const verdicts: Verdict[] = [];
  for (const kpi of kpis) {
    const [accepted, to] = [base?.kpis[kpi.name], run.kpis[kpi.name]];
    const reason = base ? 'the baseline does not have it' : absent;
    const from = { value: accepted ?? null, reason };
    const difference = compareKpi(kpi, from, to, { slack: slackOf(kpi, suite, accepted ?? 0) });
    // A KPI without a value is told, and no failure where that is what was accepted.
    const isAccepted = accepted === null && to?.value === null;
    const told = isAccepted && to ? { ...difference, reason: to.reason } : difference;
    compared[kpi.name] = told;
    if (!isAccepted) verdicts.push(told.verdict);
  }
  const { scenario, seed, failed } = run;
  const verdict = failed.length > 0 ? 'worse' : worst(verdicts);
  return { scenario, seed, verdict, failed, kpis: compared };
}

/** What was accepted once and is no longer run: nobody can tell whether it became worse. */
function dropped(known: Baseline['runs'], fresh: readonly FreshRun[]): RegressedRun[] {
  const isRun = ({ scenario, seed }: Baseline['runs'][number]): boolean =>
    fresh.some((run) => run.scenario === scenario && run.seed === seed);
  const reason = 'the suite no longer runs it; --update takes it out of the baseline';
  return known
    .filter((run) => !isRun(run))
    .map(({ scenario, seed }) => ({
      ...{ scenario, seed, verdict: 'no-data', reason, failed: [], kpis: {} },
    }));
}

/** What a run failed by itself, whatever the baseline says. */
function failedOf({ expectations, invariants, kpis: of }: ResultDocument): string[] {
  const values = expectations
    .filter(({ ok }) => ok === false)
    .map(({ kpi, op, bound, value }) => {
      const unit = of[kpi]?.unit ?? '';
      return `${kpi} ${op} ${valueText(bound, unit)}: it is ${valueText(value, unit)}`;
    });
  const broken = invariants.filter(({ violated }) => violated > 0);
  return [...values, ...broken.map(({ name }) => `the invariant ${name} is violated`)];
}

/** Worse before no-data before better before what only moved; noise and the same last. */
function worst(verdicts: readonly Verdict[]): Verdict {
  for (const verdict of ['worse', 'no-data', 'better', 'moved', 'noise'] as const)
    if (verdicts.includes(verdict)) return verdict;
  return 'same';
}

/** The result as Markdown: a line a run, and a table of what moved. */
function markdown(title: string, verdict: Verdict, runs: readonly RegressedRun[]): string {
  const rows = runs.flatMap(({ scenario, seed, kpis: compared }) =>
    Object.entries(compared)
      .filter(([, { verdict: of }]) => of !== 'same' && of !== 'noise')
      .map(([name, kpi]) => {
        const { base, candidate, difference, unit } = kpi;
        const values = [valueText(base, unit), valueText(candidate, unit)];
        const said = kpi.reason === undefined ? kpi.verdict : `${kpi.verdict}: ${kpi.reason}`;
        const moved = [differenceText(difference, unit), said];
        return `| ${[visibleLine(scenario), seed, name, ...values, ...moved].join(' | ')} |`;
      }),
  );
  const lines = runs.flatMap(({ scenario, seed, verdict: of, failed, reason }) => [
    `- ${visibleLine(scenario)}, seed ${seed}: ${of}${reason ? `: ${reason}` : ''}`,
    ...failed.map((text) => `  - failed: ${text}`),
  ]);
  const table =
    rows.length === 0
      ? ['No KPI moved beyond its tolerance.']
      : [
          '| scenario | seed | KPI | baseline | now | difference | verdict |',
          '| --- | --- | --- | --- | --- | --- | --- |',
          ...rows,
        ];
  return [`## ${visibleLine(title)}: ${verdict}`, '', ...lines, '', ...table, ''].join('\n');
}

function exitCodeOf(verdict: Verdict): ExitCode {
  if (verdict === 'worse') return exitCodes.worse;
  return verdict === 'no-data' ? exitCodes.wrongInput : exitCodes.fine;
}

export const regress = defineCommand({
  command: 'regress <suite>',
  describe: 'Run a suite and fail where a KPI is worse than its baseline or an expectation allows',
  examples: [
    [
      'fairlead regress scenarios/suite.yaml --baseline scenarios/baselines/suite.json',
      'Exit code 1 when a KPI is worse or an expectation fails, 2 when it cannot be told',
    ],
    ['fairlead regress suite.yaml --baseline b.json --update', 'Accept what the suite gives now'],
  ],
  builder: (args) =>
    args
      .positional('suite', { type: 'string', demandOption: true })
      .option('baseline', {
        ...outputOption('The file of accepted KPIs; written with --update alone'),
        demandOption: true,
      })
      .option('update', { type: 'boolean', default: false, describe: 'Write the baseline anew' })
      .option('junit', outputOption('Also write JUnit XML to this file'))
      .option('workers', wholeOption('workers', 'Threads (default: one a core)', 1, 256)),
  async run({ suite: path, baseline: file, update, junit, workers }, shell) {
    if (update) await mayWriteFile({ place: file, kind: 'baseline' });
    if (junit !== undefined) await mayWriteFile({ place: junit, kind: 'junit' });
    const loaded = loadSuite(path, knownNames());
    if ('problems' in loaded) throw wrongInput(`${path} is not a valid suite`, loaded.problems);
    const { suite } = loaded;
    const baseline = update ? undefined : readBaseline(file);
    if (!update && baseline === undefined)
      throw wrongInput(`${file}: there is no baseline; --update writes one${fileSuggestion(file)}`);
    const fresh: FreshRun[] = [];
    for (const scenario of suite.scenarios)
      for (const seed of suite.seeds.length > 0 ? suite.seeds : [undefined]) {
        const { document } = (await playScenario(scenario, { seed, workers }, shell)).result;
        fresh.push({
          scenario: basename(scenario).replace(/\.ya?ml$/, ''),
          seed: document.seed,
          digest: document.digest,
          kpis: document.kpis,
          failed: failedOf(document),
        });
      }
    const accepted = fresh.map(({ failed: _, ...run }) => ({ ...run, kpis: valuesOf(run.kpis) }));
    if (update) {
      const content = `${JSON.stringify({ runs: accepted }, null, 2)}\n`;
      await writeFilesAtomically([{ place: file, kind: 'baseline', content }]);
      shell.tell(`baseline: ${file}`);
    }
    const known = update ? accepted : (baseline?.runs ?? []);
    const runs = [...fresh.map((run) => judge(suite, known, run)), ...dropped(known, fresh)];
    const verdict = worst(runs.map((run) => run.verdict));
    const content = junitText(suite.title, runs);
    if (junit !== undefined) await writeFilesAtomically([{ place: junit, kind: 'junit', content }]);
    shell.answer({ runs, verdict }, () => markdown(suite.title, verdict, runs));
    return exitCodeOf(verdict);
  },
});
