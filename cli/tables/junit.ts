// How does a CI system read a regression run? As JUnit XML: a test case per run and KPI.
import type { KpiDifference } from '@fairlead/sim';
import { visibleLine } from '../terminal/stream/visible.ts';
import { valueText } from './run/kpi-table.ts';

/** What a run of a suite shows. */
type Run = {
  readonly scenario: string;
  readonly seed: number;
  readonly failed: readonly string[];
  readonly reason?: string;
  readonly kpis: { readonly [name: string]: KpiDifference };
};

function attribute(text: string): string {
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' } as const;
  return visibleLine(text).replace(/[&<>"]/g, (sign) => entities[sign as keyof typeof entities]);
}

function testCase(scenario: string, name: string, kpi: KpiDifference): string {
  const start = `<testcase classname="${attribute(scenario)}" name="${attribute(name)}"`;
  if (kpi.verdict === 'worse') {
    const [from, to] = [kpi.base, kpi.candidate].map((value) => valueText(value, kpi.unit));
    const text = `${from} became ${to}`;
    return `${start}><failure message="${attribute(text)}"/></testcase>`;
  }
  if (kpi.verdict === 'no-data') {
    const text = attribute(`no data: ${kpi.reason ?? 'no value'}`);
    // Without a value on both sides nothing failed, and nothing was looked at either.
    const kind = kpi.base === kpi.candidate ? 'skipped' : 'error';
    return `${start}><${kind} message="${text}"/></testcase>`;
  }
  return `${start}/>`;
}

/** An expectation or an invariant that a run failed by itself. */
function failedCase(scenario: string, text: string): string {
  const [name = ''] = text.split(':');
  const start = `<testcase classname="${attribute(scenario)}" name="${attribute(name)}"`;
  return `${start}><failure message="${attribute(text)}"/></testcase>`;
}

/** A run of which nothing is known any more. */
function missingCase(scenario: string, reason: string): string {
  const start = `<testcase classname="${attribute(scenario)}" name="the run"`;
  return `${start}><error message="${attribute(reason)}"/></testcase>`;
}

/** JUnit XML of the runs of a suite. */
export function junitText(title: string, runs: readonly Run[]): string {
  const suites = runs.map(({ scenario, seed, failed, reason, kpis }) => {
    const cases = [
      ...Object.entries(kpis).map(([name, kpi]) => testCase(scenario, name, kpi)),
      ...failed.map((text) => failedCase(scenario, text)),
      ...(reason === undefined ? [] : [missingCase(scenario, reason)]),
    ];
    const count = (word: string) => cases.filter((text) => text.includes(`<${word} `)).length;
    const name = `${scenario}, seed ${seed}`;
    const bad = `failures="${count('failure')}" errors="${count('error')}"`;
    const head = `<testsuite name="${attribute(name)}" tests="${cases.length}" ${bad}>`;
    return [head, ...cases, '</testsuite>'].join('\n');
  });
  const head = `<testsuites name="${attribute(title)}">`;
  const xml = '<?xml version="1.0" encoding="UTF-8"?>';
  return `${[xml, head, ...suites, '</testsuites>'].join('\n')}\n`;
}
