// Which names in a folder did we write, and are they still as we wrote them?
import { createHash } from 'node:crypto';
import { constants, type Dirent } from 'node:fs';
import { type FileHandle, open, readdir, rmdir, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readJson } from '@fairlead/scenarios';

/** What a folder of ours is. */
export type FolderKind = 'world' | 'result' | 'comparison';

/** The file in each of our folders that lists what we wrote: kind, names, sizes, digests. */
export const listFile = '.fairlead-output';
const format = 'fairlead-output';
const version = 1;
const listBytesMax = 16 * 2 ** 20;

type Entry = { readonly bytes: number; readonly sha256: string };

/** What a list says: `files` by their path in the folder, with `/` between its parts. */
type OutputList = { readonly kind: string; readonly files: ReadonlyMap<string, Entry> };

/** Opens what must be a file of its own: no link is followed, and a pipe is not waited for. */
function openPlain(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
}

async function digestOf(file: FileHandle): Promise<Entry> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of file.createReadStream({ autoClose: false, start: 0 })) {
    hash.update(chunk as Uint8Array);
    bytes += (chunk as Uint8Array).length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

/** Files and folders below `folder`, in byte order of their paths; what is neither is `odd`. */
async function* walk(
  folder: string,
  inside = '',
): AsyncGenerator<{ readonly path: string; readonly is: 'file' | 'folder' | 'odd' }> {
  const entries: Dirent[] = await readdir(join(folder, inside), { withFileTypes: true });
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
    if (!entry.isDirectory()) yield { path, is: entry.isFile() ? 'file' : 'odd' };
    else {
      yield { path, is: 'folder' };
      yield* walk(folder, path);
    }
  }
}

/** Makes sure that what is in the file or folder survives a loss of power. */
export async function flush(path: string): Promise<void> {
  const file = await openPlain(path);
  try {
    await file.sync();
  } catch (error) {
    // Some file systems cannot flush a folder, and do not need to.
    if (!['EINVAL', 'ENOTSUP'].includes(String((error as NodeJS.ErrnoException).code))) throw error;
  } finally {
    await file.close();
  }
}

/** Lists all that is in `folder` in its list file, and flushes every file and folder. */
export async function sealFolder(folder: string, kind: FolderKind): Promise<void> {
  const files: (Entry & { readonly file: string })[] = [];
  const folders = [folder];
  for await (const { path, is } of walk(folder)) {
    if (is === 'folder') folders.push(join(folder, path));
    if (is !== 'file') continue;
    const file = await openPlain(join(folder, path));
    try {
      files.push({ file: path, ...(await digestOf(file)) });
      await file.sync();
    } finally {
      await file.close();
    }
  }
  await writeFile(join(folder, listFile), listText(kind, files), { flush: true });
  for (const one of folders.reverse()) await flush(one);
}

/** The list in a folder, or undefined: there is none that we wrote. */
async function readList(folder: string): Promise<OutputList | undefined> {
  let file: FileHandle;
  try {
    file = await openPlain(join(folder, listFile));
  } catch {
    return undefined;
  }
  try {
    const about = await file.stat();
    if (!about.isFile() || about.size > listBytesMax) return undefined;
    return parseList(await file.readFile('utf8'));
  } finally {
    await file.close();
  }
}

function parseList(text: string): OutputList | undefined {
  const { value } = readJson(text);
  const said = (value ?? null) as { readonly [name: string]: unknown } | null;
  if (said?.format !== format || said.version !== version) return undefined;
  if (typeof said.kind !== 'string' || !Array.isArray(said.files)) return undefined;
  const files = new Map<string, Entry>();
  for (const one of said.files as Partial<Entry & { file: string }>[])
    if (typeof one?.file === 'string' && typeof one.sha256 === 'string')
      files.set(one.file, { bytes: Number(one.bytes), sha256: one.sha256 });
  return { kind: said.kind, files };
}

/**
 * The list of `folder` where the file `name` in it is to say `text`, as text; undefined: the folder
 * has no list of ours, or none that names the file. What else was changed stays as it was listed, and
 * so stands in the way of whoever would replace the folder.
 */
export async function relisted(
  folder: string,
  name: string,
  text: string,
): Promise<string | undefined> {
  const list = await readList(folder);
  if (!list?.files.has(name)) return undefined;
  const sha256 = createHash('sha256').update(text).digest('hex');
  const now = new Map(list.files).set(name, { bytes: Buffer.byteLength(text), sha256 });
  return listText(
    list.kind,
    [...now].map(([file, entry]) => ({ file, ...entry })),
  );
}

function listText(kind: string, files: readonly (Entry & { readonly file: string })[]): string {
  return `${JSON.stringify({ format, version, kind, files }, null, 1)}\n`;
}

async function isAsListed(path: string, { bytes, sha256 }: Entry): Promise<boolean> {
  const file = await openPlain(path);
  try {
    const { size } = await file.stat();
    return size === bytes && (await digestOf(file)).sha256 === sha256;
  } finally {
    await file.close();
  }
}

/**
 * The first of the listed files that `isRead` in `folder` that is gone or not as we wrote it;
 * undefined: all are, or the folder has no list, as what copies folders may leave such a name out.
 */
export async function changedIn(
  folder: string,
  isRead: (path: string) => boolean,
): Promise<string | undefined> {
  const list = await readList(folder);
  for (const [path, entry] of list?.files ?? []) {
    if (!isRead(path)) continue;
    const isSame = await isAsListed(join(folder, path), entry).catch(() => false);
    if (!isSame) return path;
  }
  return undefined;
}

/** Strangers that are named; who has more has enough. */
const namedMax = 3;

/**
 * Why the folder at `place` may not be replaced by one of `kind`: it is no output of ours, or one of
 * another kind, or holds what we did not write, or what was changed since. Undefined: it may.
 */
export async function strangersIn(place: string, kind: FolderKind): Promise<string | undefined> {
  const list = await readList(place);
  if (list === undefined) {
    const names = (await readdir(place)).sort();
    if (names.length === 0) return undefined;
    return `is not an output of Fairlead (no ${listFile} lists what we wrote): it holds ${told(names)}`;
  }
  if (list.kind !== kind) return `holds a ${list.kind}, and a ${kind} is to be written`;
  const folders = new Set<string>();
  for (const path of list.files.keys())
    for (let at = path.indexOf('/'); at > 0; at = path.indexOf('/', at + 1))
      folders.add(path.slice(0, at));
  const foreign: string[] = [];
  const changed: string[] = [];
  for await (const { path, is } of walk(place)) {
    if (foreign.length + changed.length > namedMax) break;
    const entry = list.files.get(path);
    if (path === listFile || (is === 'folder' && folders.has(path))) continue;
    if (is !== 'file' || entry === undefined) foreign.push(path);
    else if (!(await isAsListed(join(place, path), entry))) changed.push(path);
  }
  if (foreign.length > 0) return `holds what we did not write: ${told(foreign)}`;
  if (changed.length > 0) return `holds what was changed since we wrote it: ${told(changed)}`;
  return undefined;
}

function told(names: readonly string[]): string {
  const more = names.length > namedMax ? ' and more' : '';
  return names.slice(0, namedMax).join(', ') + more;
}

/**
 * Removes what the list of `folder` names, and then what is empty. Returns whether all is gone:
 * what somebody else put there meanwhile stays.
 */
export async function removeListed(folder: string): Promise<boolean> {
  const list = await readList(folder);
  const folders = [folder];
  for await (const { path, is } of walk(folder)) {
    if (is === 'folder') folders.push(join(folder, path));
    else if (list?.files.has(path)) await unlink(join(folder, path));
  }
  try {
    for (const one of folders.reverse()) {
      if (one === folder && list !== undefined && (await readdir(one)).join() === listFile)
        await unlink(join(folder, listFile));
      await rmdir(one);
    }
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes(String((error as NodeJS.ErrnoException).code)))
      return false;
    throw error;
  }
}
