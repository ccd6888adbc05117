// How are real traces of throughput read, where they are?
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Variation } from '../../network/variation.ts';
import { type Draws, drawAt } from '../../random/keyed.ts';

const path = '../shared/data/throughput/fcc_hsdpa_oboe.tar.gz';
export const hasTraces = existsSync(path);

/** Collections of traces by their folder. */
const folders = ['fcc_ori/cooked_traces/', 'cooked_3gp/', 'traces_oboe/'];

/** Texts of the files of a tar archive, by name. */
function* filesOf(tar: Buffer): Generator<readonly [name: string, text: string]> {
  const textOf = (from: number, length: number): string =>
    (tar.toString('latin1', from, from + length).split('\0')[0] ?? '').trim();
  for (let at = 0; at + 512 <= tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(textOf(at + 124, 12), 8);
    const isFile = ['0', ''].includes(textOf(at + 156, 1));
    const name = textOf(at + 345, 155) + textOf(at, 100);
    if (isFile) yield [name, tar.toString('latin1', at + 512, at + 512 + size)];
    at += 512 * (1 + Math.ceil(size / 512));
  }
}

/** Means of `stepMs` of a trace, each line of which is a time in s and the rate since the last. */
function meansOf(text: string, stepMs: number): number[] {
  const rows = text
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((row) => row.length > 1 && row.every(Number.isFinite)) as [number, number][];
  const means: number[] = [];
  const firstS = rows[0]?.[0] ?? 0;
  let [reachedS, sum] = [0, 0];
  for (const [atS, rate] of rows.slice(1))
    while (reachedS < atS - firstS) {
      const stepEndS = ((means.length + 1) * stepMs) / 1000;
      const untilS = Math.min(stepEndS, atS - firstS);
      sum += rate * (untilS - reachedS);
      reachedS = untilS;
      if (reachedS < stepEndS) continue;
      means.push(sum);
      sum = 0;
    }
  const mean = means.reduce((all, value) => all + value, 0) / means.length;
  return means.map((value) => value / mean);
}

/** Traces around a mean of 1, in means of `stepMs`, collection by collection. */
export function readTraces(stepMs: number): number[][][] {
  const traces = folders.map((): number[][] => []);
  const least = 40_000 / stepMs;
  for (const [name, text] of filesOf(gunzipSync(readFileSync(path)))) {
    const folder = folders.findIndex((one) => name.replace(/^.\//, '').startsWith(one));
    if (folder < 0) continue;
    const means = meansOf(text, stepMs);
    if (means.length > least && means.every(Number.isFinite)) traces[folder]?.push(means);
  }
  return traces;
}

/** A session on a trace of any collection, from anywhere in it on, over and over. */
export function tracedBy(
  collections: readonly number[][][],
  stepMs: number,
  key: Draws,
): Variation {
  const traces = collections[drawAt(key, 1) % collections.length] ?? [];
  const trace = traces[drawAt(key, 2) % traces.length] ?? [1];
  let at = drawAt(key, 3) % trace.length;
  return { stepMs, next: () => trace[at++ % trace.length] ?? 1 };
}
