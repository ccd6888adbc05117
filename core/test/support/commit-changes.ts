// What does a compiler serve after a batch that everybody agrees to? CompilerVerdict and committed.
import type { Change } from '../../delta/changes.ts';
import type { Compiler, CompilerVerdict } from '../../delta/compiler.ts';
import type { Snapshot } from '../../snapshot/layout.ts';

/** The snapshot of a proposal; throws where it was refused. */
export function snapshotOf(proposed: CompilerVerdict): Snapshot {
  if (proposed.verdict === 'proposed') return proposed.snapshot;
  throw new Error(`${proposed.text} ${JSON.stringify(proposed.problems?.[0])}`);
}

/** The snapshot with `changes`, committed. */
export function commitChanges(compiler: Compiler, changes: readonly Change[]): Snapshot {
  const snapshot = snapshotOf(compiler.propose(changes));
  compiler.commit(snapshot);
  return snapshot;
}
