// What is a planted fault? One changed text in one source file, which some test has to see.

export type Fault = {
  /** Stays: verdicts are remembered by it. */
  readonly id: string;
  readonly file: string;
  /** What the source says exactly once, and what it says with the fault. */
  readonly from: string;
  readonly to: string;
  /** What is wrong with it then, for a reader. */
  readonly breaks: string;
  /** Test files of `npm test` that should see it, in the order in which they are run. */
  readonly tests: readonly string[];
  /** Why no test of `npm test` sees it; absent where one has to. */
  readonly survives?: string;
};

type Row = readonly [id: string, from: string, to: string, breaks: string, survives?: string];

/** Faults in one file, seen by the same tests, a row each. */
export function plantedIn(
  file: string,
  tests: readonly string[],
  rows: readonly Row[],
): readonly Fault[] {
  return rows.map(([id, from, to, breaks, survives]) => {
    const fault = { id, file, from, to, breaks, tests };
    return survives === undefined ? fault : { ...fault, survives };
  });
}

/** The source with the fault; throws where its text does not stand there exactly once. */
export function plant({ id, file, from, to }: Fault, source: string): string {
  const count = source.split(from).length - 1;
  if (count === 1) return source.replace(from, () => to);
  throw new Error(
    `fault ${id} no longer applies: ${file} has its text ${count} times, expected once:\n${from}`,
  );
}
