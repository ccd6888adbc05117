// Which file did the writer most likely mean? One of those that are there.
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nearest } from '@fairlead/core';

/** Names in the folder at `path`; none where it is no folder or may not be read. */
function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/**
 * `; did you mean "scenarios/quickstart.yaml"?` where a part of `path` is not there and a name in
 * its folder is close to it, or has an ending more; else nothing. The first part that is not there
 * counts, a folder too.
 */
export function fileSuggestion(path: string): string {
  const parts = path.split('/');
  for (let count = 1; count <= parts.length; count++) {
    const there = parts.slice(0, count).join('/');
    const name = parts[count - 1] ?? '';
    if (there === '' || existsSync(there)) continue;
    const names = namesIn(dirname(there));
    const near = names.find((each) => each.startsWith(`${name}.`)) ?? nearest(name, names);
    if (near === undefined) return '';
    const whole = join(dirname(there), near, ...parts.slice(count));
    return `; did you mean "${existsSync(whole) ? whole : join(dirname(there), near)}"?`;
  }
  return '';
}
