// Does every number in a file of routes mean something, beside this snapshot?
import type { Numbers, Texts } from '../base/columns.ts';
import { noRow } from '../base/ids.ts';
import type { Problem } from '../base/problem.ts';
import { compareUtf8, decodeUtf8 } from '../base/utf8.ts';
import { fallbackBit } from '../compile/views.ts';
import { problemAt } from '../snapshot/container.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { fits, hasBadCharacter, hasLoneSurrogate, hopsMax } from '../world/faults.ts';
import { type BoundsRule, capacityRule } from '../world/rules.ts';
import { rpkiStates } from '../world/world.ts';
import { heardSections, type RouteColumnName, type RouteColumns } from './layout.ts';

type Checks = {
  readonly columns: RouteColumns;
  readonly snapshot: Snapshot;
  readonly found: (section: RouteColumnName, row: number, text: string) => void;
};

const latitude: BoundsRule = { min: -90, max: 90 };
const longitude: BoundsRule = { min: -180, max: 180 };
/** A cost is an amount like a capacity: from 0, and no infinity. */
const costs = capacityRule;

/** Has `count` rows, each of which `isFit`. */
function rows(
  { columns, found }: Checks,
  section: RouteColumnName,
  count: number,
  isFit: (value: number, row: number) => boolean = () => true,
): void {
  const column: Numbers = columns[section];
  if (column.length !== count) {
    found(section, 0, `${column.length} rows where ${count} belong`);
    return;
  }
  for (let row = 0; row < count; row++)
    if (!isFit(column[row], row)) {
      found(section, row, `${column[row]} is none that may stand here`);
      return;
    }
}

/** Starts from 0 to `end` that never fall; how many rows they part, 0 where they are none. */
function starts(
  { columns, found }: Checks,
  section: 'metroTextStart' | 'heardStart',
  end: number,
): number {
  const column = columns[section];
  const last = column.length - 1;
  let row = 1;
  while (row <= last && column[row] >= column[row - 1]) row++;
  if (last < 0 || column[0] !== 0) found(section, 0, 'must be 0');
  else if (row <= last) found(section, row, `${column[row]} is less than the row before`);
  else if (column[last] !== end) found(section, last, `${column[last]} where ${end} belongs`);
  return Math.max(0, last);
}

/** Ids of the metros; each is there once, in byte order. */
export function metroIds({ metroText, metroTextStart }: RouteColumns): Texts {
  return Array.from({ length: metroTextStart.length - 1 }, (_, row) =>
    decodeUtf8(metroText, metroTextStart[row], metroTextStart[row + 1]),
  );
}

function checkPlaces(checks: Checks): void {
  const { columns, snapshot } = checks;
  const { siteCount, linkCount } = snapshot;
  const isLat = (value: number) => fits(latitude, value);
  const isLon = (value: number) => fits(longitude, value);
  rows(checks, 'siteLat', siteCount, isLat);
  rows(checks, 'siteLon', siteCount, isLon);
  if (columns.linkCost.length > 0)
    rows(checks, 'linkCost', linkCount, (value) => fits(costs, value));
  const metros = starts(checks, 'metroTextStart', columns.metroText.length);
  rows(checks, 'metroLat', metros, isLat);
  rows(checks, 'metroLon', metros, isLon);
}

function checkMetroIds({ columns, found }: Checks): void {
  const ids = metroIds(columns);
  const isBad = (id: string, row: number): boolean =>
    id === '' ||
    hasBadCharacter(id) ||
    hasLoneSurrogate(id) ||
    (row > 0 && compareUtf8(ids[row - 1], id) >= 0);
  const row = ids.findIndex(isBad);
  if (row >= 0) found('metroTextStart', row, 'is no id, or not above the one before');
}

/** Ascending, shorter before longer, without host bits. */
function checkPrefixes(checks: Checks, family: 4 | 6): void {
  const { columns, found } = checks;
  const { prefix4, prefix60, prefix61, prefix62, prefix63 } = columns;
  const words = family === 4 ? [prefix4] : [prefix60, prefix61, prefix62, prefix63];
  const length = family === 4 ? columns.length4 : columns.length6;
  const section = family === 4 ? 'prefix4' : 'prefix60';
  for (let row = 0; row < length.length; row++) {
    let gap = row === 0 ? 1 : 0;
    let hasHostBits = false;
    for (let word = 0; word < words.length; word++) {
      const kept = length[row] - word * 32;
      const host = kept >= 32 ? 0 : kept <= 0 ? 0xffffffff : 0xffffffff >>> kept;
      if ((words[word][row] & host) !== 0) hasHostBits = true;
      if (gap === 0) gap = words[word][row] - words[word][row - 1];
    }
    if (gap === 0) gap = length[row] - length[row - 1];
    if (!hasHostBits && gap > 0) continue;
    found(
      section,
      row,
      hasHostBits ? 'has bits behind its length' : 'must be above the one before',
    );
    return;
  }
}

function checkShape(checks: Checks): void {
  const { columns, snapshot } = checks;
  const v4 = columns.prefix4.length;
  const v6 = columns.prefix60.length;
  rows(checks, 'length4', v4, (value) => value <= 32);
  for (const section of ['prefix61', 'prefix62', 'prefix63'] as const) rows(checks, section, v6);
  rows(checks, 'length6', v6, (value) => value <= 128);
  const heard = columns.heardCluster.length;
  const lists = starts(checks, 'heardStart', heard);
  rows(checks, 'prefixHeard', v4 + v6, (value) => value < lists);
  const metros = columns.metroTextStart.length - 1;
  const isPlace = (value: number) =>
    value === noRow || (value >= fallbackBit ? value - fallbackBit : value) < metros;
  rows(checks, 'prefixPlace', v4 + v6, isPlace);
  rows(checks, 'heardCluster', heard, (value) => value < snapshot.clusterCount);
  rows(checks, 'heardPathLength', heard, (value) => value <= hopsMax);
  rows(checks, 'heardMed', heard);
  rows(checks, 'heardLink', heard, (value) => value < snapshot.linkCount);
  rows(checks, 'heardRpki', heard, (value) => value < rpkiStates.length);
}

/** Links of the cluster's site, and lists in order: a compiler sorts them by insertion. */
function checkHeard({ columns, snapshot, found }: Checks): void {
  const { heardStart, heardCluster, heardLink } = columns;
  const { linkSite, clusterSite } = snapshot;
  const keys = heardSections.map((section): Numbers => columns[section]);
  for (let list = 0; list + 1 < heardStart.length; list++)
    for (let at = heardStart[list]; at < heardStart[list + 1]; at++) {
      const isNear = linkSite[heardLink[at]] === clusterSite[heardCluster[at]];
      const key = keys.find((column) => column[at] !== column[at - 1]);
      const isFirst = at === heardStart[list];
      if (isNear && (isFirst || key === undefined || key[at] > key[at - 1])) continue;
      if (isNear) found('heardCluster', at, 'must not be before the route before it');
      else found('heardLink', at, 'is no link of the site of its cluster');
      return;
    }
}

/**
 * Problems of columns whose header was read, each at its byte. What passes cannot make a compiler
 * throw or leave its columns. O(bytes).
 */
export function checkRoutes(
  columns: RouteColumns,
  bytes: Uint8Array,
  snapshot: Snapshot,
): Problem[] {
  const problems: Problem[] = [];
  const checks: Checks = {
    columns,
    snapshot,
    found(section, row, text) {
      const { byteOffset, BYTES_PER_ELEMENT } = columns[section];
      const offset = byteOffset - bytes.byteOffset + row * BYTES_PER_ELEMENT;
      problems.push(problemAt(offset, 'bad-section', `${section}, row ${row}: ${text}`));
    },
  };
  // A later part reads what an earlier one found sound.
  const parts = [
    checkPlaces,
    checkMetroIds,
    checkShape,
    (of: Checks) => checkPrefixes(of, 4),
    (of: Checks) => checkPrefixes(of, 6),
    checkHeard,
  ];
  for (const part of parts) {
    part(checks);
    if (problems.length > 0) return problems;
  }
  return problems;
}
