// Do the reader of tables and the check of worlds in memory say the same of the same mistake?
import { checkWorld, nearest, type Problem, tableRules, type World } from '@fairlead/core';
import fc from 'fast-check';
import { distance } from 'fastest-levenshtein';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { buildWorld, drafts } from './support/world-drafts.ts';
import { type Files, tables as needed, readWith, worldIn } from './support/world-files.ts';

type Columns = { readonly [column: string]: unknown };
type Rule = {
  readonly table: keyof World;
  readonly name: string;
  readonly columns: readonly Column[];
};
type Column = {
  readonly column: string;
  readonly name: string;
  readonly kind: string;
  /** Files alone are held to it: there are no zones in memory to look a name up in. */
  readonly isZone?: boolean;
};

/** The same mistake as the text of a field and as the cell of a column. */
type Mistake = readonly [field: string, cell: unknown];

const numbers: readonly Mistake[] = [
  ['x', Number.NaN],
  ['-1', -1],
  ['-91', -91],
  ['180.5', 180.5],
  ['1e301', 1e301],
  ['1e400', Number.POSITIVE_INFINITY],
  ['-1e400', Number.NEGATIVE_INFINITY],
  ['0.5', 0.5],
  ['0', 0],
  ['9007199254740992', 2 ** 53],
  ['1e300', 1e300],
  ['1e16', 1e16],
  ['2e10', 2e10],
  ['4294967295', 0xffffffff],
];
const ids: readonly Mistake[] = [
  ['', ''],
  ['"a,b"', 'a,b'],
  ['"a""b"', 'a"b'],
  ['a\u0007b', 'a\u0007b'],
  ['a\u007fb', 'a\u007fb'],
  ['a\u009fb', 'a\u009fb'],
  ['fine', 'fine'],
];
const mistakesOf: { readonly [kind: string]: readonly Mistake[] } = {
  id: ids,
  text: [
    ['', ''],
    ['"a,b"', 'a,b'],
    ['"a\nb"', 'a\nb'],
    ['a\u001b[2Jb', 'a\u001b[2Jb'],
    ['a\u0085b', 'a\u0085b'],
  ],
  word: [
    ['nobody knows this', 200],
    ['', 255],
  ],
  number: numbers,
  reference: [['nobody', 99999]],
  held: [['nobody', 99999]],
  prefix: [],
  path: [],
  holds: [],
};

/** The hand-made world with what a world may leave out: what links cost, and a table. */
const tables: { readonly [name: string]: string } = {
  ...needed,
  links:
    'link,site,kind,peer_asn,capacity_bps,cost_per_mbps\n' +
    'fra-ix,fra,ix,,400e9,0.5\nisp-1-up,isp-1,embedded,64500,100e9,0\n',
  titles:
    'title,kind,language,region,released_day,runtime_h,weight,taste\n' +
    't1,film,de,,,1.5,2,1\nt2,event,en,europe,20500,2,1,0.5\n',
  fallback: 'prefix,metro\n8.8.0.0/16,m1\n',
};

/** Reads that world with some files replaced. */
const readWhole = (files: Files) =>
  readWith({
    'links.csv': tables.links as string,
    'titles.csv': tables.titles as string,
    'fallback.csv': tables.fallback as string,
    ...files,
  });

/** A table of the hand-made world with one field of its last row replaced. */
function tableWithField(name: string, column: string, field: string): string {
  const [header = '', ...rows] = (tables[name] as string).trimEnd().split('\n');
  const fields = splitRow(rows.pop() ?? '');
  fields[header.split(',').indexOf(column)] = field;
  return `${[header, ...rows, fields.join(',')].join('\n')}\n`;
}

/** Fields of a row of the hand-made world; only fields with quotes hold commas. */
function splitRow(row: string): string[] {
  return (
    row
      .match(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)
      ?.slice(0, -1)
      .map(trimComma) ?? []
  );
}
const trimComma = (field: string) => field.replace(/,$/, '');

/** The world with the last row of a column replaced; nothing where the column cannot hold it. */
function withLast(world: World, table: keyof World, column: string, value: unknown) {
  const columns = world[table] as unknown as Columns;
  const values = (columns[column] as unknown[]).slice();
  values[values.length - 1] = value;
  if (!Object.is(values[values.length - 1], value)) return undefined;
  return { ...world, [table]: { ...columns, [column]: values } } as World;
}

/** `name.column row code`, of a problem in a file or of one in memory. */
function fileKey({ path, line, code }: Problem): string {
  return `${path} ${(line ?? 0) - 2} ${code}`;
}
function memoryKey(rule: Rule, { path, code }: Problem): string {
  const [, row, column] = /\[(\d+)\]\.(\w+)$/.exec(path) ?? [];
  const name = rule.columns.find((each) => each.column === column)?.name;
  return `${rule.name}.${name} ${row} ${code}`;
}

let compared = 0;
let refused = 0;

for (const rule of tableRules as readonly Rule[])
  test(`${rule.name}: a field and a cell that are wrong alike have the same code and place`, async () => {
    const sound = worldIn(await readWhole({}));
    assert.equal(checkWorld(sound), []);
    for (const { column, name, kind, isZone } of rule.columns)
      for (const [written, value] of isZone ? [] : (mistakesOf[kind] ?? [])) {
        // A title without a day is always there: in a file nothing, in memory NaN.
        const field = column === 'releasedDay' && Number.isNaN(value) ? '' : written;
        const world = withLast(sound, rule.table, column, value);
        if (world === undefined) continue;
        const read = await readWhole({
          [`${rule.name}.csv`]: tableWithField(rule.name, name, field),
        });
        const expected = 'problems' in read ? read.problems.map(fileKey) : [];
        const found = checkWorld(world).map((problem) => memoryKey(rule, problem));
        // Who points at a row whose id is another one is blamed in files alone: rows have no names.
        const own = kind === 'id' ? expected.filter((key) => key.startsWith(rule.name)) : expected;
        assert.equal(found, own, `${rule.name}.${name}: ${field}`);
        compared++;
        if (found.length > 0) refused++;
      }
  });

test('the comparison saw sound and unsound values of many columns', () => {
  assert.ok(compared > 150 && refused > 80 && refused < compared, `${refused} of ${compared}`);
});

test('rows that are there twice, and links of another site, have the same code and place', async () => {
  const sound = worldIn(await readWhole({}));
  const twice = (from: ArrayLike<number>) => Uint32Array.of(...Array.from(from), from[0] as number);
  const { manifests, routes } = sound;
  const repeated = {
    count: manifests.count + 1,
    manifest: twice(manifests.manifest),
    file: twice(manifests.file),
    copies: twice(manifests.copies),
  };
  const foreign = { ...routes, link: Uint32Array.of(1, 1) };
  const found = checkWorld({ ...sound, manifests: repeated, routes: foreign });
  assert.equal(
    found.map(({ path, code, text }) => `${path} ${code} ${text}`),
    [
      'routes[0].link foreign-link "isp-1-up" is a link of site "isp-1"; ' +
        'cluster "fra-1" needs one of its site "fra", for example "fra-ix"',
      'manifests[2].file duplicate-id this file of this manifest is there already',
    ],
  );
  const read = await readWith({
    'manifests.csv': `${tables.manifests}shared,f1,2\n`,
    'routes.csv': (tables.routes as string).replace('10,fra-ix', '10,isp-1-up'),
  });
  const texts = 'problems' in read ? read.problems.map((problem) => problem.text) : [];
  assert.equal(
    texts,
    found.map(({ text }) => text),
  );
});

test('every world that a folder can hold is sound in memory', () => {
  fc.assert(
    fc.property(drafts, (draft) => assert.equal(checkWorld(buildWorld(draft)), [])),
    { numRuns: 300, seed: 20272 },
  );
});

test('nearest: gives one of the fewest edits, as a published count says, or one swap away', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'B', 'b', 'é', '-', '1'), maxLength: 9 });
  fc.assert(
    fc.property(word, fc.array(word, { maxLength: 8 }), (name, candidates) => {
      const edits = (other: string) => distance(name.toLowerCase(), other.toLowerCase());
      const isClose = (other: string) => {
        const longer = Math.max(name.length, other.length);
        return edits(other) <= Math.max(1, Math.floor(longer * 0.4)) && edits(other) < longer;
      };
      const [best] = candidates.filter(isClose).sort((a, b) => edits(a) - edits(b));
      const swaps = Array.from({ length: Math.max(0, name.length - 1) }, (_, k) =>
        [...name.toLowerCase()].toSpliced(k, 2, name[k + 1] ?? '', name[k] ?? '').join(''),
      ).map((swap) => swap.toLowerCase());
      const swapped = candidates.find((other) => swaps.includes(other.toLowerCase()));
      assert.is(nearest(name, candidates), best ?? swapped);
    }),
    { numRuns: 3000, seed: 20273 },
  );
});

test.run();
