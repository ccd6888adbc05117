// Is every column of a world there, of its kind of array, and as long as its table?
import { counted, grouped } from '../door/wording.ts';
import type { Complaints } from './complaints.ts';
import type { Fault } from './faults.ts';
import { type ColumnRule, type TableRule, tableRules } from './rules.ts';
import type { World } from './world.ts';

/** A table of a world as a check sees it: columns by name. */
export type Columns = { readonly [column: string]: unknown };

/** Tables, pools and `manifestId` whose columns are all there, so that rows may be looked at. */
export type WholeTables = ReadonlySet<string>;

/** The table `name` of a world, whatever stands there. */
export function columnsOf(world: World, name: string): Columns {
  const table = (world as unknown as Columns)[name];
  return typeof table === 'object' && table !== null ? (table as Columns) : {};
}

type Kind = 'Uint8Array' | 'Uint32Array' | 'Float64Array' | 'texts';

function kindOf(rule: ColumnRule): Kind {
  if (rule.kind === 'id' || rule.kind === 'text') return 'texts';
  if (rule.kind === 'word') return 'Uint8Array';
  return rule.kind === 'number' && rule.bits === 64 ? 'Float64Array' : 'Uint32Array';
}

/** Rows of the column, or -1 where it is of another kind. */
function rowsIn(column: unknown, kind: Kind): number {
  if (kind === 'texts') return Array.isArray(column) ? column.length : -1;
  if (kind === 'Uint8Array') return column instanceof Uint8Array ? column.length : -1;
  if (kind === 'Uint32Array') return column instanceof Uint32Array ? column.length : -1;
  return column instanceof Float64Array ? column.length : -1;
}

function wrong(text: string): Fault {
  return { code: 'wrong-column', text: () => text };
}

const named = { texts: 'list of texts' } as const;

/** Whether a column has `rows` rows of its kind (any number where `rows` is undefined). */
function isFit(found: Complaints, column: unknown, kind: Kind, want: Want): boolean {
  const { path, rows } = want;
  const there = rowsIn(column, kind);
  if (there < 0) found.of(wrong(`is not a ${kind === 'texts' ? named.texts : kind}`), path);
  else if (rows !== undefined && there !== rows)
    found.of(wrong(`has ${counted(there, 'row')} where ${grouped(rows)} belong`), path);
  else return true;
  return false;
}
type Want = { readonly path: string; readonly rows: number | undefined };

const pools: { readonly [name: string]: readonly (readonly [string, Kind, number | undefined])[] } =
  {
    prefixes: [
      ['family', 'Uint8Array', 0],
      ['length', 'Uint8Array', 0],
      ['word0', 'Uint32Array', 0],
      ['word1', 'Uint32Array', 0],
      ['word2', 'Uint32Array', 0],
      ['word3', 'Uint32Array', 0],
    ],
    // One start more than paths; as many hops as there are.
    paths: [
      ['start', 'Uint32Array', 1],
      ['asn', 'Uint32Array', undefined],
    ],
  };

/** The table's count, or -1 where it is none. */
function countIn(found: Complaints, world: World, name: string): number {
  const { count } = columnsOf(world, name);
  if (Number.isSafeInteger(count) && (count as number) >= 0) return count as number;
  found.of(wrong(`${String(count)} is not a count of rows`), `${name}.count`);
  return -1;
}

/** Whether something optional is left out. */
export function isLeftOut(rule: { readonly isOptional?: true }, there: unknown): boolean {
  return rule.isOptional === true && there === undefined;
}

function isWholeTable(found: Complaints, world: World, { table, columns }: TableRule): boolean {
  const count = countIn(found, world, table);
  if (count < 0) return false;
  const there = columnsOf(world, table);
  let isWhole = true;
  for (const rule of columns as readonly ColumnRule[]) {
    if (isLeftOut(rule, there[rule.column])) continue;
    const want = { path: `${table}.${rule.column}`, rows: count };
    isWhole = isFit(found, there[rule.column], kindOf(rule), want) && isWhole;
  }
  return isWhole;
}

function isWholePool(found: Complaints, world: World, pool: string): boolean {
  const count = countIn(found, world, pool);
  if (count < 0) return false;
  const there = columnsOf(world, pool);
  let isWhole = true;
  for (const [column, kind, more] of pools[pool]) {
    const rows = more === undefined ? undefined : count + more;
    isWhole = isFit(found, there[column], kind, { path: `${pool}.${column}`, rows }) && isWhole;
  }
  return isWhole;
}

/** Finds columns that are not there, of another kind or length; returns the tables without any. */
export function checkShape(found: Complaints, world: World): WholeTables {
  const whole = new Set<string>();
  for (const pool of ['prefixes', 'paths']) if (isWholePool(found, world, pool)) whole.add(pool);
  const { manifestId } = world;
  if (isFit(found, manifestId, 'texts', { path: 'manifestId', rows: undefined }))
    whole.add('manifestId');
  for (const rule of tableRules as readonly TableRule[])
    if (!isLeftOut(rule, world[rule.table]) && isWholeTable(found, world, rule))
      whole.add(rule.table);
  return whole;
}
