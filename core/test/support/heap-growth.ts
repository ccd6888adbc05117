// Do a million calls leave anything on the heap? Asked of a process that does nothing else.
import { execFileSync } from 'node:child_process';
import * as assert from 'uvu/assert';

const flags = ['--expose-gc', '--trace-gc', '--single-threaded', '--input-type=module'];

/**
 * Runs `name` of a module beside this one, which prints `begin`, works, and prints `end`, by how many
 * bytes the heap grew and a sum; `argument` is JSON. Fails where garbage was collected between, or
 * a million bytes are left; the sum as text.
 */
export function leavesNothing(file: string, name: string, argument = ''): string {
  const { href } = new URL(`./${file}`, import.meta.url);
  const script = `(await import('${href}')).${name}(${argument});`;
  const text = execFileSync(process.execPath, [...flags, '-e', script], { encoding: 'utf8' });
  const marked = /begin\n(.*)end (-?\d+)(?: (\d+))?/s.exec(text);
  assert.ok(marked, text);
  const [, between = '', growth, sum = ''] = marked;
  assert.not.match(between, /Scavenge|Mark-/);
  assert.ok(Math.abs(Number(growth)) < 1_000_000, `${growth} bytes`);
  return sum;
}
