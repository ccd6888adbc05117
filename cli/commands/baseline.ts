// Which KPIs were accepted when a suite was last run?
import { quoted } from '@fairlead/core';
import { inputKinds, readFileText } from '@fairlead/scenarios';
import { readDocument } from '../io/read-whole.ts';
import { wrongInput } from '../terminal/exit.ts';

/** A baseline file: the KPIs of every run of a suite when it was last accepted. */
export type Baseline = {
  readonly runs: readonly {
    readonly scenario: string;
    readonly seed: number;
    readonly digest: string;
    /** Null: it was accepted that the KPI has no value there. */
    readonly kpis: { readonly [name: string]: number | null };
  }[];
};

/** The baseline in a file; undefined where there is no file. */
export function readBaseline(path: string): Baseline | undefined {
  const read = readFileText(path, inputKinds.baseline);
  if ('problem' in read) {
    if (read.problem.code === 'missing-file') return undefined;
    throw wrongInput(`${path} cannot be read`, [read.problem]);
  }
  const baseline = readDocument(path, read.text) as Baseline | null;
  if (!Array.isArray(baseline?.runs))
    throw wrongInput(`${path}: no baseline: "runs" is missing; --update writes one`);
  const names = new Set<string>();
  baseline.runs.forEach((run, row) => {
    const fault = runFault(run);
    if (fault !== undefined) throw wrongInput(`${path}: no baseline: runs[${row}]${fault}`);
    const name = runName(run);
    if (names.has(name)) throw wrongInput(`${path}: no baseline: ${name} is there twice`);
    names.add(name);
  });
  return baseline;
}

const runName = ({ scenario, seed }: { readonly scenario: string; readonly seed: number }) =>
  `${quoted(scenario)} with seed ${seed}`;

/** What keeps a value from being a run of a baseline, behind its place; undefined: it is one. */
function runFault(run: unknown): string | undefined {
  if (typeof run !== 'object' || run === null) return ' is no object';
  const { scenario, seed, digest, kpis: values } = run as { readonly [key: string]: unknown };
  if (typeof scenario !== 'string') return '.scenario is no text';
  if (typeof seed !== 'number') return '.seed is no number';
  if (typeof digest !== 'string') return '.digest is no text';
  if (typeof values !== 'object' || values === null) return '.kpis is no map';
  const wrong = Object.entries(values).find(
    ([, value]) => value !== null && typeof value !== 'number',
  );
  return wrong && `.kpis: ${quoted(wrong[0])} is neither a number nor null`;
}
