// Does an instance answer a request of a batch as it answers the same one alone?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  answer,
  answerAt,
  type Batch,
  createBatch,
  type Decision,
  hashId,
  type Instance,
  noRow,
  prepare,
  readRecord,
  reasons,
  requestAt,
  step,
} from '../index.ts';
import { built, eleven, instanceOf, wordsOf } from './support/instances.ts';

const count = 64;

/** A batch of sessions from both sides of the address space; each fifth wants an unknown file. */
function preparedFor({ snapshot }: Instance): Batch {
  const batch = createBatch(snapshot);
  const rows = Array.from({ length: count }, (_, row) => row);
  const requests = {
    family: Uint8Array.from(rows, () => 4),
    words: Uint32Array.from(
      rows.flatMap((row) => [(row % 4 === 3 ? 0 : 0x14010000) + row, 0, 0, 0]),
    ),
    file: Uint32Array.from(rows, (row) => (row % 5 === 4 ? noRow : row % snapshot.fileCount)),
    sessionHash: Uint32Array.from(rows, (row) => hashId(`s${row}`)),
  };
  prepare(requests, 0, count, 5, batch);
  return batch;
}

const textOf = (out: Decision): string =>
  [
    ...[out.vantage, out.reason, out.targetCount],
    ...[out.targetAppliance, out.targetLink, out.targetRank].map((column) =>
      column.subarray(0, out.targetCount).join(),
    ),
    ...[out.passedCluster, out.passedRank, out.passedLabel].map((column) =>
      column.subarray(0, out.passedCount).join(),
    ),
  ].join(' ');

test('a batch is answered as its requests are alone, while belief changes between the answers', () => {
  const [one, other] = [instanceOf(built(1, eleven)), instanceOf(built(1, eleven))];
  const batch = preparedFor(one);
  const seen = new Set<string>();
  for (let k = 0; k < count; k++) {
    const told = {
      kind: 'report',
      of: 'link',
      atMs: k,
      link: k % one.snapshot.linkCount,
      isCut: k % 3 > 0,
    } as const;
    for (const instance of [one, other]) {
      step(instance, told);
      step(instance, { kind: 'tick', atMs: k });
    }
    const request = { ...requestAt(batch, k) };
    const text = textOf(answer(other, request));
    // The batch is of a snapshot with the same rows, but only that of `one` serves there.
    assert.is(textOf(answerAt(one, batch, k)), text, `request ${k}`);
    seen.add(text.split(' ').slice(1).join(' '));
  }
  assert.ok(seen.size > 10, `${seen.size} different answers`);
  assert.equal(one.counts, other.counts);
});

test('what was not prepared, or for another snapshot, is answered by nobody and counted', () => {
  const instance = instanceOf(built(1, eleven));
  const batch = preparedFor(instance);
  const foreign = preparedFor(instanceOf(built(2, eleven)));
  for (const [of, k] of [
    ...[count, -1, 0.5, Number.NaN].map((row) => [batch, row] as const),
    [foreign, 0] as const,
  ]) {
    const out = answerAt(instance, of, k);
    assert.equal([reasons[out.reason], out.targetCount, out.passedCount], ['none', 0, 0]);
  }
  assert.is(instance.counts.ignored.request, 5);
  assert.is(instance.counts.contained, 0);
  assert.ok(answerAt(instance, batch, 0).targetCount > 0);
});

test('what throws is contained as in an answer alone, with the same record', () => {
  const gone = undefined as unknown as Uint32Array;
  const told = ['listRank', 'fileHash'].map((column) => {
    const snapshot = { ...built(1, eleven), [column]: gone };
    const [one, other] = [instanceOf(snapshot), instanceOf(snapshot)];
    const batch = preparedFor(one);
    assert.is(batch.lanes, 1, 'tables could not be written');
    const out = textOf(answerAt(one, batch, 0));
    assert.is(one.counts.contained, 1);
    const [alarm] = step(one, { kind: 'tick', atMs: 1 });
    const bytes =
      alarm?.kind === 'alarm' && alarm.reason === 'contained' ? alarm.contained.record : undefined;
    const record = readRecord(new DataView(bytes?.buffer ?? new ArrayBuffer(0)), 0);
    if (column === 'listRank') {
      assert.is(out, textOf(answer(other, { ...requestAt(batch, 0) })));
      assert.equal(record?.request.sessionHash, requestAt(batch, 0).sessionHash);
    }
    return wordsOf(alarm === undefined ? [] : [alarm]);
  });
  assert.equal(told, ['alarm contained', 'alarm contained']);
});

test.run();
