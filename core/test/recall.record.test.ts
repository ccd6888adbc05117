// Does a record hold a decision, and nothing of who asked?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  createDecision,
  decide,
  digestState,
  labels,
  noRow,
  readRecord,
  recordBytes,
  stampOf,
} from '../index.ts';
import { leavesNothing } from './support/heap-growth.ts';
import { cell } from './support/oracle-basics.ts';
import { printRecordGrowth } from './support/record-growth.ts';
import { drawn, film, recorded, requestFor, steered } from './support/recorded.ts';

test('a record has 64 bytes and reads back as the request and the decision it was made of', () => {
  assert.is(recordBytes, 64);
  assert.ok(labels.length <= 16, 'bytes 60..61 have room for 16 labels');
  for (let seed = 1; seed <= 60; seed++) {
    const { bases, asked } = drawn(seed, 40);
    const basis = cell(bases, 0);
    const view = recorded(basis, asked);
    const out = createDecision(basis.snapshot);
    asked.forEach((each, n) => {
      const request = requestFor(basis, each);
      decide(basis.snapshot, basis.state, request, out);
      const record = readRecord(view, n * recordBytes);
      assert.ok(record);
      assert.equal(record.request, request);
      assert.equal(record.stamp, stampOf(basis.snapshot, basis.state));
      assert.is(record.reason, out.reason);
      assert.is(record.targetCount, out.targetCount);
      assert.is(record.firstTarget, out.targetCount > 0 ? out.targetAppliance[0] : noRow);
      assert.is(record.firstRank, out.targetCount > 0 ? out.targetRank[0] : noRow);
      const passed = [...out.passedLabel.subarray(0, out.passedCount)];
      const counts = labels.map((_, code) => passed.filter((label) => label === code).length);
      assert.equal(record.passedCounts, counts);
    });
  }
});

test('a record says nothing of the address: clients of one vantage leave the same bytes', () => {
  const basis = steered();
  const bytes = (client: string) =>
    Buffer.from(recorded(basis, [{ client, file: 'hit', session: 's', want: 5 }]).buffer);
  assert.equal(bytes('20.1.2.3'), bytes('20.1.200.9'));
  assert.not.equal(bytes('20.1.2.3'), bytes('99.1.2.3'));
});

test('bytes that are no record of this version are not read', () => {
  assert.is(readRecord(new DataView(new ArrayBuffer(64)), 0), undefined);
  const view = recorded(steered(), [cell(film, 0)]);
  assert.is(readRecord(view, 1), undefined);
  assert.is(readRecord(view, -64), undefined);
  assert.ok(readRecord(view, 0));
});

test('a million decisions with their records leave no garbage', () => {
  leavesNothing('record-growth.js', printRecordGrowth.name);
});

test('digestState: any word of a state makes another digest', () => {
  const { bases } = drawn(4, 1);
  const { state } = cell(bases, 0);
  const seen = new Set([digestState(state).join()]);
  let states = 1;
  for (const column of [state.appliance, state.link] as Uint32Array[])
    for (const [row, word] of column.entries()) {
      column[row] = word ^ 1;
      seen.add(digestState(state).join());
      states++;
      column[row] = word;
    }
  assert.is(seen.size, states);
});

test.run();
