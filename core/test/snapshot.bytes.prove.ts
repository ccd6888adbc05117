// Do 650,000 damaged snapshots do no harm, in bounded memory? Pinned mutations and fresh ones.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { openSnapshot, type Problem } from '../index.ts';
import { type OpenedSnapshot, openSections } from '../snapshot/codec.ts';
import { readFormat } from '../snapshot/header.ts';
import { createVictims, exercise, sign, withMutation } from './support/snapshot-damage.ts';

const victims = createVictims();
const repeated = Number(process.env.FAIRLEAD_SEED ?? Number.NaN);
const freshSeed = Math.floor(Math.random() * 2 ** 30);
const counts = { unsigned: 150_000, signed: 25_000, behind: 475_000 };
const mib = 2 ** 20;

function areAtBytes(problems: readonly Problem[], length: number): void {
  assert.ok(problems.length > 0);
  for (const { code, path } of problems) {
    const offset = Number(/^byte (\d+)$/.exec(path)?.[1] ?? Number.NaN);
    assert.ok(code !== '' && offset <= length, `${code} ${path}`);
  }
}

type Use = (bytes: Uint8Array, isChanged: boolean) => void;

/** Half of the mutations have pinned seeds. A failure says its seed and how to see it again. */
function forMutations(count: number, pinned: number, use: Use): void {
  const once = Number.isNaN(repeated) ? [] : [repeated];
  const total = once.length > 0 ? 1 : count;
  for (let n = 0; n < total; n++) {
    const seed = once[0] ?? (n < count / 2 ? pinned + n : freshSeed + n);
    withMutation(victims, seed, ({ bytes, isChanged, what }) => {
      try {
        use(bytes, isChanged);
      } catch (error) {
        const again = `FAIRLEAD_SEED=${seed} node core/dist/test/snapshot.bytes.prove.js`;
        throw new Error(`seed ${seed}, ${what}: ${(error as Error).stack}\nagain: ${again}`);
      }
    });
  }
}

test(`openSnapshot: refuses ${counts.unsigned} damaged snapshots, fresh seed ${freshSeed}`, () => {
  forMutations(counts.unsigned, 1e8, (bytes, isChanged) => {
    const opened = openSnapshot(bytes);
    assert.is(opened.problems !== undefined, isChanged);
    if (opened.problems) areAtBytes(opened.problems, bytes.length);
  });
});

test(`openSnapshot: ${counts.signed} signed anew are refused, or decide stays calm`, () => {
  forMutations(counts.signed, 2e8, (bytes) => {
    if (bytes.length >= 32) sign(bytes);
    const opened = openSnapshot(bytes);
    if (opened.problems) areAtBytes(opened.problems, bytes.length);
    else exercise(opened.snapshot, 4);
  });
});

test(`openSnapshot: behind the digest ${counts.behind} are refused, or decide stays calm`, () => {
  const before = process.memoryUsage();
  const startMs = performance.now();
  let refused = 0;
  forMutations(counts.behind, 3e8, (bytes) => {
    const format = readFormat(bytes);
    const opened: OpenedSnapshot =
      typeof format === 'number' ? openSections(bytes, format, true) : { problems: [format] };
    if (opened.problems) {
      areAtBytes(opened.problems, bytes.length);
      refused++;
    } else exercise(opened.snapshot, 3);
  });
  const { rss, heapUsed } = process.memoryUsage();
  const seconds = Math.round((performance.now() - startMs) / 1000);
  const grownMib = [rss - before.rss, heapUsed - before.heapUsed].map((n) => Math.round(n / mib));
  console.log(`${refused} of ${counts.behind} refused in ${seconds} s; MiB more: ${grownMib}`);
  assert.ok(Math.max(...grownMib) < 128, `${grownMib} MiB more than before`);
  const [least, most] = [counts.behind * 0.2, counts.behind * 0.9];
  if (Number.isNaN(repeated)) assert.ok(refused > least && refused < most, `${refused} refused`);
});

test.run();
