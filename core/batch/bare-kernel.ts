// What of a batch is found at once where WebAssembly is not to be had? Vantages alone.
//
// Plain loops over holders gave nothing over `decide`, one call at a time, so `decide` is asked.
import { batchMax, type Kernel } from './kernel.ts';

/** A kernel that plans no request: `decideAt` asks `decide` for each. */
export function createBareKernel(): Kernel {
  const none = new Int32Array(0);
  const columns = {
    vantage: new Int32Array(batchMax),
    file: new Int32Array(batchMax),
    sessionHash: new Int32Array(batchMax),
    candidateCount: new Int32Array(batchMax),
  };
  const kernel: Kernel = {
    ...columns,
    candidates: none,
    plan: () => 0,
    candidateStart: none,
    holding: none,
    products: none,
    jobs: none,
    find: () => 0,
    rows: none,
    tags: none,
    holderStart: none,
    holderCount: none,
    order: () => {},
    holders: none,
    told: none,
    lanes: 1,
    follow: () => kernel,
  };
  return kernel;
}
