// Does a state file mean what it says, and is every mistake in it told with its place?
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  compileSnapshot,
  createState,
  findRow,
  readIds,
  setAppliance,
  setLink,
} from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readState } from '../io/state-file.ts';
import { tinyWorld } from './support/tiny-world.ts';

const site = { kind: 'ix', appliances: 2, capacityBps: 1e10, linkBps: 1e11, hops: 1 } as const;
const sites = [
  { ...site, id: 'a', hasTransit: true },
  { ...site, id: 'b' },
];
const { snapshot } = compileSnapshot(tinyWorld({ sites, members: 10 }));
const folder = mkdtempSync(join(tmpdir(), 'fairlead-state-'));
const path = join(folder, 'state.csv');
test.after(() => rmSync(folder, { recursive: true }));

const head = 'kind,id,healthy,shed_share';

/** `line:column code text` of each problem; a state has none. */
async function saidOf(text: string): Promise<string[]> {
  writeFileSync(path, text);
  const read = await readState(path, snapshot);
  if ('state' in read) return [];
  return read.problems.map(
    ({ line, column, code, text: said }) => `${line}:${column} ${code} ${said}`,
  );
}

test('columns may stand in any order, and what is not named is as declared', async () => {
  const state = createState(snapshot);
  const row = findRow(snapshot, 'appliance', 'a-a0');
  setAppliance(state, row, { healthy: false, shedShare: 0.25 });
  setLink(state, findRow(snapshot, 'link', 'b-l'), 1);
  for (const text of [
    `${head}\nappliance,a-a0,false,0.25\nlink,b-l,,1\n`,
    '\uFEFFshed_share,id,kind,healthy\r\n.25,"a-a0",appliance,false\r\n\r\n1e0,b-l,link,',
  ])
    for (const bytes of [Buffer.from(text), gzipSync(text)]) {
      const name = bytes[0] === 0x1f ? `${path}.gz` : path;
      writeFileSync(name, bytes);
      const read = await readState(name, snapshot);
      if (!('state' in read)) throw new Error(JSON.stringify(read.problems));
      assert.equal([...read.state.appliance], [...state.appliance]);
      assert.equal([...read.state.link], [...state.link]);
    }
});

/** Texts, and how what is said of each begins. */
const mistakes: readonly (readonly [text: string, said: string])[] = [
  ['', '1:1 missing-header the table is empty; it needs a header: kind,id,healthy,shed_share'],
  ['kind,id,helthy,shed_share\n', '1:1 missing-column there is no column "healthy"; did you mean'],
  [`${head},capabilites\n`, '1:28 unknown-column "capabilites" is not a column of state; it has'],
  [`${head},note\n`, '1:28 unknown-column "note" is not a column of state; it has kind, id,'],
  [`${head},id\n`, '1:28 duplicate-column column "id" is there twice'],
  [`${head}\nappliance,a-a0,true\n`, '2:1 broken-csv 3 fields where the header has 4'],
  [`${head}\nappliance,a-a0,true,0,\n`, '2:1 broken-csv 5 fields where the header has 4'],
  [`${head}\napliance,a-a0,true,0\n`, '2:1 bad-kind expected appliance or link, found "apliance"'],
  [`${head}\nappliance,a-a9,,\n`, '2:11 unknown-id the snapshot has no appliance "a-a9"; did you'],
  [`${head}\nappliance,a-a0,True,\n`, '2:16 bad-value expected true or false, found "True"'],
  [`${head}\nlink,a-l,,1.1\n`, '2:11 bad-value expected a number 0 to 1, found "1.1"'],
  [`${head}\nlink,a-l,,0x1\n`, '2:11 bad-value expected a number 0 to 1, found "0x1"'],
  [`${head}\nlink,a-l,false,1\n`, '2:10 not-of-links a link has only a shed_share, found "false"'],
  [`${head},families\nlink,a-l,,1,4\n`, '2:13 not-of-links a link has only a shed_share'],
  [`${head},families\nappliance,a-a0,,,4 5\n`, '2:18 bad-value expected 4 or 6, found "5"'],
  [
    `${head}\nappliance,a-a0,true,\nlink,a-l,,0\nappliance,a-a0,false,\n`,
    '4:11 duplicate-id appliance "a-a0" is there already (row 1 of the table)',
  ],
  [`${head}\nlink,a-l,,0\nlink,a-l,,0\n`, '3:6 duplicate-id link "a-l" is there already (row 1'],
  [
    `${head},capabilities\nappliance,a-a0,,,a b c d\nappliance,a-a1,,,e\n`,
    '3:18 too-many-words "e" is the 5th word or a later one',
  ],
  [
    `${head},territories\nappliance,a-a0,,,ie gb ie\n`,
    '2:18 duplicate-word "ie" stands there twice',
  ],
  [
    `${head},capabilities\nappliance,a-a0,,,a\u0007\n`,
    '2:18 control-character "a\\u0007" has a control character',
  ],
];

test('each mistake is told with line, column and what was meant', async () => {
  for (const [text, said] of mistakes) {
    const [first = '', ...more] = await saidOf(text);
    assert.ok(first.startsWith(said), `${JSON.stringify(text)}: ${first}`);
    assert.equal(more, [], text);
  }
});

test('all mistakes of a file are told at once, and a file of the largest fleet is read once', async () => {
  const many = Array.from({ length: 30 }, (_, k) => `appliance,nobody-${k},,`);
  writeFileSync(path, [head, ...many, ''].join('\n'));
  const read = await readState(path, snapshot);
  assert.equal('problems' in read && [read.problems.length, read.more], [20, 10]);
  const large = tinyWorld({ sites: [{ ...site, id: 'a', appliances: 18_037 }], members: 10 });
  // Nobody may reach so many at once: no routes.
  const none = Object.entries(large.routes).map(([name, column]) => [
    name,
    typeof column === 'number' ? 0 : column.slice(0, 0),
  ]);
  const fleet = compileSnapshot({ ...large, routes: Object.fromEntries(none) }).snapshot;
  const ids = readIds(fleet, 'appliance');
  writeFileSync(path, [head, ...ids.map((id) => `appliance,${id},false,0.5`), ''].join('\n'));
  const whole = await readState(path, fleet);
  assert.is('state' in whole && whole.state.appliance.length, 18_037);
});

test.run();
