// How does an explanation of a decision read?
import {
  type CandidateAccount,
  type Explanation,
  type HolderAccount,
  type Overlay,
  overlays,
} from '@fairlead/core';
import { outColors } from '../terminal/color.ts';
import { shareText } from './quantity.ts';
import { tableText } from './text-table.ts';

/** Who asked for what, as it may be shown, and under which panic share. */
export type Asked = {
  readonly client: string;
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
  const count = `${targets.length} ${targets.length === 1 ? 'target' : 'targets'}, ${want} wanted`;
  const place = rank === null ? '' : `, rank ${rank}`;
  return `${count}; first ${appliance} at ${site} over ${link}${place}.`;
}

/** The explanation for people; `nearFile` is what to say after an unknown file. */
export function explanationText(asked: Asked, explanation: Explanation, nearFile = ''): string {
  const { vantage, reason, fileKnown, candidates, resort } = explanation;
  const { client, file, session, panicShare = 0 } = asked;
  const lines = [
    `Client ${outColors.bold(client)} (vantage ${vantage}), file ${file}, session ${session}`,
    reasonWords[reason] ?? reason,
    targetsText(explanation),
  ];
  if (panicShare > 0)
    lines.push(`Panic: a rank less than ${panicShare} healthy is served if no later one has room.`);
  if (!fileKnown)
    lines.push(`No manifest names the file ${file}${nearFile === '' ? '.' : nearFile}`);
  if (candidates.length === 0) lines.push('No route covers this client.');
  const tables = [
    candidates.length > 0 ? candidatesText('Candidates', candidates) : '',
    resort.length > 0 ? candidatesText('Sites of the last resort', resort) : '',
  ];
  return `${lines.join('\n')}\n${tables.join('')}`;
}
