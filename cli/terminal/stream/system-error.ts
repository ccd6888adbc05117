// What does an error of the system say to the one who has to mend it?
import { counted, grouped } from '@fairlead/core';
import { type CommandFailure, commandFailure, exitCodes } from '../exit.ts';

/** Codes of errors that are no mistake in a command: what happened, and what to do. */
const words = new Map([
  ['EACCES', ['you have no right to do this', 'change the rights, or name another place']],
  ['EPERM', ['the system does not allow it', 'change the rights, or name another place']],
  ['EROFS', ['the file system can only be read', 'name another place']],
  ['ENOSPC', ['no space is left on the device', 'make some, or name another place']],
  ['EDQUOT', ['your share of the disk is used up', 'make some room, or name another place']],
  ['EFBIG', ['files may not grow this large here', 'raise the limit, or name another place']],
  ['EIO', ['the device fails', 'look at it, or name another place']],
  ['EBUSY', ['it is in use', 'wait, or name another place']],
  ['EMFILE', ['too many files are open', 'raise the limit of open files (ulimit -n)']],
  ['ENFILE', ['too many files are open on this machine', 'close some']],
  ['ELOOP', ['its symbolic links go round in a circle', 'mend them, or name another place']],
  ['EPIPE', ['nobody reads it any more', 'name another place']],
  ['ETXTBSY', ['it is being run', 'wait, or name another place']],
] as const);

/** Of what is to be made in a folder that is there, such as one of /proc. */
const notMade = ['nothing can be made there', 'name another place'] as const;

/** How much got out before it failed, as far as it is known. */
export type Amount = { readonly written?: number; readonly of?: number };

function amountText({ written, of }: Amount): string {
  const all = of === undefined ? undefined : counted(of, 'byte');
  if (written === undefined) return all === undefined ? '' : `; ${all} to write`;
  if (all === undefined) return `; wrote ${counted(written, 'byte')}`;
  return `; wrote ${grouped(written)} of ${all}`;
}

/**
 * The failure to tell where the system could not do what was asked at `place`: one line, exit code
 * 4. Undefined: this error is none of those.
 */
export function systemFailure(
  error: unknown,
  place: string,
  amount: Amount = {},
): CommandFailure | undefined {
  const { code = '', path = '' } = (error ?? {}) as NodeJS.ErrnoException;
  // What is on its way to a place has such a name; other files that are missing are no output.
  const isMade = code === 'ENOENT' && path.includes('.partial-');
  const said = isMade
    ? notMade
    : (words as ReadonlyMap<string, readonly [string, string]>).get(code);
  if (said === undefined) return undefined;
  const [what, mend] = said;
  const text = `${place}: ${what} (${code})${amountText(amount)}; ${mend}`;
  return commandFailure(exitCodes.impossible, text);
}
