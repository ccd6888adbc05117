// Which faults were judged before, on the same sources and tests? A file in a build folder.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Fault } from './fault.ts';

/** What became of a fault: `by` names the test that failed, or the end that its file came to. */
export type Verdict = {
  readonly end: 'killed' | 'survived';
  readonly by: string;
  readonly seconds: number;
};

const file = 'cli/dist/test/mutants.json';
const packages = ['core', 'sim', 'scenarios', 'cli'];
/** Not part of what a verdict stands on: a fault brings its own tests, and itself. */
const isApart = (path: string): boolean => /\.(test|prove)\.ts$|^cli\/test\/mutants/.test(path);

/** All files of the packages but what is built, in order. */
function sourcesOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.name === 'dist' || entry.name === 'node_modules') return [];
      return entry.isDirectory() ? sourcesOf(path) : [path];
    });
}

/** A digest over the names and bytes of files. */
function digestOf(paths: readonly string[], more: string): string {
  const hash = createHash('sha256').update(more);
  for (const path of paths) hash.update(`\n${path}\n`).update(readFileSync(path));
  return hash.digest('hex');
}

/** The digest of all sources that a verdict stands on, but its tests and its fault. */
export function digestSources(): string {
  return digestOf(
    packages.flatMap(sourcesOf).filter((path) => !isApart(path)),
    '',
  );
}

export type Memory = {
  readonly keyOf: (fault: Fault) => string;
  readonly recall: (fault: Fault) => Verdict | undefined;
  readonly keep: (fault: Fault, verdict: Verdict) => void;
};

/** The memory of verdicts on these sources; `isFresh` forgets what was there. */
export function openMemory(isFresh: boolean): Memory {
  const known: Record<string, Verdict> =
    !isFresh && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const sources = digestSources();
  const keyOf = (fault: Fault): string => {
    const { survives: _, breaks: __, ...planted } = fault;
    return `${fault.id} ${digestOf(fault.tests, `${sources}${JSON.stringify(planted)}`)}`;
  };
  return {
    keyOf,
    recall: (fault) => known[keyOf(fault)],
    keep(fault, verdict) {
      for (const key of Object.keys(known)) if (key.startsWith(`${fault.id} `)) delete known[key];
      known[keyOf(fault)] = verdict;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(known, null, 1));
    },
  };
}
