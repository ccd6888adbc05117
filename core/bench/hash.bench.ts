// How fast are the hashes that spread files and sessions over appliances?
import { hashBytes, hashId, pair, scramble } from '../base/hash.ts';
import { writeUtf8 } from '../base/utf8.ts';
import type { Bench, Measured } from './bench.ts';

const applianceCount = 8;
const counts = { full: 1 << 20, small: 1 << 12 };

/** Highest weighted hash of each key over all appliances, as holders and targets are chosen. */
function prepareRendezvous(size: 'full' | 'small'): () => Measured {
  const keyCount = counts[size];
  const keys = new Uint32Array(keyCount);
  for (let row = 0; row < keyCount; row++) keys[row] = scramble(row + 1);
  const appliances = new Uint32Array(applianceCount);
  for (let row = 0; row < applianceCount; row++) appliances[row] = hashId(`appliance-${row}`);
  return () => {
    const startedMs = performance.now();
    let checksum = 0;
    for (let row = 0; row < keyCount; row++) {
      let best = -1;
      let bestHash = -1;
      for (let appliance = 0; appliance < applianceCount; appliance++) {
        const hash = pair(keys[row] as number, appliances[appliance] as number);
        if (hash <= bestHash) continue;
        bestHash = hash;
        best = appliance;
      }
      checksum = (Math.imul(checksum, 31) + best) >>> 0;
    }
    const seconds = (performance.now() - startedMs) / 1000;
    return { value: (keyCount * applianceCount) / seconds, checksum };
  };
}

/** MurmurHash3 over ids of 12 bytes that lie in one buffer. */
function prepareIds(size: 'full' | 'small'): () => Measured {
  const idCount = counts[size];
  const width = 12;
  const bytes = new Uint8Array(idCount * width + 3 * width);
  for (let row = 0; row < idCount; row++)
    writeUtf8(`file-${String(row).padStart(7, '0')}`, bytes.subarray(row * width));
  return () => {
    const startedMs = performance.now();
    let checksum = 0;
    for (let row = 0; row < idCount; row++)
      checksum = (checksum + hashBytes(bytes, 1, row * width, (row + 1) * width)) >>> 0;
    const seconds = (performance.now() - startedMs) / 1000;
    return { value: idCount / seconds, checksum };
  };
}

export const benches: readonly Bench[] = [
  {
    name: 'hash.rendezvous',
    unit: '1/s',
    direction: 'up',
    params: { keys: counts.full, appliances: applianceCount, counted: 'pair hashes' },
    prepare: prepareRendezvous,
  },
  {
    name: 'hash.bytes',
    unit: '1/s',
    direction: 'up',
    params: { ids: counts.full, idBytes: 12 },
    prepare: prepareIds,
  },
];
