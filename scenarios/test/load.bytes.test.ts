// Can damaged tables do harm? They are refused at a line, or are a world that compiles.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkCompile, compileSnapshot, defaultRanking, type Problem } from '@fairlead/core';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseIspUsers, parsePrefixTable, readWorld, tableNames } from '../index.ts';
import { tables } from './support/world-files.ts';

const isProof = process.env.FAIRLEAD_PROVE !== undefined;
const counts = isProof ? { world: 1500, import: 350_000 } : { world: 150, import: 3000 };
const repeated = Number(process.env.FAIRLEAD_SEED ?? Number.NaN);

/** Whole numbers below a count, from a seed: mulberry32 by T. Ettinger. */
function createBelow(seed: number): (count: number) => number {
  let state = seed | 0;
  return (count) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * count);
  };
}

const hostile = ['', '"', '""', ',', '\n', '\r', '\r\n', '\0', '\t', ';', '\ufeff', '💥', '-1', '0']
  .concat(['1e400', 'NaN', '0x10', '4294967296', '9007199254740993', '-0', '1e-9', '__proto__'])
  .concat(['0.0.0.0/0', '::/0', '::ffff:1.2.3.4/128', '1.2.3.4/33', '01.2.3.4/8', 'x'.repeat(999)])
  .map((text) => Buffer.from(text));
hostile.push(Buffer.from([0xff]), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from([0xc0, 0xaf]));

/** Bytes with a piece or two put in, taken out, repeated or replaced. */
function damaged(bytes: Buffer, below: (count: number) => number): Buffer {
  let now = bytes;
  for (let n = 1 + below(2); n > 0; n--) {
    const from = below(now.length + 1);
    const to = Math.min(now.length, from + below(below(8) === 0 ? 200 : 9));
    const token = hostile[below(hostile.length)] as Buffer;
    const flipped = Buffer.from([(now[from] ?? 0) ^ (1 << below(8))]);
    const pieces = [[token], [], [now.subarray(from, to), now.subarray(from, to)], [flipped]];
    const piece = pieces[below(pieces.length)] as Uint8Array[];
    const rest = piece[0] === flipped ? from + 1 : to;
    now = Buffer.concat([now.subarray(0, from), ...piece, now.subarray(rest)]);
  }
  return below(16) === 0 ? now.subarray(0, below(now.length + 1)) : now;
}

/** Runs `use` for each seed; a failure says which one and how to see it again. */
async function forSeeds(
  first: number,
  count: number,
  use: (below: (count: number) => number) => void | Promise<void>,
): Promise<void> {
  const seeds = Number.isNaN(repeated) ? count : 1;
  for (let n = 0; n < seeds; n++) {
    const seed = Number.isNaN(repeated) ? first + n : repeated;
    try {
      await use(createBelow(seed));
    } catch (error) {
      const again = `FAIRLEAD_SEED=${seed} node scenarios/dist/test/load.bytes.test.js`;
      throw new Error(`seed ${seed}: ${(error as Error).stack}\nagain: ${again}`);
    }
  }
}

/** Every problem has a code and a place. */
function arePlaced(problems: readonly Problem[]): void {
  for (const { code, text, line, column } of problems)
    assert.ok(code !== '' && text !== '' && (line ?? 0) >= 1 && (column ?? 0) >= 1, text);
}

test(`readWorld: ${counts.world} damaged worlds are refused at a line, or compile`, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'fairlead-bytes-'));
  const write = (name: string, content: string | Uint8Array) =>
    writeFileSync(join(folder, `${name}.csv`), content);
  try {
    for (const name of tableNames) write(name, tables[name] as string);
    let refused = 0;
    let compiled = 0;
    await forSeeds(1, counts.world, async (below) => {
      const name = tableNames[below(tableNames.length)] as string;
      const sound = Buffer.from(tables[name] as string);
      write(name, damaged(sound, below));
      const read = await readWorld(folder);
      write(name, sound);
      if ('problems' in read) {
        assert.ok(read.problems.length > 0);
        arePlaced(read.problems);
        refused++;
      } else if (checkCompile(read.world, defaultRanking).length === 0) {
        assert.ok(compileSnapshot(read.world).snapshot.vantageCount > 0);
        compiled++;
      }
    });
    assert.ok(!Number.isNaN(repeated) || Math.min(refused, compiled) > 5, `${refused} ${compiled}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const imports = [
  {
    parse: parsePrefixTable,
    sound: '; a comment\n1.0.0.0/24\t15169\r\n\n2001:200::/32\t2500\n20.0.0.0/16\t100',
  },
  {
    parse: parseIspUsers,
    sound: 'country\tasn\tpct_of_country_users\tusers_est\nBD\t4864\t0.01\t5809\nNO\t7\t1\t2e3\n',
  },
];

test(`imports: ${counts.import} damaged tables give good rows and numbered bad lines`, async () => {
  await forSeeds(1, counts.import, (below) => {
    const { parse, sound } = imports[below(imports.length)] as (typeof imports)[number];
    const bytes = damaged(Buffer.from(sound), below);
    const read = parse(bytes);
    if ('problems' in read) return arePlaced(read.problems);
    const { rows, broken, badCount } = read;
    arePlaced(broken);
    assert.is(broken.length, badCount);
    for (const asn of rows.asn) assert.ok(asn >= 1 && asn <= 0xffffffff);
    assert.ok(rows.asn.length + badCount <= bytes.length);
  });
  assert.is(Object.keys(Object.prototype).length, 0);
});

test.run();
