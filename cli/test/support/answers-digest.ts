// Which answers does a snapshot give? Runs wherever core runs: it imports nothing else.
import {
  createDecision,
  createState,
  decide,
  hashId,
  openSnapshot,
  pair,
  setAppliance,
  vantageOf,
} from '@fairlead/core';

/** Hash of `count` decisions on the snapshot in `bytes`, some appliances ill; uint32. */
export function answersDigest(bytes: Uint8Array, count: number): number {
  const opened = openSnapshot(bytes);
  if ('problems' in opened) throw new Error(opened.problems.map(({ text }) => text).join());
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
    digest = pair(digest, out.reason * 256 + out.passedCount);
    for (let k = 0; k < out.targetCount; k++)
      digest = pair(digest, out.targetAppliance[k] as number);
    for (let k = 0; k < out.passedCount; k++) digest = pair(digest, out.passedLabel[k] as number);
  }
  return digest;
}
