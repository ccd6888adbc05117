// What happens between a command line and its exit code?
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSuggestion } from '@fairlead/scenarios';
import { errorColors } from './color.ts';
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
import { parseOptions } from './parse-options.ts';
import { problemsText } from './problems.ts';
import { openShell } from './shell.ts';
import { version } from './version.ts';
import { withoutAddresses, wordsWithoutAddresses } from './without-addresses.ts';

/** Errors of the file system that the one who called can mend by naming another file. */
const inputCodes = new Map([
  ['ENOENT', 'there is no such file or folder'],
  ['ENOTDIR', 'a part of the path is no folder'],
  ['EISDIR', 'this is a folder'],
  ['ENAMETOOLONG', 'the name is too long'],
]);

function isClosedPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

/** A reader that has seen enough is no mistake. */
function endAtClosedPipe(): void {
  process.stdout.on('error', (error) => {
    if (isClosedPipe(error)) process.exit(exitCodes.fine);
    throw error;
  });
  process.stderr.on('error', () => undefined);
}

function tellFailure({ exitCode, message, problems, more }: CommandFailure, isJson: boolean): void {
  process.stderr.write(`${errorColors.red('error')}: ${message}\n${problemsText(problems, more)}`);
  if (!isJson) return;
  const document = { error: { exitCode, message, problems, more } };
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
}

const asksWholeAddress = (words: readonly string[]) => words.includes('--full-address');

/** The failure of an error that no command foresaw: one line, and where the details are. */
function unforeseen(error: unknown, words: readonly string[]): CommandFailure {
  const {
    code,
    path,
    syscall,
    message = String(error),
    stack,
  } = (error ?? {}) as NodeJS.ErrnoException;
  const mendable =
    syscall === 'mkdir' && code === 'ENOENT' ? undefined : inputCodes.get(code ?? '');
  if (code === 'foreign-place') return wrongInput(message);
  if (mendable !== undefined && path !== undefined) {
    const near = code === 'ENOENT' ? fileSuggestion(path) : '';
    return wrongInput(`${path}: ${mendable}${near}`);
  }
  const file = join(tmpdir(), `fairlead-${process.pid}-${Date.now()}.log`);
  const about = `fairlead ${version}, node ${process.version}, ${process.platform}\n`;
  // Who asks for the whole address has it in the log too; nobody else's log names a client.
  const isWhole = asksWholeAddress(words);
  const shownWords = isWhole ? words : wordsWithoutAddresses(words);
  const shown = (text: string) => (isWhole ? text : withoutAddresses(text));
  const details = `${about}fairlead ${shownWords.join(' ')}\n${shown(stack ?? message)}\n`;
  const first = shown(message.split('\n')[0] ?? '');
  try {
    writeFileSync(file, details, { flag: 'wx' });
    return commandFailure(exitCodes.impossible, `${first} (details in ${file})`);
  } catch {
    return commandFailure(exitCodes.impossible, `${first}\n${details.trimEnd()}`);
  }
}

async function runFound(command: AnyCommand, words: readonly string[]): Promise<ExitCode> {
  const parsed = await parseOptions(command, words);
  if (parsed.kind === 'help') {
    process.stdout.write(parsed.text);
    return exitCodes.fine;
  }
  const { json, quiet } = parsed.options;
  const outside = { isJson: json, isQuiet: quiet, stopsItself: command.stopsItself === true };
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
  if (found.kind === 'version') process.stdout.write(`${version}\n`);
  if (found.kind === 'help') process.stdout.write(overview(commands, found.group));
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
  endAtClosedPipe();
  try {
    return await exitCodeOf(commands, words);
  } catch (error) {
    if (isClosedPipe(error)) return exitCodes.fine;
    const failure = isCommandFailure(error) ? error : unforeseen(error, words);
    tellFailure(failure, words.includes('--json'));
    return failure.exitCode;
  }
}
