// What does a state file say about appliances and links?
import { readFile } from 'node:fs/promises';
import {
  type AskTerms,
  createState,
  findRow,
  maskWordsMax,
  noRow,
  type Problem,
  readIds,
  type Snapshot,
  type State,
  setAppliance,
  setFitness,
  setLink,
  suggestion,
} from '@fairlead/core';
import { csvParseRows } from 'd3';

const columns = ['kind', 'id', 'healthy', 'shed_share'] as const;
/** What an appliance is fit for, words between spaces; an absent column or empty field: all. */
const maskColumns = ['families', 'capabilities', 'territories'] as const;

const wordsIn = (field: string | undefined): readonly string[] | undefined => {
  const words = (field ?? '').split(' ').filter((word) => word !== '');
  return words.length > 0 ? words : undefined;
};

/** One row of a state file, checked. */
type Belief = {
  readonly kind: 'appliance' | 'link';
  readonly row: number;
  readonly healthy: boolean;
  readonly shedShare: number;
};

/**
 * The state in the CSV file at `path`: kind, id, healthy (appliances only), shed_share. What it
 * does not name is healthy and not shed. All problems with file and line.
 */
export async function readState(
  path: string,
  snapshot: Snapshot,
): Promise<
  { readonly state: State; readonly words: AskTerms } | { readonly problems: readonly Problem[] }
> {
  const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  const [header = [], ...rows] = csvParseRows(text);
  const place = columns.map((column) => header.indexOf(column));
  const missing = missingColumns(path, header);
  if (missing.length > 0) return { problems: missing };
  const problems: Problem[] = [];
  const state = createState(snapshot);
  const fits = rows.map((row) => maskColumns.map((column) => wordsIn(row[header.indexOf(column)])));
  const words = maskWordsOf(fits);
  rows.forEach((row, k) => {
    if (row.length === 1 && row[0] === '') return;
    const fields = place.map((at) => row[at] ?? '');
    const report = (code: string, column: string, said: string) => {
      problems.push({ code, path: column, text: said, file: path, line: k + 2, column: 1 });
    };
    const belief = readBelief(snapshot, fields, report);
    const [families, capabilities, territories] = fits[k] ?? [];
    checkMasks(fits[k] ?? [], words, report);
    if (belief?.kind === 'appliance') {
      setAppliance(state, belief.row, belief);
      const fitness = { families: families?.map(Number), capabilities, territories };
      setFitness(state, belief.row, words, fitness);
    }
    if (belief?.kind === 'link') setLink(state, belief.row, belief.shedShare);
  });
  return problems.length > 0 ? { problems } : { state, words };
}

function missingColumns(file: string, header: readonly string[]): Problem[] {
  const missing = columns.filter((column) => !header.includes(column));
  return missing.map((column) => ({
    ...{ code: 'missing-column', file, line: 1, column: 1, path: column },
    text: `expected a column "${column}"${suggestion(column, header)}`,
  }));
}

type Fits = readonly (readonly string[] | undefined)[];

/** All words of the masks, in the order in which they come first. */
function maskWordsOf(fits: readonly Fits[]): AskTerms {
  const all = (column: number) => [...new Set(fits.flatMap((fit) => fit[column] ?? []))];
  return { capabilities: all(1), territories: all(2), asksFamily: all(0).length > 0 };
}

function checkMasks(
  [families, capabilities, territories]: Fits,
  words: AskTerms,
  report: (code: string, column: string, text: string) => void,
): void {
  for (const word of families ?? [])
    if (word !== '4' && word !== '6')
      report('bad-value', 'families', `expected 4 or 6, found "${word}"`);
  for (const [column, own, list] of [
    ['capabilities', words.capabilities, capabilities],
    ['territories', words.territories, territories],
  ] as const) {
    const more = list?.find((word) => own.indexOf(word) >= maskWordsMax);
    if (more !== undefined)
      report(
        'too-many-words',
        column,
        `"${more}" is the ${maskWordsMax + 1}th word or a later one`,
      );
  }
}

function readBelief(
  snapshot: Snapshot,
  [kind = '', id = '', healthy = '', shed = '']: readonly string[],
  report: (code: string, column: string, text: string) => void,
): Belief | undefined {
  if (kind !== 'appliance' && kind !== 'link') {
    report('bad-kind', 'kind', `expected appliance or link, found "${kind}"`);
    return undefined;
  }
  const row = findRow(snapshot, kind, id);
  if (row === noRow) {
    const near = suggestion(id, readIds(snapshot, kind));
    report('unknown-id', 'id', `the snapshot has no ${kind} "${id}"${near}`);
  }
  const isHealthWord = healthy === 'true' || healthy === 'false' || healthy === '';
  if (!isHealthWord) report('bad-value', 'healthy', `expected true or false, found "${healthy}"`);
  const shedShare = shed === '' ? 0 : Number(shed);
  const isShare = shedShare >= 0 && shedShare <= 1;
  if (!isShare) report('bad-value', 'shed_share', `expected a number 0 to 1, found "${shed}"`);
  if (row === noRow || !isHealthWord || !isShare) return undefined;
  return { kind, row, healthy: healthy !== 'false', shedShare };
}
