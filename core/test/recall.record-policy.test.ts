// Does a record hold the policy and needs it was decided under, and do older ones still read?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Basis,
  compileSnapshot,
  createDecision,
  decide,
  readRecord,
  recordBytes,
  replay,
  shedMask,
  stampOf,
  writeRecord,
} from '../index.ts';
import { createDice } from './support/dice.ts';
import { createOracle } from './support/oracle.ts';
import { cell } from './support/oracle-basics.ts';
import { drawn, film, recorded, requestFor, steered } from './support/recorded.ts';

/** Writes over a record of this version what version 1 said: other bytes 8..23, and its number. */
function rewriteAsFirstVersion(view: DataView, offset: number, { snapshot }: Basis): void {
  view.setFloat64(offset + 8, snapshot.epoch, true);
  view.setFloat64(offset + 16, snapshot.sequence, true);
  const bits = view.getUint16(offset + 56, true);
  view.setUint16(offset + 56, (bits & 0x7ff) | (1 << 11), true);
}

test('a record of version 1 still reads, with its epoch and sequence and no policy', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const { world, ranking, bases, asked } = drawn(seed, 20);
    const versions = { epoch: 2 ** 40 + seed, sequence: 2 ** 53 - seed };
    const { snapshot } = compileSnapshot(world, { ranking, ...versions });
    const basis = { snapshot, state: cell(bases, 0).state };
    const view = recorded(basis, asked);
    for (let n = 0; n < asked.length; n++) {
      const now = readRecord(view, n * recordBytes);
      assert.equal([now?.stamp.epoch, now?.stamp.sequence], Object.values(versions));
      rewriteAsFirstVersion(view, n * recordBytes, basis);
      assert.equal(readRecord(view, n * recordBytes), now);
    }
    assert.is(replay(view, basis, basis, one).same, asked.length);
  }
});

test('a record of a request with needs, or of a sixth letter, says which and reads back', () => {
  const { snapshot, state } = steered();
  const view = new DataView(new ArrayBuffer(recordBytes));
  const out = createDecision(snapshot);
  const asked = requestFor({ snapshot, state }, cell(film, 0));
  decide(snapshot, state, asked, out);
  const stamp = stampOf(snapshot, state);
  writeRecord(view, 0, stamp, asked, out);
  const plain = readRecord(view, 0);
  assert.is(view.getUint16(56, true) >>> 11, 2);
  assert.is(plain?.request.needBits, undefined);
  for (const needBits of [1 << 17, 1 << 31, (1 << 30) | (1 << 22), ~shedMask]) {
    writeRecord(view, 0, stamp, { ...asked, needBits }, out);
    assert.is(view.getUint16(56, true) >>> 11, 3);
    const ones = plain?.passedCounts.map((count) => Math.min(1, count));
    assert.equal(readRecord(view, 0), {
      ...plain,
      request: { ...asked, needBits },
      passedCounts: ones,
    });
  }
  out.passedCount = 2;
  out.passedLabel.set([3, 5]);
  writeRecord(view, 0, stamp, asked, out);
  assert.is(view.getUint16(60, true), (1 << 3) | (1 << 5), 'codes 3 and 5, once each');
  assert.is(readRecord(view, 0)?.passedCounts[3], 1);
  assert.is(readRecord(view, 0)?.request.needBits, undefined);
});

test('a record keeps every panic share of four decimals as the very double that was meant', () => {
  const { snapshot, state } = steered();
  const view = new DataView(new ArrayBuffer(recordBytes));
  const out = createDecision(snapshot);
  const request = requestFor({ snapshot, state }, cell(film, 0));
  decide(snapshot, state, request, out);
  for (let step = 0; step <= 10_000; step++) {
    const panicShare = Number(`0.${String(step).padStart(4, '0')}`) || step / 10_000;
    const meant = step === 10_000 ? 1 : panicShare;
    writeRecord(view, 0, stampOf(snapshot, state, { panicShare: meant }), request, out);
    assert.is(readRecord(view, 0)?.stamp.panicShare, meant);
  }
  view.setUint16(22, 10_001, true);
  assert.is(readRecord(view, 0), undefined, 'no share is above 1');
});

test('stampOf: refuses a panic share that a record cannot keep', () => {
  const { snapshot, state } = steered();
  for (const panicShare of [1 / 3, 0.00001, 1.5, -0.5, Number.NaN, Number.POSITIVE_INFINITY])
    assert.throws(() => stampOf(snapshot, state, { panicShare }), /ten-thousandths/);
});

const shares = [0, 0.1, 0.25, 0.3333, 0.5, 0.75, 1];
const one = () => 1;

test('replay: records of any panic share come out bit for bit, told the share or not', () => {
  for (let seed = 1; seed <= 120; seed++) {
    const { bases, asked } = drawn(50_000 + seed, 100);
    const plain = cell(bases, seed % bases.length);
    const policy = { panicShare: cell(shares, seed % shares.length) };
    const view = recorded({ ...plain, policy }, asked);
    for (const basis of [plain, { ...plain, policy }]) {
      const { same, faults } = replay(view, basis, basis, one);
      assert.equal([same, faults], [100, []], `seed ${seed}`);
    }
    const other = { ...plain, policy: { panicShare: 0.9 } };
    const { foreign, faults } = replay(view, other, other, one);
    assert.is(foreign, 100);
    assert.ok(faults.every(({ fault }) => fault === 'other-policy'));
  }
});

test('replay: another panic share moves whom the oracle moves, and nobody else', () => {
  const count = { moved: 0, kept: 0, byHealth: 0 };
  for (let seed = 1; seed <= 250; seed++) {
    const { world, ranking, bases, asked, states } = drawn(30_000 + seed, 120);
    const dice = createDice(seed);
    const [was, is] = dice.chance(0.5) ? [0, dice.pick(shares)] : [dice.pick(shares), 1];
    const row = dice.below(states.length);
    const plain = cell(bases, row);
    const before = { ...plain, policy: { panicShare: was } };
    const after = { ...plain, policy: { panicShare: is } };
    const firsts = [was, is].map((panicShare) => {
      const oracle = createOracle(world, [...ranking], { panicShare });
      return asked.map((each) => oracle(cell(states, row), each).targets[0]?.appliance);
    });
    const moved = asked.filter((_, n) => firsts[0]?.[n] !== firsts[1]?.[n]).length;
    const report = replay(recorded(before, asked), before, after, one);
    assert.equal([report.broken, report.foreign], [0, 0]);
    assert.is(report.moved.decisions, moved, `seed ${seed}: ${was} to ${is}`);
    count.moved += moved;
    count.kept += asked.length - moved;
    for (const { cause } of report.moves) if (cause === 'H') count.byHealth++;
  }
  assert.ok(count.moved > 100 && count.byHealth > 20, JSON.stringify(count));
});

test('replay: under a panic share the ill of a rank are given beside the well, and H says so', () => {
  const appliances = ['isp-1 c-isp', 'isp-2 c-isp', 'ams-1 c-ams', 'fra-1 c-fra'];
  const manifests = ['c-isp hit 9', 'big hit', 'fra hit'];
  const basis = steered({ appliances, manifests }, 'isp-1', 'ams-1', 'fra-1');
  const [off, on] = [0, 0.75].map((panicShare) => ({ ...basis, policy: { panicShare } }));
  assert.ok(off && on);
  const movesOf = (from: Basis, to: Basis) =>
    replay(recorded(from, film), basis, to, one).moves.map(
      ({ cause, turn, from, to, decisions }) => `${cause} ${turn} ${from}>${to} ${decisions}`,
    );
  const [won = '', ...others] = movesOf(off, on);
  assert.equal(others, []);
  const [, decisions] = /^H won isp>isp (\d+)$/.exec(won) ?? [];
  assert.ok(Math.abs(Number(decisions) - 25) < 12, won);
  assert.equal(movesOf(on, off), [`H lost isp>isp ${decisions}`]);
  assert.equal(movesOf(on, basis), [], 'without a policy a record keeps its own');
});

test.run();
