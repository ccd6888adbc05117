// Which nominal bitrate has each file, by a table of files?
import { type Fault, quoted } from '@fairlead/core';
import {
  inputKinds,
  type ProblemList,
  type RowShape,
  readNumber,
  readTable,
} from '@fairlead/scenarios';
import { wrongInput } from '../terminal/exit.ts';

const decoder = new TextDecoder();
const fault = (code: string, text: string): Fault => ({ code, text: () => text });

/** The columns of a table of files that count here; what they say goes to `outBitrates`. */
function filesShape(outBitrates: Map<string, number>): RowShape {
  let file = '';
  let bitrateBps = 0;
  return {
    name: 'files',
    columns: [
      {
        name: 'file',
        take: (bytes, start, end) => {
          file = decoder.decode(bytes.subarray(start, end));
          if (!outBitrates.has(file)) return undefined;
          return fault('duplicate-id', `${quoted(file)} is there already`);
        },
      },
      {
        name: 'bitrate_bps',
        take: (bytes, start, end) => {
          bitrateBps = readNumber(bytes, start, end);
          if (bitrateBps > 0 && bitrateBps < Number.POSITIVE_INFINITY) return undefined;
          const found = quoted(decoder.decode(bytes.subarray(start, end)));
          return fault('bad-value', `expected bits per second, found ${found}`);
        },
      },
    ],
    endRow: (_, isSound) => {
      if (isSound) outBitrates.set(file, bitrateBps);
      return undefined;
    },
  };
}

/**
 * Bits per second by file id, from `files.csv` of a world, plain or gzipped. Throws wrong input
 * with file and line for a missing column or a bitrate that is no positive number.
 */
export async function readBitrates(path: string): Promise<ReadonlyMap<string, number>> {
  const list: ProblemList = { problems: [], more: 0 };
  const bitrates = new Map<string, number>();
  await readTable(filesShape(bitrates), path, inputKinds.files, list);
  if (list.problems.length === 0) return bitrates;
  throw wrongInput(`${path} is not a table of files`, list.problems, list.more);
}
