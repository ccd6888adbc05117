// Does every number in a file of routes mean something, beside this snapshot?
import type { Numbers, Texts } from '../base/columns.ts';
import { noRow } from '../base/ids.ts';
import type { Problem } from '../base/problem.ts';
import { compareUtf8, decodeUtf8 } from '../base/utf8.ts';
import { fallbackBit } from '../compile/views.ts';
import { type Checks, checksOf, finder } from '../snapshot/check.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { fits, hasBadCharacter, hasLoneSurrogate, hopsMax } from '../world/faults.ts';
import { type BoundsRule, costRule } from '../world/rules.ts';
import { rpkiStates } from '../world/world.ts';
import { heardSections, type RouteColumnName, type RouteColumns } from './layout.ts';

type RouteChecks = Checks<RouteColumnName> & {
  readonly columns: RouteColumns;
  readonly snapshot: Snapshot;
};

const latitude: BoundsRule = { min: -90, max: 90 };
const longitude: BoundsRule = { min: -180, max: 180 };
/** A cost is said by each link here: none is left empty. */
const costs: BoundsRule = { min: costRule.min, max: costRule.max };

/** How many parts these starts part, with the end of the last; 0 where there are none. */
const partsOf = (start: Numbers): number => Math.max(0, start.length - 1);

/** Ids of the metros; each is there once, in byte order. */
export function metroIds({ metroText, metroTextStart }: RouteColumns): Texts {
  return Array.from({ length: metroTextStart.length - 1 }, (_, row) =>
    decodeUtf8(metroText, metroTextStart[row], metroTextStart[row + 1]),
  );
}

function checkPlaces(checks: RouteChecks): void {
  const { columns, snapshot } = checks;
  const { siteCount, linkCount } = snapshot;
  const isLat = (value: number) => fits(latitude, value);
  const isLon = (value: number) => fits(longitude, value);
  checks.rows('siteLat', siteCount, isLat);
  checks.rows('siteLon', siteCount, isLon);
  if (columns.linkCost.length > 0)
    checks.rows('linkCost', linkCount, (value) => fits(costs, value));
  const metros = partsOf(columns.metroTextStart);
  checks.starts('metroTextStart', metros, columns.metroText.length);
  checks.rows('metroLat', metros, isLat);
  checks.rows('metroLon', metros, isLon);
}

function checkMetroIds({ columns, found }: RouteChecks): void {
  const ids = metroIds(columns);
  const isBad = (id: string, row: number): boolean =>
    id === '' ||
    hasBadCharacter(id) ||
    hasLoneSurrogate(id) ||
    (row > 0 && compareUtf8(ids[row - 1], id) >= 0);
  const row = ids.findIndex(isBad);
  if (row >= 0) found('metroTextStart', row, 'is not an id, or not above the one before');
}

/** Ascending, shorter before longer, without host bits. */
function checkPrefixes(checks: RouteChecks, family: 4 | 6): void {
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

function checkShape(checks: RouteChecks): void {
  const { columns, snapshot } = checks;
  const v4 = columns.prefix4.length;
  const v6 = columns.prefix60.length;
  checks.rows('length4', v4, (value) => value <= 32);
  for (const section of ['prefix61', 'prefix62', 'prefix63'] as const) checks.rows(section, v6);
  checks.rows('length6', v6, (value) => value <= 128);
  const heard = columns.heardCluster.length;
  const lists = partsOf(columns.heardStart);
  checks.starts('heardStart', lists, heard);
  checks.rows('prefixHeard', v4 + v6, (value) => value < lists);
  const metros = partsOf(columns.metroTextStart);
  const isPlace = (value: number) =>
    value === noRow || (value >= fallbackBit ? value - fallbackBit : value) < metros;
  checks.rows('prefixPlace', v4 + v6, isPlace);
  checks.rows('heardCluster', heard, (value) => value < snapshot.clusterCount);
  checks.rows('heardPathLength', heard, (value) => value <= hopsMax);
  checks.rows('heardMed', heard);
  checks.rows('heardLink', heard, (value) => value < snapshot.linkCount);
  checks.rows('heardRpki', heard, (value) => value < rpkiStates.length);
}

/** Links of the cluster's site, and lists in order: a compiler sorts them by insertion. */
function checkHeard({ columns, snapshot, found }: RouteChecks): void {
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
      else found('heardLink', at, 'is not a link of the site of its cluster');
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
  const found = finder(bytes, columns, problems);
  const checks: RouteChecks = { ...checksOf(columns, found), columns, snapshot };
  // A later part reads what an earlier one found sound.
  const parts = [
    checkPlaces,
    checkMetroIds,
    checkShape,
    (of: RouteChecks) => checkPrefixes(of, 4),
    (of: RouteChecks) => checkPrefixes(of, 6),
    checkHeard,
  ];
  for (const part of parts) {
    part(checks);
    if (problems.length > 0) return problems;
  }
  return problems;
}
