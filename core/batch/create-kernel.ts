// Who finds and orders the holders of a batch? WebAssembly, four at a time, or plain loops.
import { holdersWasm } from './holders-wasm.ts';
import { jobWords, type Kernel, type KernelSize } from './kernel.ts';
import { createPlainKernel } from './plain-kernel.ts';

type Wasm = {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};
type Exports = {
  readonly best: (...addresses: readonly number[]) => number;
  readonly order: (...addresses: readonly number[]) => void;
};

/** A kernel with vectors where the engine has and allows them. */
export function createKernel(size: KernelSize): Kernel {
  const wasm = (globalThis as { WebAssembly?: Wasm }).WebAssembly;
  const module = wasm && compiled(wasm);
  return wasm && module ? wasmKernel(wasm, module, size) : createPlainKernel(size);
}

/** The module, or undefined where a page's rules forbid it or the engine has no vectors. */
function compiled(wasm: Wasm): object | undefined {
  try {
    return new wasm.Module(holdersWasm());
  } catch {
    return undefined; // `lanes` says so
  }
}

function wasmKernel(wasm: Wasm, module: object, size: KernelSize): Kernel {
  const { jobMax, holderMax, requestMax } = size;
  const { applianceHash, inverseCapacity } = size.appliances;
  let used = 0;
  const place = (bytes: number): number => {
    const at = used;
    used += Math.ceil(bytes / 16) * 16 + 32; // eights reach up to 28 bytes too far
    return at;
  };
  const hashes = place(applianceHash.byteLength);
  const boxes = place(applianceHash.length * 8);
  const jobs = place(jobMax * jobWords * 4);
  const rows = place(holderMax * 4);
  const tags = place(holderMax * 4);
  const holders = place(holderMax * 4);
  const of = place(holderMax * 4);
  const starts = place(requestMax * 4);
  const sizes = place(requestMax * 4);
  const products = place(requestMax * 4);
  const told = place(requestMax * 4);
  const keys = place(holderMax * 4);
  const sorted = place(holderMax * 4);
  const memory = new wasm.Memory({ initial: Math.ceil(used / 65536) });
  const { buffer } = memory;
  new Uint32Array(buffer, hashes).set(applianceHash);
  const hashOf = new Uint32Array(buffer, boxes);
  const inverseOf = new Float32Array(buffer, boxes);
  for (let row = 0; row < applianceHash.length; row++) {
    hashOf[row * 2] = applianceHash[row];
    inverseOf[row * 2 + 1] = inverseCapacity[row];
  }
  const { exports } = new wasm.Instance(module, { core: { memory } });
  const { best, order } = exports as Exports;
  const column = (at: number, rowCount: number) => new Int32Array(buffer, at, rowCount);
  return {
    jobs: column(jobs, jobMax * jobWords),
    find: (count) => best(hashes, jobs, count, rows, tags),
    rows: column(rows, holderMax),
    tags: column(tags, holderMax),
    starts: column(starts, requestMax),
    sizes: column(sizes, requestMax),
    products: column(products, requestMax),
    order: (count) =>
      order(boxes, starts, sizes, products, count, rows, tags, keys, sorted, holders, of, told),
    holders: column(holders, holderMax),
    holderOf: column(of, holderMax),
    told: column(told, requestMax),
    lanes: 4,
  };
}
