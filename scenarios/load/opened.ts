// What does this process read, so that no output of it takes its place?

/** What makes a file or folder that file or folder, whatever it is called. */
type Identity = { readonly dev: number; readonly ino: number };

/** A file or folder that was opened to be read, by the path that was given. */
export type Opened = Identity & { readonly path: string };

const opened = new Map<string, Opened>();

/**
 * Keeps that the file or folder at `path` is read: who opens an input says so, with what `fstat` or
 * `stat` told of it. Outputs are held against all of them.
 */
export function rememberOpened(path: string, { dev, ino }: Identity): void {
  const key = `${dev}:${ino}`;
  if (!opened.has(key)) opened.set(key, { path, dev, ino });
}

/** All that was opened to be read until now, each file and folder once. */
export function openedInputs(): readonly Opened[] {
  return [...opened.values()];
}
