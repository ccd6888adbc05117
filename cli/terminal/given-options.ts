// Which options were given, is each given once, and does each mean something beside the others?
import type { Argv } from 'yargs';
import type { AnyCommand, OptionRule } from './command.ts';

/** What a builder declared; yargs keeps it so, and has no type for it. */
export type Declared = {
  readonly key: { readonly [name: string]: boolean };
  readonly alias: { readonly [name: string]: readonly string[] };
  readonly array: readonly string[];
  readonly string: readonly string[];
  readonly boolean: readonly string[];
};

/** An option as it stands on the command line, under its own name. */
type Given = {
  readonly name: string;
  readonly isEmpty: boolean;
  /** What stands behind its `=`. */
  readonly value: string | undefined;
};

/** A copy of what the builder of a command has declared. */
export function declaredOf(args: Argv): Declared {
  const declared = args as unknown as { readonly getOptions: () => Declared };
  const { key, alias, array, string, boolean } = declared.getOptions();
  return structuredClone({ key, alias, array, string, boolean });
}

/** The words between angles of `replay <snapshot> <records>`; an option never has such a name. */
export function positionalsOf({ command }: AnyCommand): string[] {
  return [...command.matchAll(/[<[]([a-z-]+)/g)].map((found) => found[1] ?? '');
}

/** The declared name of `word`, in camel case, or by its one letter. */
function nameOf(word: string, { key, alias }: Declared): string | undefined {
  const own = word.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  if (!Object.hasOwn(key, own)) return undefined;
  const isOf = ([, names]: readonly [string, readonly string[]]) => names.includes(own);
  const named = Object.entries(alias).find(isOf)?.[0] ?? own;
  return named.length > own.length ? named : own;
}

/** The options among `words`, in their order; what is none is yargs' to tell. */
function givenIn(words: readonly string[], declared: Declared): Given[] {
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? undefined : end).flatMap((word, k) => {
    const [, dashes = '', typed = '', value] =
      /^(--?)([A-Za-z][\w-]*)(?:=(.*))?$/s.exec(word) ?? [];
    const name = nameOf(dashes === '-' ? typed.slice(0, 1) : typed, declared);
    return name === undefined ? [] : [{ name, isEmpty: (value ?? words[k + 1]) === '', value }];
  });
}

/** Whether `words` switch `name` on, before anything is parsed: an error is told by it. */
export const isSwitchedOn = (words: readonly string[], name: string): boolean =>
  words.includes(`--${name}`) || words.includes(`--${name}=true`);

/** What a rule misses: nothing where it is kept. */
function broken(
  name: string,
  { with: other, values, withAny, without, among: [key, keys] = ['', []] }: OptionRule,
  has: (option: string) => boolean,
  chosen: (option: string) => string,
): string | undefined {
  if (key !== '' && !keys.includes(chosen(key))) return undefined;
  if (without !== undefined)
    return has(without) ? `--${name} and --${without} exclude one another` : undefined;
  if (withAny !== undefined && !withAny.some(has))
    return `--${name} needs one of --${withAny.join(', --')}`;
  if (other === undefined) return undefined;
  if (values === undefined) return has(other) ? undefined : `--${name} needs --${other}`;
  if (values.includes(chosen(other))) return undefined;
  const where = `--${other} ${values.join(' or ')}`;
  return `--${name} is for ${where}, and means nothing with ${chosen(other)}`;
}

/** What is wrong with how options stand in `words`: how often, how named, a switch with a value. */
export function misplacement(
  command: AnyCommand,
  declared: Declared,
  words: readonly string[],
): string | undefined {
  const given = givenIn(words, declared);
  const isWord = ({ name, value = 'true' }: Given): boolean =>
    declared.boolean.includes(name) && value !== 'true' && value !== 'false';
  const worded = given.find(isWord); // yargs would take any word but "true" for "false"
  if (worded)
    return `--${worded.name}: expected it alone, =true or =false, found "${worded.value}"`;
  const names = given.map(({ name }) => name);
  const positional = positionalsOf(command).find((name) => names.includes(name));
  if (positional !== undefined)
    return `--${positional}: this is a word without dashes: "fairlead ${command.command}"`;
  const twice = names.find((name, k) => names.indexOf(name) < k && !declared.array.includes(name));
  return twice && `--${twice} is given twice; it takes one value`;
}

/** The first option that does nothing beside the others, or that has no value, as a line. */
export function emptiness(
  command: AnyCommand,
  declared: Declared,
  words: readonly string[],
  options: { readonly [name: string]: unknown },
): string | undefined {
  const given = givenIn(words, declared);
  const has = (option: string) => given.some(({ name }) => name === option);
  const empty = given.find(({ name, isEmpty }) => isEmpty && declared.string.includes(name));
  if (empty) return `--${empty.name}: expected a value, found an empty word`;
  const word = positionalsOf(command).find((name) => [options[name]].flat().includes(''));
  if (word !== undefined) return `<${word}>: expected a value, found an empty word`;
  for (const rule of command.rules ?? [])
    for (const name of rule.options.filter(has)) {
      const fault = broken(name, rule, has, (option) => String(options[option]));
      if (fault !== undefined) return fault;
    }
  return undefined;
}
