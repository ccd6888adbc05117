// How does a world whose tables were edited become one that says so, and keeps what made it?
import { join } from 'node:path';
import type { Problem } from '@fairlead/core';
import type { ProblemList } from '../problems.ts';
import { report } from '../problems.ts';
import { readTables } from './read-world.ts';
import {
  aboutText,
  isRecord,
  listedTables,
  readAbout,
  type TableEntry,
  type WorldAbout,
} from './world-about.ts';

/** The text of the `world.json` that fits the tables, or what is wrong with them. */
export type SealRead =
  | {
      readonly text: string;
      /** Tables that are not as `world.json` had them. */
      readonly changed: readonly string[];
    }
  | { readonly problems: readonly Problem[]; readonly more: number };

/** The names in `edited` of a document, and those that are new. */
function editedNames(document: { readonly [key: string]: unknown }, changed: readonly string[]) {
  const before = Array.isArray(document.edited) ? document.edited.map(String) : [];
  return [...new Set([...before, ...changed])].sort();
}

/**
 * The `world.json` of `folder` anew: rows and SHA-256 of its tables as they are now, maker, seed,
 * spec and sources as they were, and in `edited` which tables were changed by hand. Every rule of
 * the tables is checked as `readWorld` checks it; only that they are as they were written is not.
 */
export async function readSeal(folder: string): Promise<SealRead> {
  const list: ProblemList = { problems: [], more: 0 };
  const read = await readTables(folder, list);
  const document = read?.hasAbout === true ? readAbout(folder, list) : undefined;
  if (read?.hasAbout === false) {
    const text = 'there is no world.json: a world made by hand needs no seal';
    report(list, () => ({ code: 'no-about', path: '', text, file: join(folder, 'world.json') }));
  }
  if (read === undefined || document === undefined || list.problems.length > 0) return { ...list };
  const listed = listedTables(document);
  const isAsListed = (name: string, { rows, sha256 }: Omit<TableEntry, 'file'>): boolean => {
    const entry = Object.hasOwn(listed, name) ? listed[name] : undefined;
    return isRecord(entry) && entry.rows === rows && entry.sha256 === sha256;
  };
  const there = [...read.reads];
  const gone = Object.keys(listed).filter((name) => !read.reads.has(name));
  const changed = [
    ...there.filter(([name, table]) => !isAsListed(name, table)).map(([name]) => name),
    ...gone,
  ];
  const entries = there.map(
    ([name, { file, rows, sha256 }]) => [name, { file, rows, sha256 }] as const,
  );
  const edited = editedNames(document, changed);
  // What it says of its making stays as it is, whatever it is.
  const about = { ...document, ...(edited.length > 0 && { edited }) } as unknown as WorldAbout;
  return { text: aboutText(about, new Map(entries)), changed };
}
