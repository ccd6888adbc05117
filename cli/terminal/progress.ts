// How far is it? A bar in a terminal, a line now and then in a log, nothing when asked to be quiet.
import cliProgress from 'cli-progress';
import { tellWords } from './stream/output.ts';
import { visibleLine } from './stream/visible.ts';

/** Shows one piece of work. `share` is 0..1; `text` says what is being done. */
export type Progress = {
  readonly update: (share: number, text?: string) => void;
  /** Takes the bar away, or ends the lines. Safe to call twice. */
  readonly stop: () => void;
};

/** Least time between two lines of a log. */
const lineEveryMs = 5000;

function bar(title: string): Progress {
  const shown = new cliProgress.SingleBar({
    format: `${title} {bar} {percentage}% {text}`,
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    barsize: 30,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    linewrap: false,
    // A handler of its own for Ctrl-C would end the process before the command has tidied up.
    gracefulExit: false,
  });
  shown.start(1000, 0, { text: '' });
  let last = '';
  return {
    update(share, text = last) {
      last = text;
      shown.update(Math.round(Math.min(1, Math.max(0, share)) * 1000), { text });
    },
    stop: () => shown.stop(),
  };
}

function lines(title: string): Progress {
  let nextMs = performance.now() + lineEveryMs;
  return {
    update(share, text = '') {
      if (performance.now() < nextMs) return;
      nextMs = performance.now() + lineEveryMs;
      const words = text === '' ? '' : `: ${text}`;
      tellWords(`${title} ${Math.floor(share * 100)} %${words}\n`);
    },
    stop: () => undefined,
  };
}

const silence: Progress = { update: () => undefined, stop: () => undefined };

/** Progress of the work called `title`, on standard error. */
export function startProgress(title: string, isQuiet: boolean): Progress {
  if (isQuiet) return silence;
  const shown = visibleLine(title);
  return process.stderr.isTTY ? bar(shown) : lines(shown);
}
