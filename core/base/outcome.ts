// What does a door give that reads data: what was asked for, or what is wrong?
import type { Problem } from './problem.ts';

/**
 * The value under its name, or problems. Takes itself apart, and whoever looked at `problems` has
 * the value: `const { snapshot, problems } = openSnapshot(bytes); if (problems) …`.
 */
export type Outcome<Name extends string, Value> =
  | ({ readonly [name in Name]: Value } & { readonly problems?: undefined })
  | ({ readonly [name in Name]?: undefined } & { readonly problems: readonly Problem[] });
