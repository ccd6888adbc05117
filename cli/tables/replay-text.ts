// How does a replay read, in fifty lines at most?
import { counted, grouped, type Problem, type RecordFault } from '@fairlead/core';
import { problemsText } from '../terminal/problems.ts';
import { outColors } from '../terminal/stream/color.ts';
import { quantityText, shareText } from './quantity.ts';
import type { LoadShift, ReplayDocument } from './replay-document.ts';
import { tableText } from './text-table.ts';

/** Why a record was not taken again. */
export const faultWords: { readonly [fault in RecordFault]: string } = {
  'no-record': 'no record of this version',
  'other-snapshot': 'of another snapshot than the one given',
  'other-rows': 'of a live snapshot that answers alike: vantages have other numbers in its copy',
  'other-state': 'of another state than the one given with --state (without it: all is well)',
  'other-policy': 'decided under another panic share',
  'bad-row': 'names a vantage or file that the snapshot has not',
  differs: 'the snapshot and state decide something else',
};

/** Together with heads and gaps these are 50 lines. */
const shown = { problems: 2, causes: 3, moves: 6, ranks: 3, loads: 5, names: 4 };

const bps = (value: number) => quantityText(value, 'bps');

/** The first rows, and how many follow. */
function cut<Row>(rows: readonly Row[], max: number, count = rows.length): [Row[], string] {
  const rest = count - Math.min(rows.length, max);
  return [rows.slice(0, max), rest > 0 ? `… and ${grouped(rest)} more\n` : ''];
}

function headText(document: ReplayDocument): string {
  const { records, replayed, foreign, broken, gone, moved, split } = document;
  const lines = [
    broken === 0
      ? outColors.bold(`${grouped(replayed)} of ${counted(records, 'record')} replayed bit for bit`)
      : outColors.bold(`${grouped(broken)} of ${counted(records, 'record')} did not replay`),
  ];
  if (foreign > 0)
    lines.push(`Left out, as made with another snapshot or state: ${grouped(foreign)}`);
  if (gone.length > 0) {
    const [names, more] = cut(gone, shown.names);
    lines.push(`Without ${counted(gone.length, 'site')}: ${names.join(', ')} ${more}`.trimEnd());
  }
  const bytes = quantityText(moved.bytes, 'B');
  const share = replayed > 0 ? ` (${shareText(moved.decisions / replayed)})` : '';
  lines.push(
    moved.decisions === 0
      ? 'No session would begin elsewhere'
      : `${counted(moved.decisions, 'decision')}${share}, ${bytes} elsewhere`,
  );
  if (split > 0)
    lines.push(
      `${counted(split, 'decision')} of a vantage that splits up: shown where most of it goes`,
    );
  return `${lines.join('\n')}\n`;
}

/** What a cause did to the first target. */
const turnWords: { readonly [turn: string]: string } = {
  lost: 'fell away',
  won: 'came before',
  reordered: 'has another place',
};

function movesText({ causes, moves, moreMoves }: ReplayDocument): string {
  if (moves.length === 0) return '';
  const [tops, more] = cut(causes, shown.causes);
  const byCause = tops.map(({ cause, turn, decisions, bytes }) => [
    cause,
    turnWords[turn] ?? turn,
    grouped(decisions),
    quantityText(bytes, 'B'),
  ]);
  const [heavy, rest] = cut(moves, shown.moves, moves.length + moreMoves);
  const byMove = heavy.map(({ cause, from, to, decisions, bytes }) => [
    from ?? 'nowhere',
    to ?? 'nowhere',
    cause,
    grouped(decisions),
    quantityText(bytes, 'B'),
  ]);
  return (
    `\n${tableText(['cause', 'so the first target', 'decisions', 'bytes'], byCause)}${more}` +
    `\n${tableText(['from', 'to', 'cause', 'decisions', 'bytes'], byMove)}${rest}`
  );
}

/** The nearest ranks one by one, those behind them together, then the last resort and nobody. */
function ranksText({ ranks }: ReplayDocument): string {
  const rows = new Map<string, { beforeBps: number; afterBps: number }>();
  for (const { rank, beforeBps, afterBps } of ranks) {
    const isNear = typeof rank === 'number' && rank < shown.ranks;
    const name = typeof rank !== 'number' ? rank : isNear ? `rank ${rank}` : 'later ranks';
    const sum = rows.get(name) ?? { beforeBps: 0, afterBps: 0 };
    rows.set(name, { beforeBps: sum.beforeBps + beforeBps, afterBps: sum.afterBps + afterBps });
  }
  const cells = [...rows].map(([name, { beforeBps, afterBps }]) => [
    name === 'none' ? 'nobody' : name,
    bps(beforeBps),
    bps(afterBps),
  ]);
  return `\n${tableText(['served by', 'before', 'after'], cells)}`;
}

const percent = (share: number | null) => (share === null ? '–' : shareText(share, 0));

function loadsText(name: string, { rows, changed }: ReplayDocument['sites']): string {
  if (rows.length === 0) return '';
  const [tops, more] = cut<LoadShift>(rows, shown.loads, changed);
  const cells = tops.map(({ id, addedBps, capacityBps, beforeShare, afterShare }) => [
    id,
    (addedBps < 0 ? '' : '+') + bps(addedBps),
    bps(capacityBps),
    percent(beforeShare),
    percent(afterShare),
  ]);
  return `\n${tableText([name, 'added', 'capacity', 'before', 'after'], cells)}${more}`;
}

function verdictText({ sites, links, appliances, moved, ranks }: ReplayDocument): string {
  if (moved.decisions === 0) return '';
  const tables = { site: sites, link: links, appliance: appliances };
  const partsOf = (isNew: boolean) =>
    Object.entries(tables).flatMap(([word, table]) => overText(word, table, isNew));
  const [parts, more] = [partsOf(true), partsOf(false)];
  const nobody = ranks.find(({ rank }) => rank === 'none');
  const lostBps = nobody === undefined ? 0 : nobody.afterBps - nobody.beforeBps;
  const lost = lostBps > 0 ? `; ${bps(lostBps)} would be served by nobody` : '';
  const verdict =
    parts.length === 0
      ? 'Nothing would pass its capacity by it'
      : `Would pass their capacity by it: ${parts.join(', ')}`;
  const worse =
    more.length === 0 ? '' : `Was above its capacity, and is more so: ${more.join(', ')}\n`;
  return `\n${outColors.bold(verdict + lost)}\n${worse}`;
}

/** How many rows are above their capacity, by it or before it already, and the first of them. */
function overText(word: string, { rows }: ReplayDocument['sites'], isNew: boolean): string[] {
  const over = rows.filter(
    ({ addedBps, beforeShare, afterShare }) =>
      (afterShare ?? 0) > 1 && addedBps > 0 && (beforeShare ?? 0) > 1 !== isNew,
  );
  if (over.length === 0) return [];
  const ids = over.slice(0, shown.names).map(({ id }) => id);
  const rest = over.length > ids.length ? ', …' : '';
  return [`${counted(over.length, word)} (${ids.join(', ')}${rest})`];
}

/** The text of a replay: 50 lines at most. Loads are nominal bitrates of the sessions. */
export function replayText(document: ReplayDocument, broken: readonly Problem[]): string {
  const more = document.broken - Math.min(broken.length, shown.problems);
  const problems = problemsText(broken.slice(0, shown.problems), more);
  const loads =
    document.moved.decisions === 0
      ? ''
      : ranksText(document) + loadsText('site', document.sites) + loadsText('link', document.links);
  return headText(document) + problems + movesText(document) + loads + verdictText(document);
}
