// What is a benchmark? As in core/bench/bench.ts: a bench folder compiles on its own.

/** `small` runs inside `npm test`, `full` is the real size. */
export type Size = 'full' | 'small';

/** One measured run: `value` in the unit of its bench, `checksum` of what was computed. */
export type Measured = { readonly value: number; readonly checksum: number };

type Run = () => Measured | Promise<Measured>;

/**
 * A benchmark. `value` is in base units (0.018 s and not 18 ms), `params` says what the input was.
 * `prepare` builds the input from a fixed seed and returns the run; each call of the run is one
 * measurement. `small` takes at most a second and runs inside `npm test`, `full` is the real size.
 */
export type Bench = {
  readonly name: string;
  readonly unit: '1/s' | 's' | 'B' | 'ratio';
  readonly direction: 'up' | 'down';
  readonly params: Readonly<Record<string, string | number>>;
  /** How often it is measured at `full`; 5 times after two more unless told. */
  readonly runs?: number;
  readonly prepare: (size: Size) => Run | Promise<Run>;
};
