// What does a snapshot answer to every vantage about every file? Lines to compare.
import { createDecision, createState, decide, hashId, noRow, type Snapshot } from '../../index.ts';

const sessions = ['s1', 's2', 'ü'].map(hashId);

/** A line per vantage, file and session: rows of targets, links and ranks, and who was passed. */
export function answersOf(snapshot: Snapshot): string[] {
  const state = createState(snapshot);
  const out = createDecision(snapshot);
  const files = [...snapshot.fileHash].map((fileHash, file) => ({ file, fileHash }));
  files.push({ file: noRow, fileHash: hashId('nobody has this') });
  const lines: string[] = [];
  for (let vantage = 0; vantage < snapshot.vantageCount; vantage++)
    for (const asked of files)
      for (const sessionHash of sessions) {
        decide(snapshot, state, { vantage, ...asked, sessionHash, want: 3 }, out);
        const { targetCount, passedCount, reason } = out;
        const targets = [out.targetAppliance, out.targetLink, out.targetRank];
        const passed = [out.passedCluster, out.passedRank, out.passedLabel];
        const rows = [
          ...targets.map((column) => column.subarray(0, targetCount).join()),
          ...passed.map((column) => column.subarray(0, passedCount).join()),
        ];
        lines.push(`${vantage} ${asked.file}: ${reason} ${rows.join(' ')}`);
      }
  return lines;
}
