// What was added, removed or changed in the fleet between two snapshots? Rows are matched by id.
import type { Texts } from '../base/columns.ts';
import { noRow } from '../base/ids.ts';
import { compareUtf8 } from '../base/utf8.ts';
import { applianceStates, linkKinds, siteKinds } from '../world/world.ts';
import { type IdTable, readIds } from './ids.ts';
import type { Snapshot } from './layout.ts';

/** The ids of one table in either snapshot, each once, and the rows that have them. */
export type Join = {
  readonly ids: Texts;
  /** Row of `ids` of each row of the snapshot. */
  readonly ofA: Uint32Array;
  readonly ofB: Uint32Array;
  /** Row in the snapshot of each row of `ids`, or `noRow`. */
  readonly rowA: Uint32Array;
  readonly rowB: Uint32Array;
};

export function joinIds(a: Snapshot, b: Snapshot, table: IdTable): Join {
  const ids: string[] = [];
  const known = new Map<string, number>();
  const enter = (id: string): number => {
    let row = known.get(id);
    if (row === undefined) {
      row = ids.length;
      known.set(id, row);
      ids.push(id);
    }
    return row;
  };
  const ofA = Uint32Array.from(readIds(a, table), enter);
  const ofB = Uint32Array.from(readIds(b, table), enter);
  const back = (of: Uint32Array): Uint32Array => {
    const rows = new Uint32Array(ids.length).fill(noRow);
    of.forEach((joined, row) => {
      rows[joined] = row;
    });
    return rows;
  };
  return { ids, ofA, ofB, rowA: back(ofA), rowB: back(ofB) };
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
export type HoldingsChange = {
  readonly cluster: string;
  readonly gainedFileCount: number;
  readonly lostFileCount: number;
  readonly copiesChangedFileCount: number;
};

/** What came, went and changed in the tables of the fleet, by id. */
export type FleetDiff = {
  /** Fields: `kind`. */
  readonly sites: TableDiff;
  /** Fields: `site`. */
  readonly clusters: TableDiff;
  /** Fields: `cluster`, `state`, `capacityBps`. */
  readonly appliances: TableDiff;
  /** Fields: `site`, `kind`, `capacityBps`. */
  readonly links: TableDiff;
  readonly files: TableDiff;
  readonly holdings: readonly HoldingsChange[];
};

type Field = readonly [name: string, read: (snapshot: Snapshot, row: number) => string | number];

const isSame = (table: TableDiff): boolean =>
  table.added.length + table.removed.length + table.changed.length === 0;

export function isEmptyFleetDiff(fleet: FleetDiff): boolean {
  const { sites, clusters, appliances, links, files, holdings } = fleet;
  return [sites, clusters, appliances, links, files].every(isSame) && holdings.length === 0;
}

export function diffFleet(a: Snapshot, b: Snapshot, joins: Joins): FleetDiff {
  const idIn = (table: IdTable, snapshot: Snapshot, row: number): string =>
    joins[table].ids[(snapshot === a ? joins[table].ofA : joins[table].ofB)[row]] ?? '';
  const compare = (table: IdTable, ...fields: Field[]): TableDiff =>
    diffTable(a, b, joins[table], fields);
  return {
    sites: compare('site', ['kind', ({ siteKind }, row) => siteKinds[siteKind[row]]]),
    clusters: compare('cluster', ['site', (of, row) => idIn('site', of, of.clusterSite[row])]),
    appliances: compare(
      'appliance',
      ['cluster', (of, row) => idIn('cluster', of, of.applianceCluster[row])],
      ['state', ({ applianceState }, row) => applianceStates[applianceState[row]]],
      ['capacityBps', ({ capacityBps }, row) => capacityBps[row]],
    ),
    links: compare(
      'link',
      ['site', (of, row) => idIn('site', of, of.linkSite[row])],
      ['kind', ({ linkKind }, row) => linkKinds[linkKind[row]]],
      ['capacityBps', ({ linkCapacityBps }, row) => linkCapacityBps[row]],
    ),
    files: compare('file'),
    holdings: diffHoldings(a, b, joins),
  };
}

function diffTable(a: Snapshot, b: Snapshot, join: Join, fields: readonly Field[]): TableDiff {
  const added: string[] = [];
  const removed: string[] = [];
  const changed: { id: string; fields: FieldChange[] }[] = [];
  join.ids.forEach((id, joined) => {
    const rowA = join.rowA[joined];
    const rowB = join.rowB[joined];
    if (rowA === noRow) added.push(id);
    else if (rowB === noRow) removed.push(id);
    else {
      const changes = fields
        .map(([field, read]) => ({ field, from: read(a, rowA), to: read(b, rowB) }))
        .filter(({ from, to }) => !Object.is(from, to));
      if (changes.length > 0) changed.push({ id, fields: changes });
    }
  });
  added.sort(compareUtf8);
  removed.sort(compareUtf8);
  changed.sort((x, y) => compareUtf8(x.id, y.id));
  return { added, removed, changed };
}

type HoldingCounts = Omit<HoldingsChange, 'cluster'>;

function diffHoldings(a: Snapshot, b: Snapshot, { cluster, file }: Joins): HoldingsChange[] {
  const found: HoldingsChange[] = [];
  const known = new Map<string, HoldingCounts>();
  cluster.ids.forEach((id, joined) => {
    const rowA = cluster.rowA[joined];
    const rowB = cluster.rowB[joined];
    if (rowA === noRow || rowB === noRow) return;
    const [from, to] = [a.clusterManifest[rowA], b.clusterManifest[rowB]];
    const key = `${from} ${to}`;
    const counts = known.get(key) ?? compareManifests({ a, from }, { b, to }, file);
    known.set(key, counts);
    const { gainedFileCount, lostFileCount, copiesChangedFileCount } = counts;
    if (gainedFileCount + lostFileCount + copiesChangedFileCount > 0)
      found.push({ cluster: id, ...counts });
  });
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
  for (let joined = 0; joined < file.ids.length; joined++) {
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
