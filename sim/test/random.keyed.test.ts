// Are keyed draws uniform, and of one another independent?
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { poisson } from '../random/distributions.ts';
import { createKey, drawAt, openCell, openMember, unitAt } from '../random/keyed.ts';
import { nextUnit } from '../random/stream.ts';
import { chiSquareExcess, open } from './support/draws.ts';

/** How far pairs of draws are from independent, over a square of 16 × 16 cells. */
function pairExcess(pair: (n: number) => readonly [number, number], count: number): number {
  const seen = new Float64Array(256);
  for (let n = 0; n < count; n++) {
    const [a, b] = pair(n);
    const cell = (a >>> 28) * 16 + (b >>> 28);
    seen[cell] = (seen[cell] ?? 0) + 1;
  }
  return chiSquareExcess([...seen], new Array<number>(256).fill(count / 256));
}

test('draws of neighbours in each part of the key are independent', () => {
  const key = createKey();
  const draw = (...parts: readonly [number, number, number, number, number]) => {
    const [seed, entity, cell, k, purpose] = parts;
    openCell(key, seed, entity, cell);
    openMember(key, k);
    return drawAt(key, purpose);
  };
  const pairs: Record<string, (n: number) => readonly [number, number]> = {
    seed: (n) => [draw(n, 5, 6, 7, 8), draw(n + 1, 5, 6, 7, 8)],
    entity: (n) => [draw(1, n, 6, 7, 8), draw(1, n + 1, 6, 7, 8)],
    cell: (n) => [draw(1, 5, n, 7, 8), draw(1, 5, n + 1, 7, 8)],
    member: (n) => [draw(1, 5, 6, n, 8), draw(1, 5, 6, n + 1, 8)],
    purpose: (n) => [draw(1, 5, 6, 7, n), draw(1, 5, 6, 7, n + 1)],
    'entity and cell exchanged': (n) => [draw(1, n, 9, 7, 8), draw(1, 9, n, 7, 8)],
    'first and second draw of a member': (n) => [draw(1, 5, 6, n, 0), draw(1, 5, 6, n, 1)],
  };
  for (const [name, pair] of Object.entries(pairs)) {
    const excess = pairExcess(pair, 200_000);
    assert.ok(excess < 4.5, `${name}: ${excess} standard deviations`);
  }
});

test('keyed draws are the same in every version, on every machine', () => {
  const key = createKey();
  openCell(key, 1, 2, 3);
  const cell = unitAt(key, 0);
  openMember(key, 4);
  const words = [0, 1, 2].map((purpose) => drawAt(key, purpose).toString(16).padStart(8, '0'));
  assert.is(`${cell.toFixed(9)} ${words.join(' ')}`, '0.502199497 e694d826 b8481f93 5182812b');
});

test('poisson: of the same numbers a larger mean gives no smaller count', () => {
  for (let entity = 0; entity < 300; entity++) {
    let last = 0;
    const uniform = nextUnit(open(entity, 3));
    for (let step = 0; step < 200; step++) {
      const mean = step < 100 ? step * 0.4 : 40 + (step - 100) * 7;
      const count = poisson(uniform, mean);
      assert.ok(count >= last, `mean ${mean}: ${count} after ${last}`);
      last = count;
    }
  }
});

test.run();
