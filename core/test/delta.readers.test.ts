// May other threads answer from a snapshot while the next ones are compiled beside it?
import { Worker } from 'node:worker_threads';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileSnapshot } from '../compile/compile.ts';
import { type Compiler, createCompiler } from '../delta/compiler.ts';
import { isCurrent } from '../snapshot/header.ts';
import type { Snapshot } from '../snapshot/layout.ts';
import { answerSum, type Clients } from './support/answer-sum.ts';
import {
  copyLedger,
  drawChanges,
  drawLedger,
  type Ledger,
  worldOf,
} from './support/change-sequences.ts';
import { commitChanges, snapshotOf } from './support/commit-changes.ts';
import { createDice, type Dice } from './support/dice.ts';
import type { Read, Reading } from './support/reader-thread.ts';

const isProof = process.env.FAIRLEAD_PROVE !== undefined;
const answers = isProof ? 1_000_000 : 60_000;
const [readers, count, rounds] = [2, 100, 10];

/** A thread that reads, and one answer for each reading that it is given. */
function readerThread() {
  const worker = new Worker(new URL('./support/reader-thread.js', import.meta.url));
  worker.unref();
  return {
    read: (reading: Reading): Promise<Read> =>
      new Promise((resolve, reject) => {
        worker.once('error', reject);
        worker.once('message', (read: Read) => {
          worker.off('error', reject);
          resolve(read);
        });
        worker.postMessage(reading);
      }),
    end: () => worker.terminate(),
  };
}

const stopFlag = () => new Int32Array(new SharedArrayBuffer(4));
const shared = (byteLength: number) => new SharedArrayBuffer(byteLength);

/** Where the spans of a snapshot begin, in bytes of their own. */
function clientsOf({ spanStart, start0, start1, start2, start3 }: Snapshot): Clients {
  const v6 = new Uint32Array(start0.length * 4);
  [start0, start1, start2, start3].forEach((words, word) => {
    words.forEach((value, row) => {
      v6[row * 4 + word] = value;
    });
  });
  return { v4: spanStart.slice(), v6 };
}

/** What a fresh compile of the world says, in memory that nobody shares. */
const freshSum = (ledger: Ledger, clients: Clients, seed: number): number =>
  answerSum(compileSnapshot(worldOf(ledger)).snapshot, clients, seed, count);

/** Lets the other threads go on, and takes their messages. */
const breathe = () => new Promise((resolve) => setImmediate(resolve));

/** Commits and aborts until `isOver`; at least `least` batches. */
async function keepCompiling(
  { compiler, ledger, dice }: { compiler: Compiler; ledger: Ledger; dice: Dice },
  least: number,
  isOver: () => boolean,
): Promise<number> {
  let batches = 0;
  while (batches < least || !isOver()) {
    const scrap = drawChanges(dice, copyLedger(ledger), 10);
    compiler.abort(snapshotOf(compiler.propose(scrap)));
    commitChanges(compiler, drawChanges(dice, ledger, 10));
    batches++;
    await breathe();
  }
  return batches;
}

test(`readers: two threads answer ${answers} requests from what is kept`, async () => {
  const dice = createDice(17);
  const ledger = drawLedger(23, 250);
  const compiler = createCompiler(worldOf(ledger), { buffer: shared, snapshotsMax: 4 });
  const threads = Array.from({ length: readers }, readerThread);
  let [seed, batches, different] = [0, 0, 0];
  for (let answered = 0; answered < answers; answered += readers * rounds * count) {
    const snapshot = compiler.snapshot();
    const clients = clientsOf(snapshot);
    compiler.retain(snapshot);
    const wanted = Array.from({ length: readers }, (_, k) => freshSum(ledger, clients, seed + k));
    let isOver = false;
    const { bytes, turn } = snapshot;
    const reading = { bytes, turn, clients, isRetained: true, count, rounds, stop: stopFlag() };
    const reads = Promise.all(
      threads.map(({ read }, k) => read({ ...reading, seed: seed + k })),
    ).finally(() => {
      isOver = true;
    });
    batches += await keepCompiling({ compiler, ledger, dice }, 3, () => isOver);
    (await reads).forEach(({ sums, toldCount }, k) => {
      assert.is(toldCount, 0, 'what is retained stays current');
      assert.is(sums.length, rounds);
      different += sums.filter((sum) => sum !== wanted[k]).length;
    });
    compiler.release(snapshot);
    seed += readers;
  }
  await Promise.all(threads.map(({ end }) => end()));
  assert.is(different, 0);
  assert.ok(batches >= (3 * answers) / (readers * rounds * count), `${batches} batches`);
});

test('readers: who did not retain is told, and all that counted until then was right', async () => {
  const dice = createDice(19);
  const ledger = drawLedger(29, 250);
  const compiler = createCompiler(worldOf(ledger), { buffer: shared, snapshotsMax: 2 });
  const { read, end } = readerThread();
  let [right, told] = [0, 0];
  for (let seed = 0; seed < 20; seed++) {
    const held = compiler.snapshot();
    const { bytes, turn } = held;
    const clients = clientsOf(held);
    const wanted = freshSum(ledger, clients, seed);
    const stop = stopFlag();
    let isOver = false;
    const reading = { bytes, turn, clients, isRetained: false, seed, count, rounds: 1e9, stop };
    const reads = read(reading).finally(() => {
      isOver = true;
    });
    await keepCompiling({ compiler, ledger, dice }, 3, () => {
      // where lists were renumbered into new buffers, this one is left as it is for good
      if (isCurrent(held)) Atomics.store(stop, 0, 1);
      return isOver;
    });
    const { sums, toldCount } = await reads;
    assert.is(toldCount, isCurrent(held) ? 0 : 1);
    for (const sum of sums) assert.is(sum, wanted);
    right += sums.length;
    told += toldCount;
  }
  await end();
  assert.ok(right > 0, 'some answers came before the buffer was written again');
  assert.ok(told >= 10, `${told} of 20 buffers were written again`);
});

test.run();
