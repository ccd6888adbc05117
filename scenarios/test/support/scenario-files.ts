// How do the tests of scenarios write files, load them, and read what is told about them?
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { Problem } from '@fairlead/core';
import { loadScenario } from '@fairlead/scenarios';
import { test } from 'uvu';

export const known = {
  kpis: ['offload.share', 'qoe.error.share', 'fill.bytes', 'qoe.start.p95'],
  comparators: ['prefix-length', 'as-path', 'med', 'distance'],
};
export const folder = mkdtempSync(join(tmpdir(), 'fairlead-scenario-'));
test.after(() => rmSync(folder, { recursive: true }));

export function write(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

export function load(text: string | Uint8Array, name = 'a.yaml') {
  return loadScenario(write(name, text), known);
}

export function loaded(text: string, name?: string) {
  const result = load(text, name);
  if ('problems' in result) throw new Error(told(result.problems).join('\n'));
  return result;
}

/** Problems as `line:column path: text`. */
export function told(problems: readonly Problem[]): readonly string[] {
  return problems.map(
    ({ file, line, column, path, text }) =>
      `${relative(folder, file ?? '')}:${line}:${column} ${path}: ${text}`,
  );
}

export function mistakes(text: string | Uint8Array, name?: string): readonly string[] {
  const result = load(text, name);
  return 'problems' in result ? told(result.problems) : [];
}

export function at(lines: readonly string[], row: number): string {
  return lines[row] ?? 'nothing was told';
}
