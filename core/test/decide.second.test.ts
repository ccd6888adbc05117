// Is RULES.md enough? A program in another language, written from it, answers what core answers.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { pair } from '../base/hash.ts';
import { negativeLog } from '../holders/spread.ts';
import { compileSnapshot, hashId } from '../index.ts';
import { layout } from '../snapshot/layout.ts';
import { createAsk, namesOf, stateFor } from './support/agreement.ts';
import { createDice } from './support/dice.ts';
import { cell } from './support/oracle-basics.ts';
import { randomCase } from './support/random-world.ts';
import { recorded, requestFor } from './support/recorded.ts';
import { csvOf, hexOf, second, withPython } from './support/second.ts';

const worldCount = process.env.FAIRLEAD_PROVE ? 1000 : 100;
const asksEach = 100;
const folder = mkdtempSync(join(tmpdir(), 'fairlead-second-'));
test.after(() => rmSync(folder, { recursive: true, force: true }));

/** The world of `seed` and what is asked of it, as lines for the second and answers of core. */
function questions(seed: number) {
  const { world, clients, files, sessions, states, ranking } = randomCase(90_000 + seed);
  const dice = createDice(seed);
  const weights = world.appliances.id.map(() => dice.pick([1, 1, 2, 3, 0.5, 1e-3, 7.3]));
  const { snapshot } = compileSnapshot(world, {
    ranking,
    ...(dice.chance(0.5) && { holderWeight: (row: number) => cell(weights, row) }),
    ...{ fleet: `flotte ${seed} é`, epoch: seed * 2 ** 33, sequence: 2 ** 52 - seed },
  });
  const path = join(folder, `${seed}.snapshot`);
  writeFileSync(path, snapshot.bytes);
  const names = namesOf(snapshot);
  const beliefs = states.map((state) => stateFor(snapshot, names, state));
  const panicShare = dice.pick([0, 0, 0.25, 0.5, 1]);
  const ask = createAsk(snapshot, { panicShare });
  const header = new DataView(snapshot.bytes.buffer, snapshot.bytes.byteOffset, 64);
  const byteDigest = [16, 20, 24, 28].map((at) => header.getUint32(at, true));
  const digests = { byteDigest, contentDigest: [...snapshot.contentDigest] };
  const lines: unknown[] = [{ snapshot: path, states: states.map(csvOf) }];
  const answers: unknown[] = [
    {
      ...{ fleet: snapshot.fleet, epoch: snapshot.epoch, sequence: snapshot.sequence },
      candidate_max: snapshot.candidateMax,
      sections: layout.map(([section]) => section).sort(),
      written: { ...digests },
      counted: { ...digests },
    },
  ];
  for (let n = 0; n < asksEach; n++) {
    const want = 1 + dice.below(16);
    const asked = { client: dice.pick(clients), file: dice.pick(files), want };
    const request = { ...asked, session: dice.pick(sessions) };
    const row = dice.below(states.length);
    const state = cell(beliefs, row);
    const basis = { snapshot, state, policy: { panicShare } };
    const { vantage } = requestFor(basis, request);
    const record = hexOf(recorded(basis, [request]));
    lines.push({ ...request, state: row, panicShare });
    answers.push({ ...ask(state, request), vantage, record });
  }
  return { lines, answers };
}

withPython(`a program from RULES.md decides ${worldCount * asksEach} requests as core does`, () => {
  const cases = Array.from({ length: worldCount }, (_, seed) => questions(seed));
  const given = second(cases.flatMap(({ lines }) => lines));
  const right = cases.flatMap(({ answers }) => answers);
  assert.is(given.length, right.length);
  const tally = new Map<string, number>();
  right.forEach((answer, n) => {
    assert.equal(given[n], answer, `line ${n}`);
    const { reason, passedOver = [] } = answer as ReturnType<ReturnType<typeof createAsk>>;
    for (const word of [reason, ...passedOver.map(({ label }) => label)])
      tally.set(word, (tally.get(word) ?? 0) + 1);
  });
  for (const word of ['ranked', 'fail-open', 'last-resort', 'none', 'C', 'D', 'H', 'L', 'K'])
    assert.ok((tally.get(word) ?? 0) > worldCount / 2, `${word}: ${tally.get(word) ?? 0} times`);
});

withPython('a program from RULES.md hashes as core does, and has the same table', () => {
  const texts = ['', 'a', 'f12', 'ü', '中文', '😀', 'x'.repeat(301), ...Array(2000).keys()].map(
    String,
  );
  const given = second(texts.map((text, n) => ({ hash: text, with: n * 2_654_435_761 })));
  const right = texts.map((text, n) => {
    const hash = hashId(text);
    return {
      hashId: hash,
      pair: pair(hash, n * 2_654_435_761),
      negativeLog: negativeLog(hash),
    };
  });
  assert.equal(given, right);
  // At the table's points negativeLog is (z + 1) × 2⁴⁷ − T[k] × 2²¹, and z is 0.
  const [table] = second([{ table: true }]) as [number[]];
  const points = Array.from({ length: 1024 }, (_, k) => {
    return (2 ** 47 - negativeLog((2 ** 31 + k * 2 ** 21) >>> 0)) / 2 ** 21;
  });
  assert.equal(table, [...points, 2 ** 26]);
});

test('RULES.md names every section of a snapshot with its type', () => {
  const text = readFileSync('core/RULES.md', 'utf8');
  const [, table = ''] = /\n## Sections\n([\s\S]*?)\n## /.exec(text) ?? [];
  const rows = [...table.matchAll(/^\| (`.*?`) \| (\w.*?) \|/gm)];
  const named = rows.flatMap(([, names = '', types = '']) => {
    const kinds = types.split(', ');
    return names.split(', ').map((name, k) => [name.replaceAll('`', ''), kinds[k]]);
  });
  assert.equal(named.map(String).sort(), layout.map(String).sort());
});

test.run();
