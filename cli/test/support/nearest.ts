// Which of these names did somebody most likely mean?

/**
 * Fewest edits (insert, remove, replace) that turn `wanted` into some part of `name`.
 * Source: P. Sellers, "The theory and computation of evolutionary distances", 1980.
 */
function editsIn(wanted: string, name: string): number {
  let row = Array<number>(name.length + 1).fill(0);
  for (let i = 0; i < wanted.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < name.length; j++) {
      const replaced = (row[j] ?? 0) + (wanted[i] === name[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return Math.min(...row);
}

/** The name that `wanted` or a part of it is nearest to; of equals the shortest, then the first. */
export function nearest(wanted: string, names: readonly string[]): string | undefined {
  const scored = names.map((name) => ({ name, edits: editsIn(wanted, name) }));
  scored.sort((a, b) => a.edits - b.edits || a.name.length - b.name.length);
  return scored[0]?.name;
}
