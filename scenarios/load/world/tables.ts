// How is a table read by its rules? Columns that grow, what they take, and what they become.
import {
  type ColumnRule,
  type Fault,
  noRow,
  pathPool,
  prefixPool,
  type TableRule,
  worldFaults,
} from '@fairlead/core';
import type { FieldShape, RowFault, RowShape } from '../table/row-shape.ts';
import { zoneChecker } from '../zones.ts';
import { allTexts, textAt } from './byte-index.ts';
import {
  append,
  createKey,
  createManifestKey,
  createPrefixTexts,
  type Growing,
  growing,
  type Key,
  rowsOf,
  type Take,
  takeId,
  takeManifest,
  takeNumber,
  takePath,
  takePrefix,
  takeReference,
  takeWord,
} from './columns.ts';
import { createPairs, isNewPair } from './pairs.ts';
import { createInterned, takeText, textsOf } from './texts.ts';

export type ColumnShape = FieldShape & {
  /** In the table of a world, and what stands there when all rows were read. */
  readonly column: string;
  readonly rows: () => Rows;
  /** Of an optional column: whether a row says anything. */
  readonly isSaid?: () => boolean;
  /** Whether the rows are manifests in the order of first sight. */
  readonly isManifest?: true;
};
type Rows = Uint8Array | Uint32Array | Float64Array | string[];

/** One table: its columns, what holds between them, and the ids that it gives to others. */
export type TableShape = RowShape & {
  readonly columns: readonly ColumnShape[];
  /** A world without rows of it has no such table. */
  readonly isOptional?: true;
  /** Columns of row numbers by their name in the world. */
  readonly numbers: ReadonlyMap<string, Growing<Uint32Array>>;
};

/** What tables share while a world is read: pools, and the tables before, by name in the world. */
export type Shared = {
  readonly prefixes: ReturnType<typeof createPrefixTexts>;
  readonly paths: ReturnType<typeof pathPool>;
  readonly manifests: Key;
  readonly shapes: Map<string, TableShape>;
  /** What is wrong with the name of a time zone. */
  readonly zoneFault: (zone: string) => Fault | undefined;
};

export function createShared(): Shared {
  const prefixes = createPrefixTexts(prefixPool());
  const pools = { prefixes, paths: pathPool(), manifests: createManifestKey() };
  return { ...pools, shapes: new Map(), zoneFault: zoneChecker() };
}

function keyOf({ shapes }: Shared, table: string): Key {
  const key = shapes.get(table)?.key;
  if (key === undefined) throw new Error(`table ${table} has no ids that were read before`);
  return key;
}

function numbersOf({ shapes }: Shared, table: string, column: string): Growing<Uint32Array> {
  const numbers = shapes.get(table)?.numbers.get(column);
  if (numbers === undefined) throw new Error(`table ${table} has no column ${column}`);
  return numbers;
}

type Part = Omit<ColumnShape, 'name' | 'column'>;
type Made = { readonly key: Key | undefined; readonly numbers: Map<string, Growing<Uint32Array>> };

/** A column of row numbers or whole numbers that other rules look at. */
function counted(
  made: Made,
  rule: ColumnRule,
  take: (column: Growing<Uint32Array>) => Take,
): Part & { readonly take: Take } {
  const column = growing(Uint32Array);
  made.numbers.set(rule.column, column);
  return { take: take(column), rows: () => rowsOf(column) };
}

function partOf(shared: Shared, made: Made, rule: ColumnRule): Part {
  const { kind } = rule;
  const { manifests, prefixes, paths } = shared;
  if (kind === 'id') {
    const key = made.key as Key;
    return { take: takeId(key), rows: () => allTexts(key.index) };
  }
  if (kind === 'text') {
    const texts = createInterned();
    const take = rule.isZone ? takeText(texts, shared.zoneFault) : takeText(texts);
    return { take, rows: () => textsOf(texts) };
  }
  if (kind === 'word') {
    const codes = growing(Uint8Array);
    return { take: takeWord(rule.words, codes, rule.others), rows: () => rowsOf(codes) };
  }
  if (kind === 'number' && rule.bits === 64) {
    const values = growing(Float64Array);
    const part = { take: takeNumber(rule.range, values), rows: () => rowsOf(values) };
    if (rule.isOptional !== true) return part;
    const isSaid = () => rowsOf(values).some((value) => value !== rule.range.empty);
    return { ...part, isOptional: true, isSaid };
  }
  if (kind === 'number') return counted(made, rule, (column) => takeNumber(rule.range, column));
  if (kind === 'prefix') return counted(made, rule, (column) => takePrefix(prefixes, column));
  if (kind === 'path') return counted(made, rule, (column) => takePath(paths, column));
  if (kind === 'reference')
    return counted(made, rule, (column) => takeReference(keyOf(shared, rule.to), column));
  if (kind === 'held') {
    const part = counted(made, rule, (column) => takeReference(manifests, column));
    return { ...part, isManifest: true };
  }
  const own = made.key as Key;
  const part = counted(made, rule, (column) => takeManifest(own, manifests, column));
  return { ...part, isManifest: true, isOptional: true };
}

/** Whether the value in `row`, the last one, is new, where values are row numbers or `noRow`. */
function firstOfRows(column: Growing<Uint32Array>): (row: number) => boolean {
  const seen = growing(Uint8Array);
  return (row) => {
    const value = column.values[row] as number;
    if (value === noRow) return true;
    while (seen.count <= value) append(seen, 0);
    const isNew = seen.values[value] === 0;
    seen.values[value] = 1;
    return isNew;
  };
}

function firstOfNumbers(column: Growing<Uint32Array>): (row: number) => boolean {
  const seen = new Set<number>();
  return (row) => {
    const count = seen.size;
    return seen.add(column.values[row] as number).size > count;
  };
}

function endUnique(rule: TableRule, numbers: Made['numbers']): TableShape['endRow'] {
  if (rule.unique === undefined) return undefined;
  const { columns, what } = rule.unique;
  const rules = columns.map((name) => rule.columns.find(({ column }) => column === name));
  const [left, right] = columns.map((name) => numbers.get(name) as Growing<Uint32Array>);
  if (left === undefined || columns.length > 2)
    throw new Error(`${rule.name}: rows are told apart by one column of whole numbers or by two`);
  const last = rules[rules.length - 1] as ColumnRule;
  const found: RowFault = { column: last.name, fault: worldFaults.again(what) };
  if (right !== undefined) {
    const pairs = createPairs(left, right);
    return (row) => (isNewPair(pairs, row) ? undefined : found);
  }
  const isNew = last.kind === 'number' ? firstOfNumbers(left) : firstOfRows(left);
  return (row) => (isNew(row) ? undefined : found);
}

function endSameSite(shared: Shared, rule: TableRule, made: Made): TableShape['endRow'] {
  if (rule.sameSite === undefined) return undefined;
  const [sites, clusters, links] = ['sites', 'clusters', 'links'].map((name) =>
    keyOf(shared, name),
  ) as [Key, Key, Key];
  const siteOf = numbersOf(shared, 'clusters', 'site');
  const siteOfLink = numbersOf(shared, 'links', 'site');
  const cluster = made.numbers.get(rule.sameSite.as) as Growing<Uint32Array>;
  const link = made.numbers.get(rule.sameSite.column) as Growing<Uint32Array>;
  return (row) => {
    const [c, l] = [cluster.values[row] as number, link.values[row] as number];
    if (c === noRow || l === noRow) return undefined;
    const home = siteOf.values[c] as number;
    const away = siteOfLink.values[l] as number;
    if (home === away || home === noRow || away === noRow) return undefined;
    const ids = () => {
      const here = siteOfLink.values.subarray(0, siteOfLink.count).indexOf(home);
      return {
        link: textAt(links.index, l),
        of: textAt(sites.index, away),
        cluster: textAt(clusters.index, c),
        site: textAt(sites.index, home),
        ...(here >= 0 && { example: textAt(links.index, here) }),
      };
    };
    return { column: 'link', fault: worldFaults.foreignLink(ids) };
  };
}

/** Where there are rows, and every one has 0 in this column. */
function weightFault(columns: readonly ColumnShape[], weighed: string): RowFault | undefined {
  const found = columns.find(({ column }) => column === weighed);
  const weights = (found?.rows() ?? []) as Float64Array;
  if (found === undefined || weights.length === 0 || weights.some((value) => value !== 0))
    return undefined;
  return { column: found.name, fault: worldFaults.weightless(weighed) };
}

/** The shape of the table of this rule; those that it points at were made before. */
export function shapeTable(shared: Shared, rule: TableRule): TableShape {
  const { name, table } = rule;
  const rules = rule.columns as readonly ColumnRule[];
  const hasIds = rules.some(({ kind }) => kind === 'id');
  const made: Made = { key: hasIds ? createKey(name) : undefined, numbers: new Map() };
  const columns = rules.map((column) => {
    return { ...partOf(shared, made, column), name: column.name, column: column.column };
  });
  const { weighed } = rule;
  const endRow = endUnique(rule, made.numbers) ?? endSameSite(shared, rule, made);
  const shape: TableShape = {
    name,
    columns,
    numbers: made.numbers,
    ...(endRow && { endRow }),
    ...(weighed !== undefined && { endTable: () => weightFault(columns, weighed) }),
    ...(made.key && { key: made.key }),
    ...(rule.isOptional && { isOptional: true as const }),
  };
  shared.shapes.set(table, shape);
  return shape;
}
