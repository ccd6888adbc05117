// Is the format what its description says, and does the one before it still open?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileSnapshot, grouped, openSnapshot, type Snapshot } from '../index.ts';
import { encodeSnapshot } from '../snapshot/codec.ts';
import { contentDigest } from '../snapshot/content-digest.ts';
import { layout } from '../snapshot/layout.ts';
import { answersOf } from './support/answers.ts';
import { format2World } from './support/format-2-world.ts';
import { randomCase } from './support/random-world.ts';
import { worldOf } from './support/small-world.ts';
import { readFormat2, sectionRows, sign } from './support/snapshot-damage.ts';

const seeds = [1, 4, 5, 6, 9, 16];
const name = { fleet: 'flotte ü', epoch: 3, sequence: 14 };
const compiled = (seed: number) => compileSnapshot(randomCase(seed).world, name).snapshot;

function opened(bytes: Uint8Array, check?: 'rows' | 'digest' | 'header'): Snapshot {
  const read = check === undefined ? openSnapshot(bytes) : openSnapshot(bytes, { check });
  if (read.snapshot) return read.snapshot;
  throw new Error(JSON.stringify(read.problems));
}

function problemsIn(bytes: Uint8Array, check?: 'digest' | 'header'): string[] {
  const read = check === undefined ? openSnapshot(bytes) : openSnapshot(bytes, { check });
  if (read.snapshot) return [];
  return read.problems.map(({ code, path, text }) => `${code} ${path}: ${text}`);
}

type At = { readonly at: number };

/** A copy with one word of the header changed and signed anew. */
function withWord(bytes: Uint8Array, at: number, word: number): Uint8Array {
  const copy = bytes.slice();
  new DataView(copy.buffer).setUint32(at, word, true);
  sign(copy);
  return copy;
}

test('openSnapshot: reads what compileSnapshot wrote, by reference, however it is checked', () => {
  for (const seed of seeds) {
    const { bytes, ...expected } = compiled(seed);
    const copy = bytes.slice();
    for (const check of ['rows', 'digest', 'header'] as const) {
      const { bytes: same, ...rest } = opened(copy, check);
      assert.is(same, copy);
      for (const [section] of layout) assert.is(rest[section].buffer, copy.buffer);
      assert.equal(rest, expected);
      assert.is(rest.fleet, 'flotte ü');
    }
  }
});

test('the format: a reader written from its description finds header and columns', () => {
  for (const seed of seeds) {
    const snapshot = compiled(seed);
    const { bytes } = snapshot;
    const view = new DataView(bytes.buffer);
    assert.is(Buffer.from(bytes.subarray(0, 8)).toString('latin1'), 'FAIRSNAP');
    assert.is(view.getUint32(8, true), 3);
    assert.equal([view.getFloat64(32, true), view.getFloat64(40, true)], [3, 14]);
    const lanes = [48, 52, 56, 60].map((at) => view.getUint32(at, true));
    assert.equal(lanes, [...contentDigest(snapshot)]);
    assert.equal(lanes, [...snapshot.contentDigest]);
    const [header, count, width, fleetBytes] = [12, 64, 68, 72].map((at) =>
      view.getUint32(at, true),
    ) as [number, number, number, number];
    const fleetAt = header + count * width;
    const fleet = Buffer.from(bytes.subarray(fleetAt, fleetAt + fleetBytes)).toString('utf8');
    assert.is(fleet, 'flotte ü');
    const rows = sectionRows(bytes);
    assert.equal(
      rows.map((row) => row.name),
      layout.map(([section]) => section),
    );
    for (const [row, [section, kind]] of layout.entries()) {
      const { offset, byteLength } = rows[row] as (typeof rows)[number];
      const column = snapshot[section];
      assert.is(offset % 64, 0);
      assert.is(byteLength / { u8: 1, u16: 2, u32: 4, f64: 8 }[kind], column.length);
      const from = bytes.subarray(offset, offset + byteLength);
      assert.ok(Buffer.from(column.buffer, column.byteOffset, column.byteLength).equals(from));
    }
    let longest = 0;
    snapshot.listStart.forEach((start, list) => {
      if (list > 0) longest = Math.max(longest, start - (snapshot.listStart[list - 1] as number));
    });
    assert.is(view.getUint32(76, true), longest);
  }
});

test('the format: the content digest is that of the answers, not that of the name', () => {
  const { world } = randomCase(4);
  const [one, two] = [compileSnapshot(world, name), compileSnapshot(world, { sequence: 9 })];
  assert.equal(one.snapshot.contentDigest, two.snapshot.contentDigest);
  assert.not.equal(one.snapshot.bytes.slice(16, 32), two.snapshot.bytes.slice(16, 32));
  assert.not.equal(one.snapshot.contentDigest, compiled(5).contentDigest);
});

test('the format: a section or a longer header of a later release is passed over', () => {
  const { bytes } = compiled(5);
  const rows = sectionRows(bytes);
  const first = Math.min(...rows.map(({ offset }) => offset));
  // 8 more bytes of header, rows of 48 bytes and one more section, all before the sections.
  const shift = 64 * Math.ceil((8 + 8 * rows.length + 48) / 64);
  const later = new Uint8Array(bytes.length + shift);
  later.set(bytes.subarray(0, 96));
  const view = new DataView(later.buffer);
  view.setUint32(12, 104, true);
  view.setUint32(64, rows.length + 1, true);
  view.setUint32(68, 48, true);
  rows.forEach((row, k) => {
    const at = 104 + (k + 1) * 48;
    later.set(bytes.subarray(row.at, row.at + 40), at);
    view.setFloat64(at + 24, row.offset + shift, true);
  });
  later.set(Buffer.from('weather'), 104);
  const table = 96 + rows.length * 40;
  later.set(bytes.subarray(table, first), 104 + (rows.length + 1) * 48);
  later.set(bytes.subarray(first), first + shift);
  sign(later);
  const { bytes: _, ...read } = opened(later);
  const { bytes: __, ...expected } = opened(bytes);
  assert.equal(read, expected);
});

/** The bytes with so many others behind them. */
function appended(bytes: Uint8Array, more: number): Uint8Array {
  const longer = new Uint8Array(bytes.length + more).fill(1);
  longer.set(bytes);
  return longer;
}

test('the format: later formats, lost sections, odd headers are named at their byte', () => {
  const { bytes } = compiled(1);
  const [first, second] = sectionRows(bytes).map(({ at }) => ({ at })) as [At, At];
  const renamed = bytes.slice();
  renamed.set(Buffer.from('siteTexts'), first.at);
  sign(renamed);
  const doubled = bytes.slice();
  doubled.copyWithin(second.at, first.at, first.at + 24);
  sign(doubled);
  const cases: [Uint8Array, RegExp][] = [
    [withWord(bytes, 8, 4), /^version byte 8: format 4: .* reads 2 and 3; a later one wrote it$/],
    [withWord(bytes, 8, 1), /^version byte 8: format 1: this release reads 2 and 3$/],
    [withWord(bytes, 12, 88), /^header byte 12: /],
    [withWord(bytes, 64, 0), /^sections byte 64: there is no section siteText,/],
    [withWord(bytes, 64, 0xffffffff), /^sections byte 64: .* cut off$/],
    [withWord(bytes, 68, 0), /^header byte 68: /],
    [withWord(bytes, 72, 0xffffffff), /^fleet byte 72: /],
    [
      withWord(bytes, 76, 0),
      /^bad-section byte \d+: listStart, row 0: the longest list has \d+ candidates, not 0$/,
    ],
    [withWord(bytes, 76, 0xffffffff), /^bad-section .* candidates, not 4,294,967,295$/],
    [withWord(bytes, 36, 0x7ff80000), /^epoch byte 32: epoch NaN /],
    [withWord(bytes, 44, 0xbff00000), /^sequence byte 40: sequence -1/],
    [renamed, /^sections byte 64: there is no section siteText$/],
    [doubled, /^section byte \d+: section siteText is there twice$/],
  ];
  for (const [damaged, expected] of cases) assert.match(problemsIn(damaged)[0] ?? '', expected);
});

test('the format: what is missing and what is too much is said in bytes', () => {
  const { bytes } = compiled(1);
  const whole = (more: number) =>
    new RegExp(
      `cut off: it has ${grouped(bytes.length + more)} of ${grouped(bytes.length)} bytes$`,
    );
  const cases: [Uint8Array, RegExp][] = [
    [bytes.slice(0, 96), /^truncated byte 96: the file is cut off: it has 96 of [\d,]+ bytes$/],
    [bytes.slice(0, 44), /^truncated byte 44: the file is cut off: it has 44 of [\d,]+ bytes$/],
    [appended(bytes, 8), /^trailing byte \d+: 8 bytes after the last of the snapshot$/],
    [appended(bytes, 1), /^trailing byte \d+: 1 byte after the last of the snapshot$/],
    [appended(bytes, 64), /^digest byte 16: the bytes from 32 on are not those /],
    [bytes.slice(0, -8), whole(-8)],
    [bytes.slice(0, -3), whole(-3)],
    [bytes.slice(0, bytes.length >> 1), whole(-(bytes.length - (bytes.length >> 1)))],
  ];
  for (const [damaged, expected] of cases) assert.match(problemsIn(damaged)[0] ?? '', expected);
});

test('openSnapshot: a snapshot without an IPv6 span is refused', () => {
  const none = new Uint32Array(0);
  const tree6 = new Uint32Array(65_537);
  tree6[0] = 0x80000000 + 16 * 2 ** 26 + 1;
  const columns = { start0: none, start1: none, start2: none, start3: none, span6Value: none };
  const { bytes } = encodeSnapshot({ ...compiled(1), ...columns, tree6 }, name);
  assert.match(problemsIn(bytes)[0] ?? '', /^bad-section byte \d+: start0, row 0: no span/);
});

test('openSnapshot: checks the digest unless told that the bytes are of this process', () => {
  const bytes = compiled(4).bytes.slice();
  const last = sectionRows(bytes).find(({ name: section }) => section === 'capacityBps');
  bytes[last?.offset ?? 0] = 255 ^ (bytes[last?.offset ?? 0] ?? 0);
  assert.match(problemsIn(bytes).join(), /^digest byte 16: /);
  assert.match(problemsIn(bytes, 'digest').join(), /^digest byte 16: /);
  assert.equal(problemsIn(bytes, 'header'), []);
});

test('format 2: a snapshot of the release before opens and answers as a fresh compile', () => {
  const bytes = readFormat2();
  assert.is(new DataView(bytes.buffer).getUint32(8, true), 2);
  const fresh = compileSnapshot(worldOf(format2World), name).snapshot;
  for (const check of ['rows', 'digest', 'header'] as const) {
    const { bytes: same, ...read } = opened(bytes, check);
    assert.is(same, bytes);
    assert.is(read.applianceHash.buffer, bytes.buffer);
    const { bytes: _, ...expected } = fresh;
    assert.equal(read, expected);
    assert.equal(answersOf(opened(bytes, check)), answersOf(fresh));
  }
  const reasons = new Set(answersOf(fresh).map((line) => line.split(': ')[1]?.[0]));
  assert.ok(reasons.size >= 3, 'some answers are ranked, last resort and none');
});

test('format 2: damage is refused at its byte', () => {
  const bytes = readFormat2();
  const jump6 = sectionRows(bytes).find((row) => row.name === 'jump6');
  const span6 = sectionRows(bytes).find((row) => row.name === 'start0');
  assert.ok(jump6 && span6);
  assert.equal(problemsIn(withWord(bytes, jump6.offset, 0xffffffff)), [], 'nobody reads it');
  assert.match(problemsIn(withWord(bytes, span6.offset + 4, 0))[0] ?? '', /^bad-section /);
  assert.match(problemsIn(withWord(bytes, 64, 0))[0] ?? '', /^sections byte 64: there is no /);
  assert.match(problemsIn(bytes.slice(0, 4096))[0] ?? '', /^truncated byte 4096: .* 4,096 of /);
});

test.run();
