// How many full decisions a second?
import {
  compileSnapshot,
  createDecision,
  createState,
  decide,
  noRow,
  pair,
  type Snapshot,
  setAppliance,
  vantageOf,
} from '@fairlead/core';
import type { Bench } from './bench.ts';
import { benchWorld } from './bench-world.ts';
import { slowDecision } from './slow/slow-decision.ts';

/** First words of addresses that some prefix covers, uniform over spans' addresses. */
function coveredAddresses(snapshot: Snapshot, count: number): Uint32Array {
  const addresses = new Uint32Array(count);
  const scratch = new Uint32Array(4);
  let found = 0;
  for (let key = 0; found < count; key++) {
    scratch[0] = pair(key, 11);
    const list = snapshot.vantageList[vantageOf(snapshot, 4, scratch)] ?? 0;
    const length = (snapshot.listStart[list + 1] ?? 0) - (snapshot.listStart[list] ?? 0);
    if (length > 0) addresses[found++] = scratch[0];
  }
  return addresses;
}

/** 2 % of appliances down, 2 % unhealthy, 10 % shed by a half. */
function wornState(snapshot: Snapshot) {
  const state = createState(snapshot);
  for (let appliance = 0; appliance < snapshot.applianceCount; appliance++) {
    const toss = pair(appliance, 13) % 100;
    if (toss < 2) state.appliance[appliance] = 0;
    else setAppliance(state, appliance, { healthy: toss >= 4, shedShare: toss >= 90 ? 0.5 : 0 });
  }
  return state;
}

const decideRandom: Bench = {
  name: 'steer.decide.random',
  unit: '1/s',
  direction: 'up',
  params: { world: 'global, seed 1', want: 5, down: 0.02, unhealthy: 0.02, shed: 0.1 },
  async prepare(size) {
    const { snapshot } = compileSnapshot(await benchWorld(size));
    const decisions = size === 'full' ? 2000000 : 5000;
    const addresses = coveredAddresses(snapshot, decisions);
    const state = wornState(snapshot);
    const out = createDecision(snapshot);
    const words = new Uint32Array(4);
    const request = { vantage: 0, file: noRow, fileHash: 0, sessionHash: 0, want: 5 };
    return () => {
      let checksum = 0;
      const beginMs = performance.now();
      for (let k = 0; k < decisions; k++) {
        words[0] = addresses[k] as number;
        request.vantage = vantageOf(snapshot, 4, words);
        request.file = pair(k, 17) % snapshot.fileCount;
        request.fileHash = snapshot.fileHash[request.file] as number;
        request.sessionHash = pair(k, 19);
        decide(snapshot, state, request, out);
        checksum = (Math.imul(checksum, 31) + out.targetCount + (out.targetAppliance[0] ?? 0)) | 0;
      }
      const seconds = (performance.now() - beginMs) / 1000;
      return { value: decisions / seconds, checksum: checksum >>> 0 };
    };
  },
};

export const benches: readonly Bench[] = [decideRandom, slowDecision];
