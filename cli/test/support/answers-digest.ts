// Which answers does a snapshot give? Runs wherever core runs: it imports nothing else.
import {
  type Batch,
  createBatch,
  createDecision,
  createState,
  type Decision,
  decide,
  decideAt,
  hashId,
  openSnapshot,
  pair,
  prepare,
  type Requests,
  type State,
  setAppliance,
  vantageOf,
  type WasmModule,
} from '@fairlead/core';

/**
 * Hash of `count` decisions on the snapshot in `bytes`, some appliances ill; uint32. Batches use
 * `module`, where it is handed in.
 */
export function answersDigest(bytes: Uint8Array, count: number, module?: WasmModule): number {
  const opened = openSnapshot(bytes);
  if (opened.problems) throw new Error(opened.problems.map(({ text }) => text).join());
  const { snapshot } = opened;
  const state = createState(snapshot);
  for (let row = 0; row < snapshot.applianceCount; row += 3)
    setAppliance(state, row, { healthy: row % 2 === 0, shedShare: (row % 7) / 7 });
  const out = createDecision(snapshot);
  const words = new Uint32Array(4);
  let digest = hashId('answers');
  for (let key = 0; key < count; key++) {
    words[0] = snapshot.spanStart[pair(key, 1) % snapshot.spanStart.length] as number;
    const file = pair(key, 2) % snapshot.fileCount;
    const request = {
      vantage: vantageOf(snapshot, 4, words),
      file,
      fileHash: snapshot.fileHash[file] as number,
      sessionHash: pair(key, 3),
      want: 1 + (key % 16),
    };
    decide(snapshot, state, request, out);
    digest = withAnswer(digest, out);
  }
  const batch = createBatch(snapshot, module === undefined ? {} : { module });
  return withBatches(digest, batch, state, count);
}

function withAnswer(before: number, out: Decision): number {
  let digest = pair(before, out.reason * 256 + out.passedCount);
  for (let k = 0; k < out.targetCount; k++) digest = pair(digest, out.targetAppliance[k] as number);
  for (let k = 0; k < out.passedCount; k++) digest = pair(digest, out.passedLabel[k] as number);
  return digest;
}

/** The same addresses once more, in batches, with vectors where the engine has them. */
function withBatches(before: number, batch: Batch, state: State, count: number): number {
  const { snapshot } = batch;
  const { spanStart, fileCount } = snapshot;
  const requests: Requests = {
    family: new Uint8Array(count).fill(4),
    words: new Uint32Array(count * 4),
    file: Uint32Array.from({ length: count }, (_, key) => pair(key, 2) % fileCount),
    sessionHash: Uint32Array.from({ length: count }, (_, key) => pair(key, 3)),
  };
  for (let key = 0; key < count; key++)
    requests.words[key * 4] = spanStart[pair(key, 1) % spanStart.length] as number;
  const out = createDecision(snapshot);
  let digest = before;
  for (let from = 0; from < count; from += batch.count) {
    prepare(requests, from, count, 5, batch);
    for (let k = 0; k < batch.count; k++) {
      decideAt(batch, state, k, out);
      digest = withAnswer(digest, out);
    }
  }
  return digest;
}
