// What was added, removed or changed in the fleet between two snapshots? Rows are matched by id.
import { noRow } from '../base/ids.ts';
import { compareUtf8 } from '../base/utf8.ts';
import { type IdTable, readId } from '../snapshot/ids.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { joinTable } from '../snapshot/row-map.ts';
import { applianceStates, linkKinds, siteKinds } from '../world/world.ts';

/** The ids of one table in either snapshot, each once, and the rows that have them. */
export type Join = {
  /** Joined rows: those of A, then those that only B has. */
  readonly count: number;
  readonly idOf: (joined: number) => string;
  /** Joined row of each row of the snapshot. */
  readonly ofA: Uint32Array;
  readonly ofB: Uint32Array;
  /** Row in the snapshot of each joined row, or `noRow`. */
  readonly rowA: Uint32Array;
  readonly rowB: Uint32Array;
};

function joinIds(a: Snapshot, b: Snapshot, table: IdTable): Join {
  const ofB = joinTable(a, b, table);
  const before = a[`${table}TextStart`].length - 1;
  let count = before;
  for (let row = 0; row < ofB.length; row++) if (ofB[row] === noRow) ofB[row] = count++;
  const ofA = new Uint32Array(before);
  const rowA = new Uint32Array(count).fill(noRow);
  const rowB = new Uint32Array(count).fill(noRow);
  for (let row = 0; row < before; row++) ofA[row] = rowA[row] = row;
  for (let row = 0; row < ofB.length; row++) rowB[ofB[row]] = row;
  const idOf = (joined: number): string =>
    joined < before ? readId(a, table, joined) : readId(b, table, rowB[joined]);
  return { count, idOf, ofA, ofB, rowA, rowB };
}

export type Joins = { readonly [table in IdTable]: Join };

export function joinTables(a: Snapshot, b: Snapshot): Joins {
  const join = (table: IdTable): Join => joinIds(a, b, table);
  return {
    site: join('site'),
    cluster: join('cluster'),
    appliance: join('appliance'),
    link: join('link'),
    file: join('file'),
  };
}

/** One column of a row that is in both: words for codes and references, else the number. */
export type FieldChange = {
  readonly field: string;
  readonly from: string | number;
  readonly to: string | number;
};

/** Ids in byte order. */
export type TableDiff = {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly { readonly id: string; readonly fields: readonly FieldChange[] }[];
};

/**
 * Files that a cluster's manifest gained, lost, or holds in another number of copies. A snapshot
 * has no ids of manifests, so they are compared through the clusters that are in both.
 */
export type ManifestChange = {
  readonly cluster: string;
  readonly gainedFileCount: number;
  readonly lostFileCount: number;
  readonly copiesChangedFileCount: number;
};

/** What came, went and changed in the tables of the fleet, by id. */
export type FleetDiff = {
  /** What changed of the fleet itself: its `id`. */
  readonly fields: readonly FieldChange[];
  /** Fields: `kind`. */
  readonly sites: TableDiff;
  /** Fields: `site`. */
  readonly clusters: TableDiff;
  /** Fields: `cluster`, `state`, `capacityBps`. */
  readonly appliances: TableDiff;
  /** Fields: `site`, `kind`, `capacityBps`. */
  readonly links: TableDiff;
  readonly files: TableDiff;
  readonly holdings: readonly ManifestChange[];
};

/** A column: what it holds as a number that both snapshots share, and how that is said. */
type Field = {
  readonly name: string;
  readonly read: (snapshot: Snapshot, row: number) => number;
  readonly say?: (value: number) => string;
};

const isSame = (table: TableDiff): boolean =>
  table.added.length + table.removed.length + table.changed.length === 0;

export function isEmptyFleetDiff(fleet: FleetDiff): boolean {
  const { fields, sites, clusters, appliances, links, files, holdings } = fleet;
  if (fields.length > 0) return false;
  return [sites, clusters, appliances, links, files].every(isSame) && holdings.length === 0;
}

export function diffFleet(a: Snapshot, b: Snapshot, joins: Joins): FleetDiff {
  const compare = (table: IdTable, ...fields: Field[]): TableDiff =>
    diffTable(a, b, joins[table], fields);
  const refer = (name: 'site' | 'cluster', rowOf: (of: Snapshot) => Uint32Array): Field => {
    const { idOf, ofA, ofB } = joins[name];
    return { name, read: (of, row) => (of === a ? ofA : ofB)[rowOf(of)[row]], say: idOf };
  };
  const code = (name: string, words: readonly string[], read: Field['read']): Field => {
    return { name, read, say: (value) => words[value] };
  };
  return {
    fields: a.fleet === b.fleet ? [] : [{ field: 'id', from: a.fleet, to: b.fleet }],
    sites: compare(
      'site',
      code('kind', siteKinds, ({ siteKind }, row) => siteKind[row]),
    ),
    clusters: compare(
      'cluster',
      refer('site', ({ clusterSite }) => clusterSite),
    ),
    appliances: compare(
      'appliance',
      refer('cluster', ({ applianceCluster }) => applianceCluster),
      code('state', applianceStates, ({ applianceState }, row) => applianceState[row]),
      { name: 'capacityBps', read: ({ capacityBps }, row) => capacityBps[row] },
    ),
    links: compare(
      'link',
      refer('site', ({ linkSite }) => linkSite),
      code('kind', linkKinds, ({ linkKind }, row) => linkKind[row]),
      { name: 'capacityBps', read: ({ linkCapacityBps }, row) => linkCapacityBps[row] },
    ),
    files: compare('file'),
    holdings: diffHoldings(a, b, joins),
  };
}

function diffTable(a: Snapshot, b: Snapshot, join: Join, fields: readonly Field[]): TableDiff {
  const added: string[] = [];
  const removed: string[] = [];
  const changed: { id: string; fields: FieldChange[] }[] = [];
  for (let joined = 0; joined < join.count; joined++) {
    const rowA = join.rowA[joined];
    const rowB = join.rowB[joined];
    if (rowA === noRow) added.push(join.idOf(joined));
    else if (rowB === noRow) removed.push(join.idOf(joined));
    else {
      const changes: FieldChange[] = [];
      for (const { name: field, read, say = (value: number) => value } of fields) {
        const [from, to] = [read(a, rowA), read(b, rowB)];
        if (!Object.is(from, to)) changes.push({ field, from: say(from), to: say(to) });
      }
      if (changes.length > 0) changed.push({ id: join.idOf(joined), fields: changes });
    }
  }
  added.sort(compareUtf8);
  removed.sort(compareUtf8);
  changed.sort((x, y) => compareUtf8(x.id, y.id));
  return { added, removed, changed };
}

type HoldingCounts = Omit<ManifestChange, 'cluster'>;

/** Whether manifests of both that have one row hold the same: nothing was placed anew. */
function isSameContent(a: Snapshot, b: Snapshot, file: Join): boolean {
  const isEqual = <Column extends Uint8Array | Uint32Array>(x: Column, y: Column): boolean =>
    x.length === y.length && x.every((value: number, row: number) => value === y[row]);
  const isInPlace = file.count === b.fileCount && file.ofB.every((joined, row) => joined === row);
  return isInPlace && isEqual(a.fileCopies, b.fileCopies) && isEqual(a.copies, b.copies);
}

const sameHoldings: HoldingCounts = {
  gainedFileCount: 0,
  lostFileCount: 0,
  copiesChangedFileCount: 0,
};

function diffHoldings(a: Snapshot, b: Snapshot, { cluster, file }: Joins): ManifestChange[] {
  const found: ManifestChange[] = [];
  const known = new Map<string, HoldingCounts>();
  const isSame = isSameContent(a, b, file);
  for (let joined = 0; joined < cluster.count; joined++) {
    const rowA = cluster.rowA[joined];
    const rowB = cluster.rowB[joined];
    if (rowA === noRow || rowB === noRow) continue;
    const [from, to] = [a.clusterManifest[rowA], b.clusterManifest[rowB]];
    const key = `${from} ${to}`;
    const compare = () => compareManifests({ a, from }, { b, to }, file);
    const counts = known.get(key) ?? (isSame && from === to ? sameHoldings : compare());
    known.set(key, counts);
    const { gainedFileCount, lostFileCount, copiesChangedFileCount } = counts;
    if (gainedFileCount + lostFileCount + copiesChangedFileCount > 0)
      found.push({ cluster: cluster.idOf(joined), ...counts });
  }
  return found.sort((x, y) => compareUtf8(x.cluster, y.cluster));
}

function compareManifests(
  { a, from }: { readonly a: Snapshot; readonly from: number },
  { b, to }: { readonly b: Snapshot; readonly to: number },
  file: Join,
): HoldingCounts {
  let gainedFileCount = 0;
  let lostFileCount = 0;
  let copiesChangedFileCount = 0;
  for (let joined = 0; joined < file.count; joined++) {
    const rowA = file.rowA[joined];
    const rowB = file.rowB[joined];
    const before = rowA === noRow ? 0 : a.copies[a.fileCopies[rowA] + from];
    const after = rowB === noRow ? 0 : b.copies[b.fileCopies[rowB] + to];
    if (before === after) continue;
    if (before === 0) gainedFileCount++;
    else if (after === 0) lostFileCount++;
    else copiesChangedFileCount++;
  }
  return { gainedFileCount, lostFileCount, copiesChangedFileCount };
}
