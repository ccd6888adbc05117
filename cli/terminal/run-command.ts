// What happens between a command line and its exit code?
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSuggestion } from '@fairlead/scenarios';
import type { AnyCommand } from './command.ts';
import {
  type CommandFailure,
  commandFailure,
  type ExitCode,
  exitCodes,
  isCommandFailure,
  wrongInput,
} from './exit.ts';
import { findCommand, overview } from './find-command.ts';
import { isSwitchedOn } from './given-options.ts';
import { parseOptions } from './parse-options.ts';
import { problemsText } from './problems.ts';
import { openShell } from './shell.ts';
import { errorColors } from './stream/color.ts';
import { endWithReader, say, tellWords, watchOutput } from './stream/output.ts';
import { systemFailure } from './stream/system-error.ts';
import { visible, visibleLine } from './stream/visible.ts';
import { version } from './version.ts';
import { withoutAddresses, wordsWithoutAddresses } from './without-addresses.ts';

/** Errors of the file system that the one who called can mend by naming another file. */
const inputCodes = new Map([
  ['ENOENT', 'there is no such file or folder'],
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['EISDIR', 'this is a folder'],
  ['ENAMETOOLONG', 'the name is too long'],
]);

function tellFailure({ exitCode, message, problems, more }: CommandFailure, isJson: boolean): void {
  const said = `${errorColors.red('error')}: ${visibleLine(message)}\n`;
  tellWords(said + problemsText(problems, more));
  if (!isJson) return;
  const document = { error: { exitCode, message, problems, more } };
  try {
    say(`${JSON.stringify(document, null, 2)}\n`);
  } catch {
    // Where standard output takes nothing, the words on standard error are all that is said.
  }
}

const asksWholeAddress = (words: readonly string[]) => isSwitchedOn(words, 'full-address');

/** The failure of an error that no command foresaw: one line, and where the details are. */
function unforeseen(error: unknown, words: readonly string[]): CommandFailure {
  const { code, path, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  const mendable =
    syscall === 'mkdir' && code === 'ENOENT' ? undefined : inputCodes.get(code ?? '');
  if (mendable !== undefined && path !== undefined) {
    const near = code === 'ENOENT' ? fileSuggestion(path) : '';
    return wrongInput(`${path}: ${mendable}${near}`);
  }
  const failure = systemFailure(error, path ?? syscall ?? 'the system');
  if (failure !== undefined) return failure;
  return withDetails(error, words);
}

/** The failure of what must be a mistake of ours, its details in a file. */
function withDetails(error: unknown, words: readonly string[]): CommandFailure {
  const { message = String(error), stack } = (error ?? {}) as Partial<Error>;
  const file = join(tmpdir(), `fairlead-${process.pid}-${Date.now()}.log`);
  const about = `fairlead ${version}, node ${process.version}, ${process.platform}\n`;
  // Who asks for the whole address has it in the log too; nobody else's log names a client.
  const isWhole = asksWholeAddress(words);
  const shownWords = isWhole ? words : wordsWithoutAddresses(words);
  const shown = (text: string) => (isWhole ? text : withoutAddresses(text));
  const details = `${about}fairlead ${shownWords.join(' ')}\n${shown(stack ?? message)}\n`;
  const first = shown(message.split('\n')[0] ?? '');
  try {
    writeFileSync(file, visible(details), { flag: 'wx' });
    return commandFailure(exitCodes.impossible, `${first} (details in ${file})`);
  } catch {
    const lines = details.trimEnd().split('\n');
    const told = lines.map((text) => ({ code: 'detail', path: '', text }));
    return commandFailure(exitCodes.impossible, `${first} (the details follow)`, told);
  }
}

async function runFound(command: AnyCommand, words: readonly string[]): Promise<ExitCode> {
  const parsed = await parseOptions(command, words);
  if (parsed.kind === 'help') {
    say(parsed.text);
    return exitCodes.fine;
  }
  const { json, quiet } = parsed.options;
  const outside = { isJson: json, isQuiet: quiet, stopsItself: command.stopsItself === true };
  if (command.isStream === true) endWithReader();
  const { shell, close } = openShell(outside);
  try {
    const code = (await command.run(parsed.options, shell)) ?? exitCodes.fine;
    return shell.interrupt.aborted ? exitCodes.interrupted : code;
  } finally {
    close();
  }
}

async function exitCodeOf(
  commands: readonly AnyCommand[],
  words: readonly string[],
): Promise<ExitCode> {
  const found = findCommand(commands, words);
  if (found.kind === 'command') return runFound(found.command, found.rest);
  if (found.kind === 'version') say(`${version}\n`);
  if (found.kind === 'help') say(overview(commands, found.group));
  if (found.kind !== 'unknown') return exitCodes.fine;
  throw wrongInput(withoutAddresses(found.text));
}

/**
 * Runs the command that `words` name and returns its exit code. Never throws: a failure is told on
 * standard error, and as a JSON document on standard output where `--json` asks for one.
 */
export async function runCommand(
  commands: readonly AnyCommand[],
  words: readonly string[],
): Promise<ExitCode> {
  watchOutput();
  try {
    return await exitCodeOf(commands, words);
  } catch (error) {
    const failure = isCommandFailure(error) ? error : unforeseen(error, words);
    tellFailure(failure, isSwitchedOn(words, 'json'));
    return failure.exitCode;
  }
}
