// What may stand where an output goes? Folders of ours, and what people and programs put into them.
import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFolderAtomically } from '../../io/folder.ts';
import type { Draw } from './draw.ts';

const pick = <T>(roll: Draw, list: readonly T[]): T => list[roll(list.length)] as T;

const ours = ['result.json', 'report.html', 'series/epochs.csv', 'series/a/b.csv', 'x'] as const;
const theirs = [
  ...['.git/HEAD', 'notes.txt', 'world.json', 'result.json~', 'series/mine.csv', '.hidden', 'a b'],
  ...['series/epochs.csv.bak', '\u202ename', 'report.html/x', '.fairlead-output.old', 'Makefile'],
] as const;

/** Writes an output of ours. */
export function writeOurs(place: string, text: string): Promise<void> {
  return writeFolderAtomically(place, 'result', async (folder) => {
    for (const name of ours) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), `${text} ${name}`);
    }
  });
}

/** Puts something of somebody else at `path`; false where something of ours is in the way. */
function put(roll: Draw, path: string): boolean {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const kind = roll(4);
    if (kind === 0) mkdirSync(path);
    else if (kind === 1) symlinkSync(pick(roll, ['/etc/hostname', 'nowhere', '.', '..']), path);
    else writeFileSync(path, 'mine', { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

/** Changes a file of ours without changing its name. */
function change(roll: Draw, path: string): boolean {
  const bytes = readFileSync(path);
  const how = roll(4);
  if (how === 0) appendFileSync(path, 'x');
  else if (how === 1) truncateSync(path, bytes.length - 1);
  else if (how === 2) {
    const at = roll(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    writeFileSync(path, bytes);
  } else {
    rmSync(path);
    symlinkSync('/etc/hostname', path);
  }
  return true;
}

/**
 * Makes a folder of ours at `place` and does one to four things to it. Returns whether what stands
 * there now is of somebody else in any part.
 */
export async function drawLayout(roll: Draw, place: string): Promise<boolean> {
  await writeOurs(place, 'old');
  let isForeign = false;
  const changed = new Set<string>(); // a second change could undo the first
  for (let steps = 1 + roll(4); steps > 0; steps--) {
    const kind = roll(5);
    const own = join(place, pick(roll, ours));
    const isThere = lstatSync(own, { throwIfNoEntry: false })?.isFile() === true;
    if (kind <= 1) isForeign = put(roll, join(place, pick(roll, theirs))) || isForeign;
    else if (kind === 2 && isThere && !changed.has(own)) {
      changed.add(own);
      isForeign = change(roll, own) || isForeign;
    } else if (kind === 3 && isThere && !changed.has(own)) rmSync(own);
    else if (kind === 4 && roll(4) === 0) {
      rmSync(join(place, '.fairlead-output'));
      isForeign = true;
      return isForeign;
    }
  }
  return isForeign;
}

/** All that stands below a place, by name: the bytes of a file, the target of a link. */
export function allBelow(place: string): readonly string[] {
  return readdirSync(place, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(place, entry.name);
      if (entry.isSymbolicLink()) return `${path} -> ${readlinkSync(path)}`;
      if (entry.isDirectory()) return [`${path}/`, ...allBelow(path)];
      return entry.isFile() ? `${path}: ${readFileSync(path, 'latin1')}` : path;
    });
}
