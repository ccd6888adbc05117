// How far is a model from published figures and from real files?
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

export const shared = '../shared/data';
export const sum = (values: Iterable<number>): number => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

export function within(value: number, expected: number, error: number, text: string): void {
  assert.ok(
    Math.abs(value - expected) <= error,
    `${text}: ${value}, expected ${expected} ± ${error}`,
  );
}

/** Rows of a gzipped table of the shared data, without comments. */
export function readTable(path: string): string[][] {
  const text = gunzipSync(readFileSync(`${shared}/${path}`)).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith(';'))
    .map((line) => line.split('\t'));
}

/** A test on a real file, skipped by name where the file is not there. */
export function withFile(path: string, title: string, body: (rows: string[][]) => void): void {
  if (existsSync(`${shared}/${path}`)) test(title, () => body(readTable(path)));
  else test.skip(`${title} (${path} is absent)`, () => {});
}

/** Largest gap between two empirical distributions (Kolmogorov and Smirnov). */
export function gapOf(left: readonly number[], right: readonly number[]): number {
  const a = [...left].sort((x, y) => x - y);
  const b = [...right].sort((x, y) => x - y);
  let i = 0;
  let j = 0;
  let gap = 0;
  while (i < a.length && j < b.length) {
    const value = Math.min(a[i] as number, b[j] as number);
    while (i < a.length && (a[i] as number) <= value) i++;
    while (j < b.length && (b[j] as number) <= value) j++;
    gap = Math.max(gap, Math.abs(i / a.length - j / b.length));
  }
  return gap;
}
