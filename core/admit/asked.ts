// Which requests stand for all? A fixed choice of clients, by their weight, and of files.
import type { Numbers } from '../base/columns.ts';
import type { Joins } from '../diff/diff-fleet.ts';
import { type TrafficSample, type VantagePair, vantageAt } from '../diff/diff-space.ts';
import { findFile } from '../snapshot/find-file.ts';
import type { Snapshot } from '../snapshot/layout.ts';

/** One request: the vantages of its client, the rows of its file, and what it weighs. */
export type Asked = {
  readonly before: number;
  readonly after: number;
  readonly fileBefore: number;
  readonly fileAfter: number;
  readonly weight: number;
  /** Who asks, over all, and of which group; '': of none. */
  readonly clients: string;
  readonly group: string;
};

/** What requests are drawn from. */
export type AskedFrom = {
  readonly a: Snapshot;
  readonly b: Snapshot;
  readonly joins: Joins;
  readonly pairs: readonly VantagePair[];
};

/** What all clients are called: those of a family, and those of a sample. */
export const allClients: readonly string[] = ['all IPv4', 'all IPv6', 'sample'];

/** Requests over all clients of one kind, and at least over those of one group. */
const askedMax = 8192;
const groupAskedMin = 256;
/** Groups that are asked on their own; the rest together. */
const groupsMax = 256;
/** Fractional part of the golden ratio: multiples of it fill 0..1 evenly, whatever their number. */
const golden = 0.618033988749895;

type Use = (asked: Asked, key: number) => void;
type Draw = { readonly weights: Numbers; readonly files: number; readonly most: number };

/**
 * Gives `use` the requests of a dry run: of the sample's clients, or without one of those whom
 * candidates serve in either snapshot, each family by its address space. All clients × all files
 * where they are few; else clients evenly over their weight and files evenly over both catalogues.
 */
export function drawAsked(from: AskedFrom, sample: TrafficSample | undefined, use: Use): void {
  if (sample === undefined || !hasWeight(sample)) {
    drawSpace(from, 'v4AddressCount', use);
    drawSpace(from, 'v6BlockCount', use);
    return;
  }
  const rows = rowsByGroup(sample);
  const most = Math.max(16, Math.min(groupAskedMin, Math.floor((askedMax * 4) / rows.size)));
  const all = [...rows.values()].reduce(
    (total, members) => total + sum(members.map((row) => sample.weight[row])),
    0,
  );
  for (const [group, members] of rows) drawGroup(from, sample, { group, members, all, most }, use);
}

const isWeight = (weight: number): boolean => weight > 0 && weight < Number.POSITIVE_INFINITY;

function hasWeight({ count, weight }: TrafficSample): boolean {
  for (let row = 0; row < count; row++) if (isWeight(weight[row])) return true;
  return false;
}

function sum(weights: Numbers): number {
  let all = 0;
  for (let row = 0; row < weights.length; row++) if (isWeight(weights[row])) all += weights[row];
  return all;
}

/** Rows of the sample that weigh something, by group. */
function rowsByGroup({ count, weight, group }: TrafficSample): Map<string, number[]> {
  const rows = new Map<string, number[]>();
  for (let row = 0; row < count; row++) {
    if (!isWeight(weight[row])) continue;
    const own = group?.[row] ?? '';
    const name = rows.has(own) || rows.size < groupsMax ? own : '';
    const members = rows.get(name) ?? [];
    members.push(row);
    rows.set(name, members);
  }
  return rows;
}

type Group = {
  readonly group: string;
  readonly members: readonly number[];
  readonly all: number;
  readonly most: number;
};

function drawGroup(from: AskedFrom, sample: TrafficSample, of: Group, use: Use): void {
  const { a, b, joins } = from;
  const { group, members, all } = of;
  const weights = members.map((row) => sample.weight[row]);
  const most = Math.max(of.most, Math.ceil((askedMax * sum(weights)) / all));
  const files = sample.file === undefined ? joins.file.count : 1;
  draw({ weights, files, most }, (at, place, weight, key) => {
    const row = members[at];
    const id = sample.file?.[row];
    const file = id === undefined ? filesAt(joins, place) : filesNamed(a, b, id);
    const [before, after] = [vantageAt(a, sample, row), vantageAt(b, sample, row)];
    use({ before, after, ...file, weight, clients: allClients[2], group }, key);
  });
}

function drawSpace(
  { a, b, joins, pairs }: AskedFrom,
  measure: 'v4AddressCount' | 'v6BlockCount',
  use: Use,
): void {
  const own = pairs.filter(
    (pair) => pair.measure[measure] > 0 && (isCovered(a, pair.before) || isCovered(b, pair.after)),
  );
  const clients = allClients[measure === 'v4AddressCount' ? 0 : 1];
  const weights = own.map((pair) => pair.measure[measure]);
  const files = joins.file.count;
  draw({ weights, files, most: askedMax }, (at, place, weight, key) => {
    const { before, after } = own[at];
    use({ before, after, ...filesAt(joins, place), weight, clients, group: '' }, key);
  });
}

function isCovered({ vantageList, listStart }: Snapshot, vantage: number): boolean {
  const list = vantageList[vantage];
  return listStart[list + 1] > listStart[list];
}

function filesAt({ file }: Joins, joined: number) {
  return { fileBefore: file.rowA[joined], fileAfter: file.rowB[joined] };
}

function filesNamed(a: Snapshot, b: Snapshot, id: string) {
  return { fileBefore: findFile(a, id), fileAfter: findFile(b, id) };
}

/** Gives `use` rows with their files, weights and a number each, `most` or all that there are. */
function draw(
  { weights, files, most }: Draw,
  use: (row: number, file: number, weight: number, key: number) => void,
): void {
  const all = sum(weights);
  if (weights.length * files <= most) {
    for (let row = 0; row < weights.length; row++)
      for (let file = 0; file < files; file++)
        use(row, file, weights[row] / files, row * files + file);
    return;
  }
  let row = 0;
  let passed = weights[0];
  for (let key = 0; key < most; key++) {
    const place = ((key + 0.5) / most) * all;
    while (passed <= place && row + 1 < weights.length) passed += weights[++row];
    const turn = (key + 1) * golden;
    use(row, Math.floor((turn - Math.floor(turn)) * files), all / most, key);
  }
}
