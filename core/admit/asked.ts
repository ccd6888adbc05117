// Which requests stand for all? A fixed choice of clients, by their weight, and of files.
import type { Numbers } from '../base/columns.ts';
import { noRow } from '../base/ids.ts';
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
  /** Who asks, over all (''; for the group alone), and of which group; '': of none. */
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
export const allClients = ['all IPv4', 'all IPv6', 'sample'] as const;

/** Requests over the clients of one family, over those of the sample, and at least of one group. */
const spaceAskedMax = 16_384;
const sampleAskedMax = 32_768;
const groupAskedMin = 256;
/** Each group is asked as many, or all of its clients for all files where those are fewer. */
const groupAskedLeast = 64;
/** Groups that are asked on their own; the rest together. */
const groupsMax = 256;
const otherGroups = 'other groups';
/** Fractional part of the golden ratio: multiples of it fill 0..1 evenly, whatever their number. */
const golden = 0.618033988749895;

type Use = (asked: Asked, key: number) => void;

/**
 * Gives `use` the requests of a dry run: of the sample's clients, or without one of those whom
 * candidates serve in either snapshot, each family by its address space. All clients × all files
 * where they are few; else clients evenly over their weight, and files over their popularity, or
 * evenly over both catalogues. At most 66,000.
 */
export function drawAsked(from: AskedFrom, sample: TrafficSample | undefined, use: Use): void {
  const files = filesOf(from, sample);
  if (sample === undefined || !hasWeight(sample)) {
    drawSpace(from, 'v4AddressCount', { files, use });
    drawSpace(from, 'v6BlockCount', { files, use });
    return;
  }
  const rows = rowsByGroup(sample);
  const most = Math.max(groupAskedLeast, Math.min(groupAskedMin, Math.floor(32_768 / rows.size)));
  const all = [...rows.values()].reduce(
    (total, members) => total + sum(members.map((row) => sample.weight[row])),
    0,
  );
  for (const [group, members] of rows) {
    const of = { group, members, all, most };
    if (sample.file === undefined) drawGroup(from, sample, of, { files, use });
    else drawNamed(from, sample, of, { files, use });
  }
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
    const name = rows.has(own) || rows.size < groupsMax ? own : otherGroups;
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

/** Which files are asked for, and who is told. */
type Drawn = { readonly files: Files; readonly use: Use };

function drawGroup(from: AskedFrom, sample: TrafficSample, of: Group, { files, use }: Drawn): void {
  const { a, b, joins } = from;
  const { group, members, all } = of;
  const weights = members.map((row) => sample.weight[row]);
  const most = Math.max(of.most, Math.ceil((sampleAskedMax * sum(weights)) / all));
  draw(weights, files, most, (at, joined, weight, key) => {
    const [before, after] = [vantageAt(a, sample, members[at]), vantageAt(b, sample, members[at])];
    const asked = { before, after, ...filesAt(joins, joined), weight };
    use({ ...asked, clients: allClients[2], group }, key);
  });
}

/** Who names files is asked for those; a group with few of them for others too, half its weight. */
function drawNamed(from: AskedFrom, sample: TrafficSample, of: Group, { files, use }: Drawn): void {
  const { a, b } = from;
  const { group, members, all } = of;
  const weights = members.map((row) => sample.weight[row]);
  const most = Math.max(of.most, Math.ceil((sampleAskedMax * sum(weights)) / all));
  draw(weights, oneFile, most, (at, _, weight, key) => {
    const row = members[at];
    const id = sample.file?.[row] ?? '';
    const [before, after] = [vantageAt(a, sample, row), vantageAt(b, sample, row)];
    const named = { fileBefore: findFile(a, id), fileAfter: findFile(b, id) };
    use({ before, after, ...named, weight, clients: allClients[2], group }, key);
  });
  if (group === '' || members.length >= groupAskedLeast) return;
  const forGroup: Use = (asked, key) => use({ ...asked, clients: '' }, key);
  drawGroup(
    from,
    sample,
    { ...of, most: groupAskedLeast, all: Infinity },
    { files, use: forGroup },
  );
}

function drawSpace(
  { a, b, joins, pairs }: AskedFrom,
  measure: 'v4AddressCount' | 'v6BlockCount',
  { files, use }: Drawn,
): void {
  const own = pairs.filter(
    (pair) => pair.measure[measure] > 0 && (isCovered(a, pair.before) || isCovered(b, pair.after)),
  );
  const clients = allClients[measure === 'v4AddressCount' ? 0 : 1];
  const weights = own.map((pair) => pair.measure[measure]);
  draw(weights, files, spaceAskedMax, (at, joined, weight, key) => {
    const { before, after } = own[at];
    use({ before, after, ...filesAt(joins, joined), weight, clients, group: '' }, key);
  });
}

function isCovered({ vantageList, listStart }: Snapshot, vantage: number): boolean {
  const list = vantageList[vantage];
  return listStart[list + 1] > listStart[list];
}

function filesAt({ file }: Joins, joined: number) {
  return { fileBefore: file.rowA[joined], fileAfter: file.rowB[joined] };
}

/** Files to draw from: of each its joined row, its share, and the sum of shares up to it. */
type Files = {
  readonly joined: Numbers;
  readonly share: Numbers;
  readonly upTo: Numbers;
};

const oneFile: Files = { joined: [0], share: [1], upTo: [1] };

/** Files by the popularity that the sample says; where it says none that counts all alike. */
function filesOf({ a, b, joins: { file } }: AskedFrom, sample: TrafficSample | undefined): Files {
  const weights = new Float64Array(file.count);
  const { file: ids = [], weight = [] } = sample?.popularity ?? {};
  for (let k = 0; k < ids.length; k++) {
    const [before, after] = [findFile(a, ids[k]), findFile(b, ids[k])];
    const joined = before === noRow ? (after === noRow ? noRow : file.ofB[after]) : before;
    if (joined !== noRow && isWeight(weight[k])) weights[joined] += weight[k];
  }
  const all = sum(weights);
  const isAlike = !(all > 0 && all < Number.POSITIVE_INFINITY);
  const joined: number[] = [];
  const share: number[] = [];
  const upTo: number[] = [];
  let passed = 0;
  for (let row = 0; row < file.count; row++) {
    const own = isAlike ? 1 / file.count : weights[row] / all;
    if (own === 0) continue;
    passed += own;
    joined.push(row);
    share.push(own);
    upTo.push(passed);
  }
  return { joined, share, upTo };
}

/** The place of the file at which the shares up to it pass `part`, 0..1. */
function placeOf({ upTo }: Files, part: number): number {
  let low = 0;
  let high = upTo.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (upTo[middle] <= part) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Gives `use` rows with joined files, weights and a number each, `most` or all that there are. */
function draw(
  weights: Numbers,
  files: Files,
  most: number,
  use: (row: number, joined: number, weight: number, key: number) => void,
): void {
  const all = sum(weights);
  const count = files.joined.length;
  if (weights.length * count <= most) {
    for (let row = 0; row < weights.length; row++)
      for (let file = 0; file < count; file++)
        use(row, files.joined[file], weights[row] * files.share[file], row * count + file);
    return;
  }
  let row = 0;
  let passed = weights[0];
  for (let key = 0; key < most; key++) {
    const place = ((key + 0.5) / most) * all;
    while (passed <= place && row + 1 < weights.length) passed += weights[++row];
    const turn = (key + 1) * golden;
    const file = files.joined[placeOf(files, turn - Math.floor(turn))];
    use(row, file, all / most, key);
  }
}
