// Does any reader crash, or do others harm, on files that are made to hurt?
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { differing, readJson } from '@fairlead/scenarios';
import { compareKpi, incomparable, type ResultDocument, type RunResult } from '@fairlead/sim';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readAsk } from '../commands/read-ask.ts';
import { readResult, withDigest } from '../io/result.ts';
import { damagedBytes, damagedText } from './support/damage.ts';
import { type Draw, drawFrom } from './support/draw.ts';
import { type InputReader, inputReaders, type KindName, saidBy } from './support/input-readers.ts';

const isProof = process.env.FAIRLEAD_PROVE !== undefined;
const repeated = Number(process.env.FAIRLEAD_SEED ?? Number.NaN);
/** In memory where there is such a place: the disk is not what is tried. */
const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
const folder = mkdtempSync(join(place, 'fairlead-hostile-'));
const readers = await inputReaders(folder);
test.after(() => rmSync(folder, { recursive: true, force: true }));

/**
 * Damaged files of each kind with `npm run prove`; a twentieth in the plain test. Snapshots whose
 * digest is right are tried in `core/test/snapshot.bytes.prove.ts`, and routes in `routes.test.ts`.
 */
const counts: { readonly [kind in KindName]: number } = {
  ...{ table: 8_000, about: 8_000, scenario: 15_000, suite: 15_000, snapshot: 4_000 },
  ...{ routes: 20_000, state: 80_000, records: 60_000, changes: 60_000, traffic: 80_000 },
  ...{ files: 60_000, keys: 60_000, prefixes: 80_000, ispUsers: 80_000, baseline: 60_000 },
  ...{ result: 20_000, series: 20_000 },
};
const requestCount = 350_000;
const scaled = (count: number) => (isProof ? count : count / 20);

/** Runs `use` for each seed; a failure says which one and how to see it again. */
async function forSeeds(count: number, use: (below: Draw) => unknown): Promise<void> {
  for (let n = 1; n <= (Number.isNaN(repeated) ? count : 1); n++) {
    const seed = Number.isNaN(repeated) ? n : repeated;
    try {
      await use(drawFrom(seed));
    } catch (error) {
      const again = `FAIRLEAD_SEED=${seed} node cli/dist/test/hostile.test.js`;
      throw new Error(`seed ${seed}: ${(error as Error).stack}\nagain: ${again}`);
    }
  }
}

/** What was seen of one kind; the slowest is printed, as a clock decides nothing. */
type Seen = { read: number; refused: number; slowestMs: number };

async function tryOne({ path, sound, isText, read }: InputReader, below: Draw, seen: Seen) {
  const bytes = isText ? damagedText(sound, below) : damagedBytes(sound, below);
  writeFileSync(path, bytes);
  const startMs = performance.now();
  const said = await saidBy(read);
  seen.slowestMs = Math.max(seen.slowestMs, performance.now() - startMs);
  if (said.length > 0) seen.refused++;
  else seen.read++;
  for (const text of said) assert.ok(text.length < 2000, `${text.length} characters of error`);
}

for (const [kind, reader] of Object.entries(readers) as [KindName, InputReader][]) {
  const count = scaled(counts[kind]);
  test(`${kind}: ${count} damaged files are refused, or read, and nothing else happens`, async () => {
    const seen: Seen = { read: 0, refused: 0, slowestMs: 0 };
    try {
      await forSeeds(count, (below) => tryOne(reader, below, seen));
    } finally {
      writeFileSync(reader.path, reader.sound);
    }
    assert.equal(await saidBy(reader.read), [], 'the sound one is read afterwards');
    assert.is(Object.keys(Object.prototype).length, 0);
    assert.ok(seen.refused > 0);
    console.log(`${kind}: ${seen.refused} refused, ${Math.ceil(seen.slowestMs)} ms the slowest`);
  });
}

const tableCount = scaled(8_000);
test(`table: ${tableCount} damaged ones whose digest in world.json is right are no crash`, async () => {
  const path = join(folder, 'world', 'networks.csv');
  const [sound, about] = [readFileSync(path), readers.about];
  const document = JSON.parse(Buffer.from(about.sound).toString());
  let read = 0;
  try {
    await forSeeds(tableCount, async (below) => {
      const bytes = damagedText(sound, below);
      const networks = document.tables.networks;
      networks.sha256 = createHash('sha256').update(bytes).digest('hex');
      writeFileSync(path, bytes);
      writeFileSync(about.path, JSON.stringify(document));
      if ((await saidBy(about.read)).length === 0) read++;
    });
  } finally {
    writeFileSync(path, sound);
    writeFileSync(about.path, about.sound);
  }
  assert.ok(read > 0, 'some are sound');
});

/** A result with its digest filled in as whoever forges one would. */
function resealed(document: ResultDocument, series: RunResult['series']): string {
  return JSON.stringify(withDigest({ document, series }).document);
}

const resultCount = scaled(20_000);
test(`result: ${resultCount} damaged ones whose digest is right are refused, or compared`, async () => {
  const { result, series } = readers;
  const sound = await readResult(join(folder, 'result'));
  let compared = 0;
  try {
    await forSeeds(resultCount, async (below) => {
      const text = damagedText(result.sound, below).toString();
      const { value } = readJson(text);
      if (typeof value !== 'object' || value === null) return;
      writeFileSync(result.path, resealed(value as ResultDocument, sound.series));
      const said = await saidBy(async () => {
        const other = await readResult(join(folder, 'result'));
        differing(sound.document.provenance, other.document.provenance);
        for (const [from, to] of [[sound, other] as const, [other, sound] as const]) {
          if (incomparable(from.document, to.document).length > 0) continue;
          const [a, b] = [from, to].map(({ document }) => document.kpis['fill.bytes']);
          compareKpi({ unit: 'B', direction: 'down' }, a, b, { slack: 1 });
          compared++;
        }
      });
      for (const one of said) assert.ok(one.length < 2000);
    });
  } finally {
    writeFileSync(result.path, result.sound);
    writeFileSync(series.path, series.sound);
  }
  assert.ok(compared > 0, 'some are sound');
});

const askText = '{"client":"11.1.2.3","file":"f1","session":"s1","want":5,"spread":{"site":1}}';
test(`requests: ${scaled(requestCount)} damaged lines are asks, or say what is wrong`, async () => {
  let asks = 0;
  await forSeeds(scaled(requestCount), (below) => {
    const read = readAsk(damagedText(Buffer.from(askText), below).toString('utf8'));
    if ('ask' in read) asks++;
    else assert.ok(read.code !== '' && read.message.length < 2000);
  });
  assert.ok(asks > 0 || !Number.isNaN(repeated));
  assert.is(Object.keys(Object.prototype).length, 0);
});

test.run();
