// How does a mistake on a command line read? In words of ours, with what was meant.
import { expectedOneOf, suggestion } from '@fairlead/core';
import type { AnyCommand } from './command.ts';
import { nameOf } from './find-command.ts';
import { positionalsOf } from './given-options.ts';

/** What a message of the parser says, the options that the command has, and what was typed. */
type Said = {
  readonly found: readonly string[];
  readonly options: readonly string[];
  readonly words: readonly string[];
};

const unquoted = (text: string) => text.replaceAll('"', '');
const listed = (text = '') => text.split(', ').map(unquoted);
const dashed = (name: string) => `${name.length > 1 ? '--' : '-'}${name}`;
const areMissing = (names: readonly string[]) =>
  `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} missing`;

function unknownText({ found: [names], options, words }: Said): string {
  const [unknown = ''] = listed(names);
  const near = options.includes(unknown) ? '' : suggestion(unknown, options);
  if (near !== '') return `unknown option "${unknown}"${near.replace(/"(.*)"/, '"--$1"')}`;
  if (words.some((word) => word.split('=')[0] === `--${unknown}`))
    return `unknown option --${unknown}`;
  return /^[a-z]/.test(unknown) ? `unknown option or word "${unknown}"` : `unexpected "${unknown}"`;
}

/** The messages of yargs and ours, by the beginning that tells them apart. */
const ours: readonly (readonly [RegExp, (said: Said, command: AnyCommand) => string])[] = [
  [/^Unknown (?:argument|command)s?: (.+)/, unknownText],
  [/^Too many non-option arguments: got (\S+)/, () => 'there are more words than it takes'],
  [
    /^Not enough non-option arguments: got (\S+)/,
    ({ found: [typed] }, command) =>
      areMissing(
        positionalsOf(command)
          .slice(Number(typed) || 0)
          .map((name) => `<${name}>`),
      ),
  ],
  [
    /^Missing (?:required argument|argument value)s?: (.+)/,
    ({ found: [names] }) => areMissing(listed(names).map(dashed)),
  ],
  [
    /^Not enough arguments following: (\S+)/,
    ({ found: [name = ''] }) => `${dashed(name)} needs a value`,
  ],
  [
    /Argument: (\S+), Given: (.*), Choices: (.*)/,
    ({ found: [name = '', given = '', choices] }) =>
      `${dashed(name)}: ${expectedOneOf(listed(choices), unquoted(given))}`,
  ],
];

/**
 * A mistake that yargs found, in words of ours; `help` lists the options. What a command says of a
 * value itself stays as it is.
 */
export function usageText(
  message: string,
  help: string,
  command: AnyCommand,
  words: readonly string[],
): string {
  const options = [...help.matchAll(/--([a-z][a-z0-9-]*)/g)].map((match) => match[1] ?? '');
  for (const [pattern, say] of ours) {
    const match = pattern.exec(message);
    if (match === null) continue;
    const found = match.slice(1);
    const text = say({ found, options, words }, command);
    return text.endsWith('?') ? text : `${text}; "fairlead ${nameOf(command)} --help" shows how`;
  }
  const said = message.replace(/\s*\n\s*/g, ' ');
  return `${said}; "fairlead ${nameOf(command)} --help" shows how`;
}
