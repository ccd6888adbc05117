// What would steering do otherwise with another snapshot?
import {
  counted,
  type DiffGroup,
  diffSnapshots,
  type FleetDiff,
  grouped,
  type Snapshot,
  type SnapshotDiff,
  type SpaceSize,
  type TableDiff,
} from '@fairlead/core';
import { readSnapshot } from '../io/snapshot-file.ts';
import { quantityText, shareText } from '../tables/quantity.ts';
import { tableText } from '../tables/text-table.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit.ts';
import { outColors } from '../terminal/stream/color.ts';

/** Groups in the text and in the document; the rest is counted. */
const groupsShown = 12;
const groupsListed = 1000;
const namesShown = 3;

/** The first ids, and how many follow; a dash for none. */
function namesText(ids: readonly string[]): string {
  if (ids.length === 0) return '–';
  const rest = ids.length - namesShown;
  return `${ids.slice(0, namesShown).join(', ')}${rest > 0 ? ` and ${grouped(rest)} more` : ''}`;
}

function measureCells({ v4AddressCount, v6BlockCount }: SpaceSize): string[] {
  return [quantityText(v4AddressCount, ''), quantityText(v6BlockCount, '')];
}

function spaceText({ space }: SnapshotDiff): string {
  const { coveredBefore: before, coveredAfter: after, lost } = space;
  const shares = (measure: SpaceSize): string[] => {
    const of = (part: keyof SpaceSize): string =>
      shareText(measure[part] / (after[part] + lost[part])); // of what is covered in either
    return [...measureCells(measure), of('v4AddressCount'), of('v6BlockCount')];
  };
  return tableText(
    ['address space', 'IPv4 addresses', 'IPv6 /48s', 'IPv4', 'IPv6'],
    [
      ['with candidates before', ...shares(before)],
      ['with candidates after', ...shares(after)],
      ['gets other candidates', ...shares(space.changed)],
      ['goes to another site at rank 0', ...shares(space.moved)],
    ],
  );
}

function causesText({ causes }: SnapshotDiff): string {
  const rows = causes.map(({ cause, groupCount, measure }) => [
    cause,
    grouped(groupCount),
    ...measureCells(measure),
  ]);
  return tableText(['cause', 'groups', 'IPv4 addresses', 'IPv6 /48s'], rows);
}

function groupsText({ groups }: SnapshotDiff): string {
  const text = ({ cause, from, to, measure }: DiffGroup): string[] => [
    cause,
    ...measureCells(measure),
    namesText(from),
    namesText(to),
  ];
  const rows = groups.slice(0, groupsShown).map(text);
  const rest = groups.length - rows.length;
  const more = rest > 0 ? `… and ${counted(rest, 'more group')}\n` : '';
  return tableText(['cause', 'IPv4 addresses', 'IPv6 /48s', 'from', 'to'], rows) + more;
}

function fleetText({ fields, holdings, ...tables }: FleetDiff): string {
  const rows = fields.map(({ field, from, to }) => [`its ${field}`, '', `${from} → ${to}`]);
  const ofTables = Object.entries(tables).flatMap(
    ([name, { added, removed, changed }]: [string, TableDiff]) => {
      const ids = changed.map(({ id }) => id);
      const lists = Object.entries({ added, removed, changed: ids });
      return lists
        .filter(([, list]) => list.length > 0)
        .map(([what, list]) => [`${name} ${what}`, grouped(list.length), namesText(list)]);
    },
  );
  rows.push(...ofTables);
  if (holdings.length > 0)
    rows.push([
      'clusters that hold other files',
      grouped(holdings.length),
      namesText(holdings.map(({ cluster }) => cluster)),
    ]);
  return rows.length > 0 ? tableText(['fleet', 'rows', 'which'], rows) : '';
}

/** Files and copies over all clusters, and what links carry; nothing where nothing changed. */
function contentText({ content }: SnapshotDiff): string {
  const rows = [
    ...(['files', 'copies'] as const)
      .map((name) => ({ name: `${name} held`, ...content[name] }))
      .filter(({ lost, gained }) => lost + gained > 0)
      .map(({ name, before, after, lost, gained }) => [
        name,
        ...[before, after, lost, gained].map(grouped),
      ]),
    ...content.links
      .filter(({ beforeBps, afterBps }) => beforeBps !== afterBps)
      .map(({ links: kind, beforeBps, afterBps }) => [
        `capacity of ${kind} links`,
        quantityText(beforeBps, 'bps'),
        quantityText(afterBps, 'bps'),
        quantityText(Math.max(0, beforeBps - afterBps), 'bps'),
        quantityText(Math.max(0, afterBps - beforeBps), 'bps'),
      ]),
  ];
  return rows.length > 0 ? tableText(['holdings', 'before', 'after', 'lost', 'gained'], rows) : '';
}

function diffText(diff: SnapshotDiff): string {
  if (diff.isEmpty)
    return 'No difference: the same candidates for everybody, the same fleet, the same files\n';
  const hasGroups = diff.groups.length > 0;
  return [
    spaceText(diff),
    hasGroups ? causesText(diff) : '',
    hasGroups ? groupsText(diff) : '',
    fleetText(diff.fleet),
    contentText(diff),
  ]
    .filter((text) => text !== '')
    .join('\n');
}

const nameOf = (path: string, { fleet, epoch, sequence }: Snapshot) => ({
  snapshot: path,
  fleet,
  epoch,
  sequence,
});

export const snapshotDiff = defineCommand({
  command: 'snapshot diff <base> <candidate>',
  describe: 'Show which clients get other candidates, why, and what changed in the fleet',
  examples: [
    ['fairlead snapshot diff s.snapshot next.snapshot', 'By impact on the address space'],
    ['fairlead snapshot diff s.snapshot next.snapshot --json | jq .fleet', 'For a program'],
  ],
  builder: (args) =>
    args
      .positional('base', { type: 'string', demandOption: true, describe: 'The old snapshot' })
      .positional('candidate', { type: 'string', demandOption: true, describe: 'The new one' }),
  async run({ base, candidate }, shell) {
    const [before, after] = [await readSnapshot(base), await readSnapshot(candidate)];
    const diff = await shell.computing(() => diffSnapshots(before, after));
    const { isEmpty, space, causes, groups, fleet, content } = diff;
    const document = {
      base: nameOf(base, before),
      candidate: nameOf(candidate, after),
      isEmpty,
      space,
      causes,
      groups: groups.slice(0, groupsListed),
      moreGroups: Math.max(0, groups.length - groupsListed),
      fleet,
      content,
    };
    shell.answer(document, () => `${outColors.bold(`${base} → ${candidate}`)}\n${diffText(diff)}`);
    return exitCodes.fine;
  },
});
