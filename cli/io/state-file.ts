// What does a state file say about appliances and links?
import { readFile } from 'node:fs/promises';
import {
  createState,
  findRow,
  noRow,
  type Problem,
  readIds,
  type Snapshot,
  type State,
  setAppliance,
  setLink,
  suggestion,
} from '@fairlead/core';
import { csvParseRows } from 'd3';

const columns = ['kind', 'id', 'healthy', 'shed_share'] as const;

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
): Promise<{ readonly state: State } | { readonly problems: readonly Problem[] }> {
  const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  const [header = [], ...rows] = csvParseRows(text);
  const place = columns.map((column) => header.indexOf(column));
  const missing = columns.filter((_, k) => place[k] === -1);
  if (missing.length > 0) {
    const problem = { code: 'missing-column', file: path, line: 1, column: 1 };
    return {
      problems: missing.map((column) => ({
        ...problem,
        path: column,
        text: `expected a column "${column}"${suggestion(column, header)}`,
      })),
    };
  }
  const problems: Problem[] = [];
  const state = createState(snapshot);
  rows.forEach((row, k) => {
    if (row.length === 1 && row[0] === '') return;
    const fields = place.map((at) => row[at] ?? '');
    const belief = readBelief(snapshot, fields, (code, column, words) => {
      problems.push({ code, path: column, text: words, file: path, line: k + 2, column: 1 });
    });
    if (belief?.kind === 'appliance') setAppliance(state, belief.row, belief);
    if (belief?.kind === 'link') setLink(state, belief.row, belief.shedShare);
  });
  return problems.length > 0 ? { problems } : { state };
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
