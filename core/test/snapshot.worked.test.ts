// Is a row behind the end of its table, or a list that runs back, named at its place?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileSnapshot, openSnapshot, type Snapshot } from '../index.ts';
import { sealFile } from '../snapshot/container.ts';
import { worldOf } from './support/small-world.ts';
import { pair } from './support/steering.ts';

/** Two clusters at a site each, a box each, two links: see `pair`. */
const { snapshot } = compileSnapshot(worldOf(pair));

/** What is said of a file in which `change` was written, and its digest renewed. */
function saidOf(change: (columns: Snapshot) => void): string {
  const bytes = new Uint8Array(new ArrayBuffer(snapshot.bytes.length));
  bytes.set(snapshot.bytes);
  const { snapshot: views } = openSnapshot(bytes, { check: 'header' });
  if (views === undefined) throw new Error('its header is sound');
  change(views);
  sealFile(bytes);
  const { problems = [] } = openSnapshot(bytes, { check: 'rows' });
  return problems[0]?.text ?? '';
}

test('the last row may be pointed at, and none behind it, in bytes and in words', () => {
  assert.is(
    saidOf(() => undefined),
    '',
  );
  // There are two kinds of sites, two clusters and four kinds of links.
  const beyond: readonly (readonly [says: string, change: (columns: Snapshot) => void])[] = [
    ['siteKind, row 1: points at 2 of 2', ({ siteKind }) => siteKind.fill(2, 1, 2)],
    ['linkKind, row 0: points at 4 of 4', ({ linkKind }) => linkKind.fill(4, 0, 1)],
    ['applianceCluster, row 1: points at 2 of 2', (its) => its.applianceCluster.fill(2, 1, 2)],
    ['clusterSite, row 0: points at 2 of 2', ({ clusterSite }) => clusterSite.fill(2, 0, 1)],
  ];
  for (const [says, change] of beyond) assert.is(saidOf(change), says);
});

test('the appliances of clusters follow each other: 0, 1, 2 and never back', () => {
  assert.equal([...snapshot.clusterStart], [0, 1, 2]);
  const said = (row: number, start: number) =>
    saidOf(({ clusterStart }) => clusterStart.fill(start, row, row + 1));
  assert.is(said(1, 3), 'clusterStart, row 2: 2 is less than the row before');
  assert.is(said(0, 1), 'clusterStart, row 0: must be 0');
  assert.is(said(2, 1), 'clusterStart, row 2: must be 2');
});

test('a file that ends before its last section is cut off, by its table at byte 128', () => {
  const bytes = snapshot.bytes.slice();
  const view = new DataView(bytes.buffer);
  // The table begins at byte 96; of its first row offset and length stand at 120 and 128.
  const offset = view.getFloat64(120, true);
  const said = (length: number) => {
    view.setFloat64(128, length, true);
    sealFile(bytes);
    const [problem] = openSnapshot(bytes).problems ?? [];
    return problem?.code;
  };
  const most = Math.floor((bytes.length - offset) / 8) * 8;
  assert.is(said(most + 8), 'truncated');
  assert.is.not(said(most), 'truncated', 'up to the last byte it is a place');
});

test.run();
