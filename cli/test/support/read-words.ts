// What do the words behind one of our programs say: its switches, its texts, the names of --only?
import { parseArgs } from 'node:util';

/** The words of a command line. */
export type Words = {
  readonly has: (option: string) => boolean;
  readonly textOf: (option: string) => string | undefined;
  /** Behind `--only`; empty: all are meant. */
  readonly names: readonly string[];
};

/** The words that the process was given, or what is wrong; `kinds` are the options but `--only`. */
export function readWords(kinds: Readonly<Record<string, 'boolean' | 'string'>>): Words | string {
  const options = Object.entries(kinds).map(([name, type]) => [name, { type }] as const);
  try {
    const { values, positionals } = parseArgs({
      options: { ...Object.fromEntries(options), only: { type: 'string', multiple: true } },
      allowPositionals: true,
    });
    const only = values.only as readonly string[] | undefined;
    if (only === undefined && positionals.length > 0) return `what is ${positionals[0]}?`;
    const said = new Map<string, unknown>(Object.entries(values));
    return {
      has: (option) => said.get(option) === true,
      textOf: (option) => said.get(option) as string | undefined,
      names: [...(only ?? []), ...positionals],
    };
  } catch (error) {
    return (error as Error).message;
  }
}
