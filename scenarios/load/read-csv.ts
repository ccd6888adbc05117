// Which texts does a CSV table hold that no shape says anything of?
import { counted, grouped, type Problem } from '@fairlead/core';
import { createCsvScanner, finishCsv, pushCsv } from './csv.ts';
import { type CsvRecord, fieldPlace } from './csv-record.ts';
import type { InputKind } from './input-kinds.ts';
import { readFileBytes } from './open-file.ts';
import { report } from './problems.ts';

const decoder = new TextDecoder();

function textsOf({ bytes, start, end, count }: CsvRecord): string[] {
  return Array.from({ length: count }, (_, k) => decoder.decode(bytes.subarray(start[k], end[k])));
}

/**
 * The records of the table in the file at `path`, the header first, and what is wrong with it: no
 * CSV, rows of another length than the header's, a column that is there twice.
 */
export function readCsv(
  path: string,
  kind: InputKind,
): { readonly rows: readonly (readonly string[])[]; readonly problems: readonly Problem[] } {
  const read = readFileBytes(path, kind);
  if ('problem' in read) return { rows: [], problems: [read.problem] };
  const list = { problems: [] as Problem[], more: 0 };
  const rows: string[][] = [];
  const wrong = (record: CsvRecord, field: number, text: string) => {
    const place = fieldPlace(record, field);
    report(list, () => ({ code: 'broken-csv', path: '', text, file: path, ...place }));
  };
  const take = (record: CsvRecord) => {
    const texts = textsOf(record);
    const width = rows[0]?.length ?? record.count;
    const twice = rows.length > 0 ? -1 : texts.findIndex((name, k) => texts.indexOf(name) < k);
    if (record.count !== width)
      wrong(record, 0, `${counted(record.count, 'field')} where the header has ${grouped(width)}`);
    if (twice >= 0) wrong(record, twice, 'a column that is there twice');
    rows.push(texts);
  };
  const fault = (about: { readonly code: string; readonly text: string }) =>
    report(list, () => ({ path: '', file: path, ...about }));
  const scanner = createCsvScanner(take, fault);
  if (pushCsv(scanner, read.bytes)) finishCsv(scanner);
  return { rows, problems: list.problems };
}
