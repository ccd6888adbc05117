// What does this client of the batch get? By what was prepared, and the state as it is now.
import type { StateView } from '../control/state.ts';
import { decidePrepared } from '../decide/decide.ts';
import type { Decision } from '../decide/decision.ts';
import type { DecisionPolicy } from '../decide/panic.ts';
import type { Batch } from './batch.ts';

/**
 * Decides request `k` of a batch that `prepare` filled: what `decide` answers, to the byte. The
 * state may change between two calls. Never throws, never allocates. @hot
 */
export function decideAt(
  batch: Batch,
  state: StateView,
  k: number,
  out: Decision,
  policy?: DecisionPolicy,
): void {
  const { request } = batch.scratch;
  request.vantage = batch.vantage[k] | 0;
  request.file = batch.file[k] | 0;
  request.fileHash = batch.fileHash[k] | 0;
  request.sessionHash = batch.sessionHash[k] | 0;
  request.want = batch.want;
  const from = batch.entryStart[k] | 0;
  const to = batch.entryStart[k + 1] | 0;
  decidePrepared(batch.snapshot, state, request, batch.prepared, from, to, out, policy);
}
