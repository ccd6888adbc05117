// Is a section of a file of routes that is no place in it told, whichever it is?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileSnapshot, encodeRoutes, readRoutes } from '../index.ts';
import { sealFile } from '../snapshot/container.ts';
import { worldOf } from './support/small-world.ts';
import { pair } from './support/steering.ts';

const world = worldOf(pair);
const { snapshot } = compileSnapshot(world);

test('a place ends with the last byte at most, and begins at a multiple of eight', () => {
  const bytes = encodeRoutes(snapshot, world).slice();
  assert.is(readRoutes(snapshot, bytes).problems, undefined);
  const view = new DataView(bytes.buffer);
  const said = (at: number, value: number) => {
    const before = view.getFloat64(at, true);
    view.setFloat64(at, value, true);
    sealFile(bytes);
    const [problem] = readRoutes(snapshot, bytes).problems ?? [];
    view.setFloat64(at, before, true);
    return `${problem?.path} ${problem?.code}`;
  };
  const [first, rowBytes] = [view.getUint32(12, true), view.getUint32(68, true)];
  // A row of the table: the name in 24 bytes, the offset in eight, the length in eight.
  for (let row = 0; row < view.getUint32(64, true); row++) {
    const at = first + row * rowBytes + 24;
    const [offset, length] = [view.getFloat64(at, true), view.getFloat64(at + 8, true)];
    const beyond = said(at + 8, bytes.length - offset + 8);
    assert.is(beyond, `byte ${bytes.length} truncated`, `row ${row}`);
    if (length > 0) assert.is(said(at, offset - 4), `byte ${at} section`, `row ${row}`);
  }
});

test.run();
