// Is a world sound? Every rule of its tables, held against columns in memory.
import type { Numbers } from '../base/columns.ts';
import type { Problem } from '../base/problem.ts';
import { numberText, quoted, suggestion } from '../door/wording.ts';
import { checkIds, checkPaths, checkPrefixes } from './check-pools.ts';
import { checkSameSite, findTwins } from './check-rows.ts';
import { checkShape, columnsOf, isLeftOut, type WholeTables } from './check-shape.ts';
import { type Complaints, complaints } from './complaints.ts';
import { fits, hasControl, hasLoneSurrogate, heldManifests, worldFaults } from './faults.ts';
import { type BoundsRule, type ColumnRule, type TableRule, tableRules } from './rules.ts';
import type { World } from './world.ts';

/**
 * All that is wrong with the tables of a world, by the rules that the reader of world folders holds
 * too (`tableRules`): columns that are missing or of another length, ids that are there twice,
 * texts that UTF-8 lacks or with control characters, codes, numbers and rows out of range, prefixes
 * with host bits, links of another site. `[]`: sound, as a table without rows is.
 *
 * A path names tables, rows from 0 and columns as `World` does: `routes[12].link`. Of each column
 * the first 20 problems are told, then how many more there are. A table whose columns are not
 * whole is not looked at any further, and nobody is blamed for pointing at it. What is no object
 * is `not-a-world`. Never throws, whatever the world; O(bytes).
 *
 * What can be compiled has limits beyond these: `checkCompile` tells both, and is what a service
 * calls. What demand needs, known time zones and a title with a weight, is asked of folders alone.
 *
 * @example
 * const [problem] = checkWorld({ ...world, manifestId: [] });
 * console.log(checkWorld(world).length, problem?.code); // => 0 dangling-reference
 */
export function checkWorld(world: World): Problem[] {
  if (typeof world !== 'object' || world === null)
    return [{ code: 'not-a-world', path: '', text: 'expected a world: its tables by name' }];
  const found = complaints();
  const whole = checkShape(found, world);
  if (whole.has('prefixes')) checkPrefixes(found, world.prefixes);
  if (whole.has('paths')) checkPaths(found, world.paths);
  if (whole.has('manifestId')) checkIds(found, world.manifestId, 'manifestId');
  for (const rule of tableRules as readonly TableRule[]) {
    if (!whole.has(rule.table)) continue;
    const looked: Looked = { found, world, whole, table: rule.table };
    for (const column of rule.columns as readonly ColumnRule[]) checkColumn(looked, column);
    if (rule.unique !== undefined) {
      const { columns, what } = rule.unique;
      const there = columnsOf(world, rule.table);
      const last = columns[columns.length - 1];
      findTwins(
        columns.map((column) => there[column] as Uint32Array),
        (row) => found.at(worldFaults.again(what), rule.table, row, last),
      );
    }
    const isLinked = ['sites', 'clusters', 'links'].every((table) => whole.has(table));
    if (rule.sameSite !== undefined && isLinked) checkSameSite(found, world);
  }
  return found.all();
}

type Looked = {
  readonly found: Complaints;
  readonly world: World;
  readonly whole: WholeTables;
  readonly table: string;
};

/** Holds one column against its rule. */
function checkColumn(looked: Looked, rule: ColumnRule): void {
  const { found, world, whole, table } = looked;
  const values = columnsOf(world, table)[rule.column];
  if (isLeftOut(rule, values)) return;
  const { kind, column } = rule;
  if (kind === 'id') checkIds(found, values as readonly unknown[], table, column);
  else if (kind === 'text') checkTexts(looked, values as readonly unknown[], column);
  else if (kind === 'word') checkWords(looked, values as Numbers, rule);
  else if (kind === 'number') checkNumbers(looked, values as Numbers, rule);
  else {
    const target = targetOf(rule);
    if (!whole.has(target)) return;
    checkRows(looked, values as Uint32Array, column, target);
    if (kind === 'held' && whole.has('clusters')) checkHeld(looked, values as Uint32Array, column);
  }
}

function checkTexts({ found, table }: Looked, texts: readonly unknown[], column: string): void {
  for (let row = 0; row < texts.length; row++) {
    const text = texts[row];
    if (typeof text !== 'string')
      found.at(
        worldFaults.notText(() => quoted(String(text))),
        table,
        row,
        column,
      );
    else if (hasLoneSurrogate(text)) found.at(worldFaults.badUtf8, table, row, column);
    else if (hasControl(text))
      found.at(
        worldFaults.control(() => quoted(text)),
        table,
        row,
        column,
      );
  }
}

type Of<Kind extends ColumnRule['kind']> = Extract<ColumnRule, { readonly kind: Kind }>;

function checkWords({ found, table }: Looked, codes: Numbers, rule: Of<'word'>): void {
  const { words, column } = rule;
  const end = words.length;
  const tell = (row: number): void => {
    const hint = () => ` (codes 0 to ${end - 1})`;
    const shown = () => `code ${codes[row]}`;
    found.at(worldFaults.word(shown, words, hint), table, row, column);
  };
  for (let row = 0; row < codes.length; row++) if (!(codes[row] < end)) tell(row);
}

function isAny32({ min, max, isWhole }: BoundsRule): boolean {
  return min === 0 && max === 0xffffffff && isWhole === true;
}

function checkNumbers({ found, table }: Looked, values: Numbers, rule: Of<'number'>): void {
  const { range, column, bits } = rule;
  if (bits === 32 && isAny32(range)) return;
  const tell = (row: number, value: number): void => {
    const shown = () => numberText(value);
    found.at(worldFaults.number(range, value, shown), table, row, column);
  };
  for (let row = 0; row < values.length; row++)
    if (!fits(range, values[row])) tell(row, values[row]);
}

type Target = 'manifestId' | 'prefixes' | 'paths' | Of<'reference'>['to'];

function targetOf(rule: Of<'reference' | 'holds' | 'held' | 'prefix' | 'path'>): Target {
  if (rule.kind === 'reference') return rule.to;
  if (rule.kind === 'prefix') return 'prefixes';
  return rule.kind === 'path' ? 'paths' : 'manifestId';
}

/** Rows below the count of their target. */
function checkRows(looked: Looked, rows: Uint32Array, column: string, target: Target): void {
  const { found, world, table } = looked;
  const end = target === 'manifestId' ? world.manifestId.length : world[target].count;
  // What is told is made elsewhere: a closure over `row` here would cost each row an object.
  const tell = (row: number): void => {
    const hint = () => nearestRow(world, target, end);
    const fault = worldFaults.dangling(() => `row ${rows[row]}`, target, hint);
    found.at(fault, table, row, column);
  };
  for (let row = 0; row < rows.length; row++) if (rows[row] >= end) tell(row);
}

/** `; the nearest is row 1, "isp-1"`: a row too large is nearest to the last one. */
function nearestRow(world: World, target: Target, end: number): string {
  if (end === 0) return '; it has no rows';
  const ids = target === 'manifestId' ? world.manifestId : columnsOf(world, target).id;
  const named = Array.isArray(ids) ? `, ${quoted(String(ids[end - 1]))}` : '';
  return `; the nearest is row ${end - 1}${named}`;
}

/** Manifests that some cluster holds; nobody is blamed where a cluster holds none that is there. */
function checkHeld({ found, world, table }: Looked, rows: Uint32Array, column: string): void {
  const { manifestId, clusters } = world;
  if (clusters.manifest.some((manifest) => manifest >= manifestId.length)) return;
  const isHeld = new Uint8Array(manifestId.length);
  for (const manifest of clusters.manifest) isHeld[manifest] = 1;
  for (let row = 0; row < rows.length; row++) {
    const manifest = rows[row];
    if (!(manifest < manifestId.length) || isHeld[manifest] === 1) continue;
    const name = () => String(manifestId[manifest]);
    const held = () => manifestId.filter((_, k) => isHeld[k] === 1);
    const fault = worldFaults.dangling(
      () => quoted(name()),
      heldManifests,
      () => suggestion(name(), held()),
    );
    found.at(fault, table, row, column);
  }
}
