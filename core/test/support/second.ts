// How is the second implementation asked? JSON lines to a program in Python.
import { spawnSync } from 'node:child_process';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { OracleState } from './oracle.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;

/** A test that needs Python; named as skipped where there is none. */
export function withPython(name: string, body: () => void): void {
  if (hasPython) test(name, body);
  else test.skip(`${name} (there is no python3)`, body);
}

/** What the second implementation answers to each line. */
export function second(lines: readonly unknown[]): unknown[] {
  const input = `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
  const ran = spawnSync('python3', ['-B', 'core/test/second/main.py'], {
    ...{ input, encoding: 'utf8', maxBuffer: 1 << 30 },
    env: { ...process.env, PYTHONIOENCODING: 'utf-8' },
  });
  assert.is(ran.status, 0, ran.stderr);
  return ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

export function csvOf({ appliance, link }: OracleState): string {
  const rows = [
    ...[...appliance].map(([id, { healthy, share }]) => `appliance,${id},${healthy},${share}`),
    ...[...link].map(([id, share]) => `link,${id},,${share}`),
  ];
  return `kind,id,healthy,shed_share\n${rows.map((row) => `${row}\n`).join('')}`;
}

/** Bytes as hexadecimal digits. */
export function hexOf({ buffer, byteOffset, byteLength }: DataView): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('hex');
}
