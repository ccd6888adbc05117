// Which cells of a world can be made unsound, with which values, and what is that mistake called?
// Written from the contract of the world folder; it shares no rule with core/world.
import type { World } from '../../index.ts';

/** A cell by its path, a value that no sound world has there, and the code of that mistake. */
export type UnsoundCell = {
  readonly path: string;
  readonly value: unknown;
  readonly code: string;
};

type Columns = { readonly [column: string]: unknown };

/** A copy of `world` with one cell changed: `table[row].column`, `paths.column[row]`, `list[row]`. */
export function withCell(world: World, path: string, value: unknown): World {
  const parts = /^(\w+)(?:\[(\d+)\])?(?:\.(\w+)(?:\[(\d+)\])?)?$/.exec(path);
  if (parts === null) throw new Error(`no path: ${path}`);
  const [, table = '', rowFirst, column, rowLast] = parts;
  const row = Number(rowFirst ?? rowLast);
  const set = (from: unknown) => {
    const copy = (from as unknown[]).slice();
    copy[row] = value;
    return copy;
  };
  const whole = world as unknown as Columns;
  if (column === undefined) return { ...world, [table]: set(whole[table]) };
  const columns = whole[table] as Columns;
  return { ...world, [table]: { ...columns, [column]: set(columns[column]) } };
}

const nan = ['not-a-number', Number.NaN] as const;
const outside = (...values: readonly number[]) =>
  values.map((value) => ['out-of-range', value] as const);
type Bad = readonly (readonly [code: string, value: unknown])[];

const amount: Bad = [nan, ...outside(-1, -0, -1e-9, 1e301, Infinity, -Infinity)];
const bytes: Bad = [...amount, ...outside(0.5, 2 ** 53)];
const degrees = (most: number): Bad => [nan, ...outside(most + 0.01, -most - 0.01, Infinity)];
const text: Bad = [
  ['bad-utf8', 'x\ud800'],
  ['bad-utf8', '\udc00y'],
  ['not-a-text', 7],
  ['not-a-text', undefined],
];
const id: Bad = [
  ...text,
  ...['', 'a,b', 'a"b', 'a\nb', '\u0000', 'a\u007f', '\u0085'].map(
    (bad) => ['bad-id', bad] as const,
  ),
];
const code = (words: number): Bad => [
  ['bad-word', words],
  ['bad-word', 255],
];

const rules: { readonly [table: string]: { readonly [column: string]: Bad | keyof World } } = {
  sites: {
    ...{ id, kind: code(2), country: text, city: text, timezone: text },
    ...{ lat: degrees(90), lon: degrees(180) },
  },
  clusters: { id, site: 'sites', manifest: 'manifestId' },
  appliances: {
    ...{ id, cluster: 'clusters', model: text, state: code(3) },
    ...{ capacityBps: amount, storageBytes: bytes },
  },
  links: { id, site: 'sites', kind: code(4), capacityBps: amount },
  networks: { name: text, country: text, members: amount },
  metros: {
    ...{ id, country: text, city: text, timezone: text },
    ...{ lat: degrees(90), lon: degrees(180), members: amount },
  },
  clients: { prefix: 'prefixes', metro: 'metros' },
  routes: { cluster: 'clusters', prefix: 'prefixes', path: 'paths', link: 'links', rpki: code(3) },
  titles: {
    ...{ id, kind: code(3), language: text, region: text, runtimeH: amount, weight: amount },
    releasedDay: outside(1.1e8, -1.1e8, Infinity),
  },
  files: { id, title: 'titles', sizeBytes: bytes, bitrateBps: amount },
  manifests: { manifest: 'manifestId', file: 'files', copies: outside(0) },
};

function rowsOf(world: World, table: string): number {
  const there = (world as unknown as Columns)[table] as { count?: number; length?: number };
  return there.count ?? there.length ?? 0;
}

function tableCells(world: World): UnsoundCell[] {
  const cells: UnsoundCell[] = [];
  for (const [table, columns] of Object.entries(rules))
    for (const [column, rule] of Object.entries(columns))
      for (let row = 0; row < rowsOf(world, table); row++) {
        const end = typeof rule === 'string' ? rowsOf(world, rule) : 0;
        const bad: Bad =
          typeof rule === 'string'
            ? [end, end + 1, 99999, 0xffffffff].map((value) => ['dangling-reference', value])
            : rule;
        const path = `${table}[${row}].${column}`;
        for (const [code, value] of bad) cells.push({ path, value, code });
        if (rule === id && row > 0) {
          const { id: ids } = (world as unknown as Columns)[table] as { id: readonly string[] };
          cells.push({ path, value: ids[row % row], code: 'duplicate-id' });
        }
      }
  return cells;
}

function poolCells({ prefixes, paths, manifestId }: World): UnsoundCell[] {
  const cells: UnsoundCell[] = [];
  for (let row = 0; row < prefixes.count; row++) {
    const at = `prefixes[${row}]`;
    const bad = { code: 'bad-prefix' };
    for (const value of [0, 5, 255]) cells.push({ ...bad, path: `${at}.family`, value });
    const [isV4, length] = [prefixes.family[row] === 4, prefixes.length[row] as number];
    cells.push({ ...bad, path: `${at}.length`, value: isV4 ? 33 : 129 });
    const hosts = { word0: prefixes.word0[row] as number };
    if (length < 32) cells.push({ ...bad, path: `${at}.word0`, value: hosts.word0 + 1 });
    if (isV4 || length <= 96) cells.push({ ...bad, path: `${at}.word3`, value: 1 });
  }
  for (let row = 0; row <= paths.count; row++)
    cells.push({ path: `paths.start[${row}]`, value: paths.asn.length + 1, code: 'bad-path' });
  for (let hop = 0; hop < paths.asn.length; hop++)
    cells.push({ path: `paths.asn[${hop}]`, value: 0, code: 'bad-path' });
  manifestId.forEach((_, row) => {
    for (const [code, value] of id) cells.push({ path: `manifestId[${row}]`, value, code });
  });
  return cells;
}

/** Every cell that can be made unsound alone, with the values that do it. */
export function unsoundCells(world: World): UnsoundCell[] {
  return [...tableCells(world), ...poolCells(world)];
}
