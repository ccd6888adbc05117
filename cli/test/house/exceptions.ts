// Which functions and files are over a limit, and why? Reads exceptions.json, a reason in a line each.
import type { Finding } from './rule.ts';
import type { Tree } from './tree.ts';

const file = 'cli/test/house/exceptions.json';
/** What may have exceptions: lines and parameters of functions, lines of files, ambient state. */
export type Limit = 'functionLines' | 'parameters' | 'fileLines' | 'state';

/** What `tree` allows of `limit`: a place (`path name`, or a path alone) to its reason. */
function allowedOf(tree: Tree, limit: Limit): ReadonlyMap<string, string> {
  const text = tree.files.get(file);
  const all: Partial<Record<Limit, Record<string, string>>> = text ? JSON.parse(text) : {};
  return new Map(Object.entries(all[limit] ?? {}));
}

/**
 * Takes the exceptions of `limit` away from `over` (place to finding), and reports each exception
 * that nothing needs any more or that has no reason.
 */
export function withoutExceptions(
  tree: Tree,
  limit: Limit,
  over: readonly (readonly [place: string, finding: Finding])[],
): Finding[] {
  const allowed = allowedOf(tree, limit);
  const places = new Set(over.map(([place]) => place));
  const findings = over.filter(([place]) => !allowed.has(place)).map(([, finding]) => finding);
  const at = { path: file, line: 1 };
  for (const [place, reason] of allowed) {
    if (!places.has(place)) {
      const wrong = `"${place}" is within its limit (${limit}), or gone`;
      findings.push({ ...at, wrong, mend: 'delete its line' });
    }
    if (reason.trim().split(/\s+/).length < 3) {
      const wrong = `"${place}" has no reason`;
      findings.push({ ...at, wrong, mend: 'say in a line why it may be over the limit' });
    }
  }
  return findings;
}

/** A file of exceptions, for canaries. */
export function exceptionsText(limit: Limit, allowed: Readonly<Record<string, string>>) {
  return { [file]: JSON.stringify({ [limit]: allowed }) };
}
