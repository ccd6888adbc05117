// How does an explanation of a decision read?
import {
  type AskWishes,
  type CandidateAccount,
  counted,
  type Explanation,
  type HolderAccount,
  type OrderAccount,
  type Overlay,
  overlays,
} from '@fairlead/core';
import { outColors } from '../terminal/stream/color.ts';
import { orderText, resortText } from './order-text.ts';
import { shareText } from './quantity.ts';
import { tableText } from './text-table.ts';

/** Who asked for what, as it may be shown, and under which panic share: a client or a record. */
export type Asked = AskWishes & {
  readonly client?: string;
  /** Number of the record, from 1. */
  readonly record?: number;
  readonly file: string;
  readonly session: string;
  readonly panicShare?: number;
};

/** `a, b and c`. */
const listText = (words: readonly string[]): string =>
  [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((text) => text !== '').join(' and ');
const lettersOf = (chosen: readonly Overlay[]): string[] => chosen.map(({ letter }) => letter);
const softLetters = listText(lettersOf(overlays.filter(({ isSoft }) => isSoft)));
const hardLetters = listText(['C', ...lettersOf(overlays.filter(({ isSoft }) => !isSoft))]);

const reasonWords: { readonly [reason: string]: string } = {
  ranked: 'Ranked: eligible appliances in the order of the network.',
  'fail-open':
    `Fail-open: only health or load stood in the way, so ${softLetters} are ignored ` +
    `and ${hardLetters} are not.`,
  'last-resort':
    'Last resort: no candidate may serve this client, so exchange sites with transit do, ' +
    'nearest first.',
  none: 'None: no appliance that could be used is up and holds the file.',
};

function labelWords(label: string, shedShare: number, linkShedShare: number): string {
  if (label === 'C') return 'does not hold the file';
  const overlay = overlays.find(({ letter }) => letter === label);
  if (overlay === undefined || overlay.bits !== 0) return overlay?.says ?? '';
  const share = overlay.name === 'link' ? linkShedShare : shedShare;
  return `${overlay.says} (${shareText(share, 0)} of sessions)`;
}

/** What became of one holder. */
function fateText(holder: HolderAccount, candidate: CandidateAccount): string {
  const { label, place, shedShare, ignored } = holder;
  const why = label === null ? '' : labelWords(label, shedShare, candidate.linkShedShare);
  if (label !== null && !ignored) return `${label}: ${why}`;
  const though = label === null ? '' : `, though ${label}: ${why}`;
  if (place !== null) return `target ${place + 1}${though}`;
  if (holder.full !== undefined) return `eligible, but its ${holder.full} has enough${though}`;
  const others = candidate.reached
    ? 'others of its rank are before it'
    : 'there were enough before';
  return `eligible, but ${others}${though}`;
}

/** Lines of one cluster: names on the first only. */
function rowsOf(candidate: CandidateAccount): (string | number)[][] {
  const { rank, cluster, site, link, holders } = candidate;
  const names = [rank ?? '–', cluster, site, link];
  if (holders.length === 0) return [[...names, '–', `C: ${labelWords('C', 0, 0)}`]];
  return holders.map((holder, k) => [
    ...(k === 0 ? names : ['', '', '', '']),
    holder.appliance,
    fateText(holder, candidate),
  ]);
}

function candidatesText(title: string, candidates: readonly CandidateAccount[]): string {
  const head = ['rank', 'cluster', 'site', 'link', 'appliance', 'what became of it'];
  return `\n${outColors.bold(title)}\n${tableText(head, candidates.flatMap(rowsOf))}`;
}

function targetsText({ targets, want }: Explanation): string {
  const [first] = targets;
  if (first === undefined) return `No target, ${want} wanted.`;
  const { appliance, site, link, rank } = first;
  const count = `${counted(targets.length, 'target')}, ${want} wanted`;
  const place = rank === null ? '' : `, rank ${rank}`;
  return `${count}; first ${appliance} at ${site} over ${link}${place}.`;
}

/** What an explanation says beyond the decision: why in this order, what may be meant. */
type Beside = {
  /** Null: no world was given. */
  readonly order: OrderAccount | null;
  /** After an unknown file. */
  readonly nearFile: string;
  /** What was asked and nobody knows: words, an appliance. */
  readonly unknown?: readonly string[];
};

const noOrderText = `
Why in this order: the snapshot keeps ranks alone; --world FOLDER, the world it was compiled from,
adds of each candidate prefix, AS path, MED and distance, and what put it before the next.
`;

/** Who asked for what, in one line. */
function askedText({ client, record, file, session }: Asked, vantage: number): string {
  const who =
    record === undefined
      ? `Client ${outColors.bold(client ?? '–')} (vantage ${vantage})`
      : `Record ${outColors.bold(String(record))} (vantage ${vantage}; it keeps no address)`;
  return `${who}, file ${file}, session ${session}`;
}

/** The explanation for people. */
export function explanationText(
  asked: Asked,
  explanation: Explanation,
  { order, nearFile, unknown = [] }: Beside = { order: null, nearFile: '' },
): string {
  const { vantage, reason, fileKnown, candidates, resort } = explanation;
  const { file, panicShare = 0 } = asked;
  const lines = [
    askedText(asked, vantage),
    reasonWords[reason] ?? reason,
    targetsText(explanation),
  ];
  if (explanation.served !== undefined)
    lines.push(`${explanation.served} serves the session now and stays first while it may.`);
  if (panicShare > 0)
    lines.push(`Panic: a rank less than ${panicShare} healthy is served if no later one has room.`);
  if (!fileKnown)
    lines.push(`No manifest names the file ${file}${nearFile === '' ? '.' : nearFile}`);
  lines.push(...unknown);
  if (candidates.length === 0) lines.push('No route covers this client.');
  const why = order === null ? noOrderText : orderText(order);
  const whyResort = order === null || resort.length === 0 ? '' : resortText(order);
  const tables = [
    candidates.length > 0 ? candidatesText('Candidates', candidates) : '',
    resort.length > 0 ? candidatesText('Sites of the last resort', resort) : '',
    candidates.length > 0 ? why : '',
    whyResort,
  ];
  return `${lines.join('\n')}\n${tables.join('')}`;
}
