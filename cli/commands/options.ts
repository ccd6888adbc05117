// Which options do several commands share, and how are their values checked?
import { comparatorNames, resolveRanking } from '@fairlead/core';
import { wrongInput } from '../terminal/exit.ts';

/** The words between the commas of an option; wrong input where one is empty or stands twice. */
export function listOf(name: string, text: string): string[] {
  const words = text.split(',').map((word) => word.trim());
  const twice = words.find((word, k) => words.indexOf(word) < k);
  if (words.includes(''))
    throw wrongInput(`--${name}: expected words between commas, found "${text}"`);
  if (twice === undefined) return words;
  throw wrongInput(`--${name}: "${twice}" stands twice in "${text}"`);
}

/** The whole number that `text` is in plain digits, within `[min, max]`, or NaN. */
export function wholeOf(text: string, min: number, max: number): number {
  const value = Number(text);
  return /^\d+$/.test(text) && value >= min && value <= max ? value : Number.NaN;
}

/** The option `name` for a whole number in `[min, max]`; anything else is a usage error. */
export function wholeOption(name: string, describe: string, min: number, max: number) {
  return {
    describe,
    type: 'string',
    requiresArg: true,
    coerce: (text: string | undefined): number | undefined => {
      if (text === undefined) return undefined;
      const value = wholeOf(text, min, max);
      if (!Number.isNaN(value)) return value;
      throw new Error(`--${name}: expected a whole number, ${min} to ${max}, found "${text}"`);
    },
  } as const;
}

/** `--panic-share`: a share that records keep exactly; anything else is a usage error. */
export function panicShareOption(describe: string) {
  return {
    describe,
    type: 'string',
    requiresArg: true,
    coerce: (text: string | undefined): number | undefined => {
      if (text === undefined) return undefined;
      if (/^(0|1|0?\.\d{1,4}|1\.0{1,4})$/.test(text)) return Number(text);
      const expected = 'a share from 0 to 1 with at most four decimals, such as 0.5';
      throw new Error(`--panic-share: expected ${expected}, found "${text}"`);
    },
  } as const;
}

/** `--epoch`, `--sequence`: the version of a snapshot. */
export const versionOptions = {
  epoch: wholeOption('epoch', 'Epoch of the version', 0, 2 ** 52),
  sequence: wholeOption('sequence', 'Sequence within the epoch', 0, 2 ** 52),
};

export const seedOption = wholeOption('seed', 'Seed of every random draw', 0, 0xffffffff);

/** Under this head the help of a command lists what it writes. */
export const outputGroup = 'Writes:';

/** An option that names a file or folder to write. */
export function outputOption(describe: string) {
  return { describe, type: 'string', requiresArg: true, group: outputGroup } as const;
}

/** `--out`, `-o`: where the result goes. */
export function outOption(describe: string) {
  return { ...outputOption(describe), alias: 'o' } as const;
}

/** `--ranking`: comparators by name, the first that differs decides; a leading `-` reverses one. */
export function rankingOption(describe: string) {
  return {
    describe,
    type: 'string',
    requiresArg: true,
    coerce: (text: string | undefined): readonly string[] | undefined => {
      if (text === undefined) return undefined;
      const names = listOf('ranking', text);
      const { problems } = resolveRanking(names);
      if (!problems) return names;
      const wrong = problems.map((problem) => problem.text).join('; ');
      const known = `expected names of ${comparatorNames.join(', ')}, a leading - reverses one`;
      throw new Error(`--ranking: ${known}; ${wrong}`);
    },
  } as const;
}
