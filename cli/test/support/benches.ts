// Which benchmarks are there, and what do they measure?
import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bench, Size } from '../../bench/bench.ts';
import { moveToQuietCpu } from './quiet-cpu.ts';

/** A benchmark with what was measured: median, extremes and the checksum of the last run. */
export type Measurement = Omit<Bench, 'prepare'> & {
  readonly value: number;
  readonly least: number;
  readonly most: number;
  readonly checksum: number;
  /** Processor that it was moved to. */
  readonly cpu?: number;
};

const units = ['1/s', 's', 'B', 'ratio'];

function faultOf(bench: Partial<Bench>): string {
  if (typeof bench.name !== 'string' || !/^[a-z]\w*(\.\w+)+$/.test(bench.name))
    return 'name is dotted, like cache.lru';
  if (!units.includes(bench.unit ?? '')) return `unit is one of ${units.join(', ')}`;
  if (bench.direction !== 'up' && bench.direction !== 'down') return 'direction is up or down';
  if (typeof bench.params !== 'object') return 'params says what the input was';
  return typeof bench.prepare === 'function' ? '' : 'prepare builds the input';
}

/** All benchmarks of `<package>/bench/*.bench.ts` under the current folder; throws on a bad one. */
export async function loadBenches(): Promise<Bench[]> {
  const benches: Bench[] = [];
  for (const room of ['core', 'sim', 'scenarios', 'cli']) {
    if (!existsSync(`${room}/bench`)) continue;
    for (const name of readdirSync(`${room}/bench`).sort()) {
      if (!name.endsWith('.bench.ts')) continue;
      const path = resolve(`${room}/dist/bench`, name.replace(/\.ts$/, '.js'));
      const loaded: { benches?: readonly Bench[] } = await import(pathToFileURL(path).href);
      if (loaded.benches === undefined) throw new Error(`${room}/bench/${name} exports no benches`);
      for (const bench of loaded.benches) {
        const isTwice = benches.some((other) => other.name === bench.name);
        const fault = isTwice ? 'a name is used once' : faultOf(bench);
        if (fault) throw new Error(`${room}/bench/${name}: ${bench.name}: ${fault}`);
        benches.push(bench);
      }
    }
  }
  return benches;
}

/**
 * Prepares `bench` once and measures it: 2 unmeasured runs and 5 at `full` unless it says how many,
 * 1 run at `small`. At `full` a bench without workers moves to the quietest processor first.
 */
export async function measure(bench: Bench, size: Size): Promise<Measurement> {
  // Before there is much memory: asking for the move forks, and forked pages fault once more each.
  const stays = size === 'small' || /workers$/.test(bench.name);
  const cpu = stays ? undefined : moveToQuietCpu();
  const run = await bench.prepare(size);
  const warmups = size === 'full' && bench.runs === undefined ? 2 : 0;
  const runs = size === 'full' ? (bench.runs ?? 5) : 1;
  const values: number[] = [];
  let checksum = 0;
  for (let round = 0; round < warmups + runs; round++) {
    const measured = await run();
    for (const number of [measured.value, measured.checksum])
      if (!Number.isFinite(number)) throw new Error(`${bench.name} measured ${number}`);
    checksum = measured.checksum;
    if (round >= warmups) values.push(measured.value);
  }
  values.sort((a, b) => a - b);
  const at = (row: number) => values[row] ?? Number.NaN;
  const [least, value, most] = [at(0), at(values.length >> 1), at(values.length - 1)];
  const { name, unit, direction, params } = bench;
  const measured = { name, value, unit, direction, params, least, most, checksum };
  return cpu === undefined ? measured : { ...measured, cpu };
}
