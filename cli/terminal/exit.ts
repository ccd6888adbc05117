// Which exit code does a command end with, and how does it say why?
import type { Problem } from '@fairlead/core';

/** Exit codes, the same for every command. */
export const exitCodes = {
  /** Done; so is a stream whose reader closed the pipe early. */
  fine: 0,
  /** The answer is "worse", or an expectation failed. */
  worse: 1,
  /** Wrong usage or input, or it cannot be told. */
  wrongInput: 2,
  /** An invariant was violated while simulating. */
  violated: 3,
  /** It could not be done: disk, memory, a bug of ours. */
  impossible: 4,
  /** Ctrl-C or another of `stopSignals`; what was written is valid as far as it goes. */
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What stops a command: Ctrl-C, the end asked for by a supervisor, and a terminal that is gone. */
export const stopSignals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Why a command ends without an answer. */
export type CommandFailure = Error & {
  readonly exitCode: ExitCode;
  readonly problems: readonly Problem[];
  /** Problems beyond those listed. */
  readonly more: number;
};

/** A failure to throw: `message` is one line for a human. */
export function commandFailure(
  exitCode: ExitCode,
  message: string,
  problems: readonly Problem[] = [],
  more = 0,
): CommandFailure {
  return Object.assign(new Error(message), { exitCode, problems, more });
}

/** Wrong input, for a reader that returned problems. */
export function wrongInput(
  message: string,
  problems: readonly Problem[] = [],
  more = 0,
): CommandFailure {
  return commandFailure(exitCodes.wrongInput, message, problems, more);
}

export function isCommandFailure(error: unknown): error is CommandFailure {
  return error instanceof Error && 'exitCode' in error && 'problems' in error;
}
