// Who finds and orders the holders of a batch? WebAssembly, four at a time, or nobody.
import { createBareKernel } from './bare-kernel.ts';
import { holdersWasm } from './holders-wasm.ts';
import {
  batchMax,
  holdersMax,
  holderWords,
  jobWords,
  type Kernel,
  type KernelSource,
} from './kernel.ts';

import { copiesMaxOf, writeCandidates, writeFiles, writeVantages } from './tables.ts';

type Wasm = {
  readonly Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};
/** A `WebAssembly.Module`, whatever the types of the place call it. */
export type WasmModule = object;

type Exports = {
  readonly plan: (...addresses: readonly number[]) => number;
  readonly best: (...addresses: readonly number[]) => number;
  readonly order: (...addresses: readonly number[]) => void;
};

/**
 * A kernel with vectors, or a bare one where a page's rules forbid WebAssembly, the engine has no
 * vectors, or no memory is to be had for them: `lanes` says which. `module` is that of
 * `batchModuleBytes`, for places where modules are not compiled while code runs.
 */
export function createKernel(source: KernelSource, module?: WasmModule): Kernel {
  const wasm = (globalThis as { WebAssembly?: Wasm }).WebAssembly;
  if (wasm === undefined) return createBareKernel();
  return orBare(() => {
    const engine = { wasm, module: module ?? new wasm.Module(holdersWasm()) };
    return wasmKernel(engine, source, rowsOf(source));
  });
}

/** The kernel of `make`, or a bare one where it throws. */
function orBare(make: () => Kernel): Kernel {
  try {
    return make();
  } catch {
    return createBareKernel();
  }
}

/** Rows of the tables that are copied from a snapshot. */
type Rows = {
  readonly appliances: number;
  readonly vantages: number;
  readonly files: number;
  readonly copies: number;
  readonly candidates: number;
};

function rowsOf(source: KernelSource): Rows {
  return {
    appliances: source.applianceHash.length,
    vantages: source.vantageList.length,
    files: source.fileHash.length,
    copies: source.copies.length,
    candidates: source.listCluster.length,
  };
}

/** Room for these rows and those that a compiler adds in many batches. */
function roomFor(source: KernelSource): Rows {
  const { vantages, candidates, ...fleet } = rowsOf(source);
  const more = (rows: number): number => rows + (rows >>> 1) + 4096;
  return { ...fleet, vantages: more(vantages), candidates: more(candidates) };
}

function fits(rows: Rows, room: Rows): boolean {
  const { appliances, vantages, files, copies, candidates } = rows;
  return (
    appliances <= room.appliances &&
    vantages <= room.vantages &&
    files <= room.files &&
    copies <= room.copies &&
    candidates <= room.candidates
  );
}

/**
 * Where each part of the memory begins, and how long it is. What `plan` touches and what `order`
 * reads for lanes without a holder may stand up to 500 bytes behind `candidates`: other parts
 * follow it, and nobody looks at what was read there.
 */
function placeAll(rows: Rows) {
  let used = 0;
  const place = (bytes: number): number => {
    const at = used;
    used += Math.ceil(bytes / 16) * 16 + 32; // fours and eights reach up to 28 bytes too far
    return at;
  };
  const places = {
    hashes: place(rows.appliances * 4),
    boxes: place(rows.appliances * 8),
    vantages: place(rows.vantages * 8),
    files: place(rows.files * 8),
    copies: place(rows.copies),
    candidates: place(rows.candidates * 16),
    vantage: place(batchMax * 4),
    file: place(batchMax * 4),
    sessionHash: place(batchMax * 4),
    candidateStart: place(batchMax * 4),
    candidateCount: place(batchMax * 4),
    holding: place(batchMax * 4),
    products: place(batchMax * 4),
    jobs: place(holdersMax * jobWords * 4),
    rows: place(holdersMax * 4),
    tags: place(holdersMax * 4),
    holderStart: place(batchMax * 4),
    holderCount: place(batchMax * 4),
    keys: place(holdersMax * 4),
    holders: place(holdersMax * holderWords * 4),
    told: place(batchMax * 4),
  };
  return { places, used };
}

/** Writes what is read of the snapshot. */
function writeTables(
  buffer: ArrayBuffer,
  at: ReturnType<typeof placeAll>['places'],
  source: KernelSource,
): void {
  const { applianceHash, inverseCapacity, copies, listCluster, vantageList, fileHash } = source;
  new Uint32Array(buffer, at.hashes).set(applianceHash);
  const hashOf = new Uint32Array(buffer, at.boxes);
  const inverseOf = new Float32Array(buffer, at.boxes);
  for (let row = 0; row < applianceHash.length; row++) {
    hashOf[row * 2] = applianceHash[row];
    inverseOf[row * 2 + 1] = inverseCapacity[row];
  }
  new Uint8Array(buffer, at.copies).set(copies);
  writeVantages(source, new Int32Array(buffer, at.vantages, vantageList.length * 2));
  writeFiles(source, new Int32Array(buffer, at.files, fileHash.length * 2));
  writeCandidates(source, new Int32Array(buffer, at.candidates, listCluster.length * 4));
}

/** The module, and who runs it. */
type Engine = { readonly wasm: Wasm; readonly module: object };

function wasmKernel(engine: Engine, source: KernelSource, room: Rows): Kernel {
  const { wasm, module } = engine;
  const { places: at, used } = placeAll(room);
  const memory = new wasm.Memory({ initial: Math.ceil(used / 65536) });
  const column = (from: number, rowCount: number) => new Int32Array(memory.buffer, from, rowCount);
  writeTables(memory.buffer, at, source);
  let copiesMax = copiesMaxOf(source);
  const { plan, best, order } = new wasm.Instance(module, { core: { memory } }).exports as Exports;
  const kernel: Kernel = {
    vantage: column(at.vantage, batchMax),
    file: column(at.file, batchMax),
    sessionHash: column(at.sessionHash, batchMax),
    candidates: column(at.candidates, room.candidates * 4),
    plan: (count, want) =>
      plan(
        count,
        want,
        copiesMax,
        at.vantages,
        at.files,
        at.copies,
        at.candidates,
        at.vantage,
        at.file,
        at.sessionHash,
        at.candidateStart,
        at.candidateCount,
        at.holding,
        at.products,
        at.holderStart,
        at.holderCount,
        at.jobs,
      ),
    candidateStart: column(at.candidateStart, batchMax),
    candidateCount: column(at.candidateCount, batchMax),
    holding: column(at.holding, batchMax),
    products: column(at.products, batchMax),
    jobs: column(at.jobs, holdersMax * jobWords),
    find: (count) => best(count, at.hashes, at.jobs, at.rows, at.tags),
    rows: column(at.rows, holdersMax),
    tags: column(at.tags, holdersMax),
    holderStart: column(at.holderStart, batchMax),
    holderCount: column(at.holderCount, batchMax),
    order: (count) =>
      order(
        count,
        at.boxes,
        at.candidates,
        at.candidateStart,
        at.holderStart,
        at.holderCount,
        at.products,
        at.rows,
        at.tags,
        at.keys,
        at.holders,
        at.told,
      ),
    holders: column(at.holders, holdersMax * holderWords),
    told: column(at.told, batchMax),
    lanes: 4,
    follow(next) {
      if (!fits(rowsOf(next), room)) return orBare(() => wasmKernel(engine, next, roomFor(next)));
      writeTables(memory.buffer, at, next);
      copiesMax = copiesMaxOf(next);
      return kernel;
    },
  };
  return kernel;
}
