// Does a snapshot open whose ids are none that a world may have?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileSnapshot } from '../compile/compile.ts';
import { openSnapshot, type Snapshot } from '../index.ts';
import { sealFile } from '../snapshot/container.ts';
import { lines } from './support/reply-world.ts';
import { worldOf } from './support/small-world.ts';

const tables = ['site', 'cluster', 'appliance', 'link', 'file'] as const;
const { snapshot: sound } = compileSnapshot(worldOf(lines));

/** The problems of the sound snapshot with `bytes` in its ids of a table from byte `at` on. */
function problemsWith(table: (typeof tables)[number], at: number, bytes: readonly number[]) {
  const column = sound[`${table}Text` as keyof Snapshot] as Uint8Array;
  const offset = column.byteOffset - sound.bytes.byteOffset;
  const copy = sound.bytes.slice();
  copy.set(bytes, offset + at);
  sealFile(copy);
  return { offset, problems: openSnapshot(copy).problems ?? [], copy };
}

test('openSnapshot: an id with a comma, a quote, a control character or no UTF-8 is refused at its byte', () => {
  for (const table of tables) {
    for (const byte of [0x00, 0x07, 0x0a, 0x0d, 0x1b, 0x1f, 0x22, 0x2c, 0x7f, 0x80, 0xff]) {
      const { offset, problems, copy } = problemsWith(table, 1, [byte]);
      const first = problems.find(({ text }) => text.includes('control character'));
      assert.ok(first, `${table} ${byte}`);
      const isUtf8 = byte < 0x80;
      assert.is(first?.path, `byte ${offset + (isUtf8 ? 1 : 0)}`);
      assert.is(openSnapshot(copy, { check: 'digest' }).problems, undefined, 'taken on trust');
    }
    const { problems } = problemsWith(table, 0, [0xc2, 0x9b]);
    assert.ok(
      problems.some(({ text }) => text.includes('control character')),
      'C1',
    );
  }
});

test('openSnapshot: ids of any other text open', () => {
  const appliances = ["a'b", 'ü', '日本', 'a b', '\u00a0', '\u202e', '😀'];
  const { snapshot } = compileSnapshot(
    worldOf({ ...lines, appliances: appliances.map((id) => `${id.replace(' ', '_')} c-isp`) }),
  );
  assert.is(openSnapshot(snapshot.bytes).problems, undefined);
});

test.run();
