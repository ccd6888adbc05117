// What are the lines of a table as CSV, and which digest do all tables of a world have?
import { createHash } from 'node:crypto';
import { compareUtf8, type World } from '@fairlead/core';
import { csvBlocks, type TableSource } from './write-table.ts';
import { tablesOf } from './write-world.ts';

/** The fields of a line of CSV without line feeds inside. */
export function fieldsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(',');
  const fields = line.match(/("([^"]|"")*"|[^,"]*)(,|$)/g) ?? [];
  return fields.slice(0, line.endsWith(',') ? undefined : -1).map((text) =>
    text
      .replace(/,$/, '')
      .replace(/^"(.*)"$/s, '$1')
      .replaceAll('""', '"'),
  );
}

/** The lines of `table`, the head first, without their line feeds. */
export function* tableLines(table: TableSource): Generator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for (const block of csvBlocks(table)) {
    const lines = (rest + decoder.decode(block, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  if (rest !== '') yield rest;
}

/** Sorted by their bytes. UTF-16 sorts as UTF-8 does but for what takes two of its units. */
function sorted(lines: string[]): string[] {
  const isPlain = lines.every((line) => !/[\ud800-\udfff]/.test(line));
  return isPlain ? lines.sort() : lines.sort(compareUtf8);
}

/** SHA-256, hex, over a table as plain CSV: columns in order of their names, rows of their text. */
function tableDigest(table: TableSource): string {
  const lines = [...tableLines(table.byName())];
  const [head] = lines.splice(0, 1);
  const hash = createHash('sha256').update(`${head}\n`);
  const rows = sorted(lines);
  for (let from = 0; from < rows.length; from += 4096)
    hash.update(`${rows.slice(from, from + 4096).join('\n')}\n`);
  return hash.digest('hex');
}

/**
 * The digest of a world: SHA-256 over a line for each of its tables, in byte order of their names:
 * the name, a space, and the SHA-256 (hex) of its rows, LF at the end.
 */
export function worldDigest(world: World): string {
  const tables = [...tablesOf(world)].sort((a, b) => compareUtf8(a.name, b.name));
  const hash = createHash('sha256');
  for (const table of tables) hash.update(`${table.name} ${tableDigest(table)}\n`);
  return `sha256:${hash.digest('hex')}`;
}
