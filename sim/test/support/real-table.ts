// How are real tables of demand read, where they are?
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { test } from 'uvu';

/** Rows of a gzipped table of the shared data without its head. */
function readTable(name: string): string[][] {
  const text = gunzipSync(readFileSync(`../shared/data/demand/${name}`)).toString();
  const [, ...lines] = text.trim().split('\n');
  return lines.map((line) => line.split('\t'));
}

/** A test on a real file, skipped by name where the file is not there. */
export function withFile(name: string, title: string, body: (rows: string[][]) => void): void {
  if (existsSync(`../shared/data/demand/${name}`)) test(title, () => body(readTable(name)));
  else test.skip(`${title} (${name} is absent)`, () => {});
}
