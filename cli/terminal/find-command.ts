// Which command does a command line name?
import { nearest } from '@fairlead/core';
import type { AnyCommand } from './command.ts';

/** A command line after its command was found: what is left belongs to the command. */
export type Found =
  | { readonly kind: 'command'; readonly command: AnyCommand; readonly rest: readonly string[] }
  /** Help is asked for: of everything, or of one group such as `world`. */
  | { readonly kind: 'help'; readonly group: string }
  | { readonly kind: 'version' }
  | { readonly kind: 'unknown'; readonly text: string };

/** `world check` of `world check <world>`. */
export function nameOf({ command }: AnyCommand): string {
  return command
    .split(' ')
    .filter((word) => !/^[<[]/.test(word))
    .join(' ');
}

const asksHelp = (word: string) => word === '--help' || word === '-h' || word === 'help';

function unknownText(typed: string, group: string, names: readonly string[]): string {
  const near = nearest(typed, names) ?? nearest(typed.split(' ')[0] ?? '', names);
  const help = group === '' ? 'fairlead --help' : `fairlead ${group} --help`;
  return near === undefined
    ? `unknown command "${typed}"; "${help}" lists the commands`
    : `unknown command "${typed}"; did you mean "fairlead ${near}"?`;
}

/**
 * The command that `words` name: the longest name that they begin with, where switches such as
 * `--json` may stand before it.
 */
export function findCommand(commands: readonly AnyCommand[], words: readonly string[]): Found {
  const first = words.findIndex((word) => !word.startsWith('-'));
  const switches = words.slice(0, first < 0 ? words.length : first);
  const rest = first < 0 ? [] : words.slice(first);
  if (switches.some((word) => word === '--version' || word === '-v')) return { kind: 'version' };
  if (rest[0] === 'help') return findCommand(commands, [...rest.slice(1), '--help']);
  if (rest.length === 0 && (switches.length === 0 || switches.some(asksHelp)))
    return { kind: 'help', group: '' };
  const byLength = [...commands].sort((a, b) => nameOf(b).length - nameOf(a).length);
  for (const command of byLength) {
    const name = nameOf(command).split(' ');
    if (name.every((word, k) => rest[k] === word))
      return { kind: 'command', command, rest: [...switches, ...rest.slice(name.length)] };
  }
  return unnamed(commands, rest, switches);
}

/** What to say where no command has the name: help of a group, or the nearest name. */
function unnamed(
  commands: readonly AnyCommand[],
  rest: readonly string[],
  switches: readonly string[],
): Found {
  const names = commands.map(nameOf);
  const [group = '', second] = rest;
  const inGroup = names.filter((name) => name.startsWith(`${group} `));
  if (group === '')
    return { kind: 'unknown', text: `expected a command after "${switches.join(' ')}"` };
  if (inGroup.length === 0) {
    const typed = second === undefined || second.startsWith('-') ? group : `${group} ${second}`;
    const groups = new Set(names.map((name) => name.split(' ')[0] ?? name));
    const text = unknownText(typed, '', [...names, ...groups]);
    return {
      kind: 'unknown',
      text: text.includes('did you') ? text : unknownText(group, '', names),
    };
  }
  if (rest.some(asksHelp) || switches.some(asksHelp)) return { kind: 'help', group };
  const verbs = inGroup.map((name) => name.slice(group.length + 1)).join(', ');
  if (second === undefined || second.startsWith('-'))
    return { kind: 'unknown', text: `"fairlead ${group}" needs one of: ${verbs}` };
  return { kind: 'unknown', text: unknownText(`${group} ${second}`, group, inGroup) };
}

/** The list of commands, of all or of one group. */
export function overview(commands: readonly AnyCommand[], group: string): string {
  const shown = commands.filter((one) => group === '' || nameOf(one).startsWith(`${group} `));
  const width = Math.max(...shown.map(({ command }) => command.length));
  const lines = shown.map(
    ({ command, describe }) => `  fairlead ${command.padEnd(width)}  ${describe}`,
  );
  const examples = shown.slice(0, 6).map(({ examples: [first] }) => `  ${first?.[0] ?? ''}`);
  return `Usage: fairlead ${group === '' ? '' : `${group} `}COMMAND [options]

Commands:
${lines.join('\n')}

Options of every command:
  --help     Its options and examples
  --json     One JSON document on standard output, and nothing else there
  --quiet    No words and no progress on standard error
  --version  The version of Fairlead

Examples:
${examples.join('\n')}

Exit codes: 0 fine, 1 worse or an expectation failed, 2 wrong usage or input, 3 an invariant was
violated, 4 it could not be done, 130 interrupted (Ctrl-C, SIGTERM, SIGHUP).
`;
}
