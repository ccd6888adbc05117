// Which nominal bitrate has each file, by a table of files?
import { noRow, quoted } from '@fairlead/core';
import {
  amounts,
  append,
  appendBytes,
  createByteIndex,
  findBytes,
  growing,
  inputKinds,
  type ProblemList,
  type RowShape,
  readTable,
  takeAmount,
} from '@fairlead/scenarios';
import { wrongInput } from '../terminal/exit.ts';

/** Files by their ids, and bits per second by their rows. */
type Columns = {
  readonly ids: ReturnType<typeof createByteIndex>;
  readonly rates: ReturnType<typeof growing<Float64Array>>;
};

/** Bits per second of the files that a table names. */
export type Bitrates = { readonly get: (file: string) => number | undefined };

/** The columns of a table of files that count here. */
function filesShape({ ids, rates }: Columns): RowShape {
  return {
    name: 'files',
    columns: [
      {
        name: 'file',
        take: (bytes, start, end) => {
          if (appendBytes(ids, bytes, start, end)) return undefined;
          const found = quoted(Buffer.from(bytes.subarray(start, end)).toString());
          return { code: 'duplicate-id', text: () => `${found} is there already` };
        },
      },
      { name: 'bitrate_bps', take: takeAmount(amounts.bitrate, (rate) => append(rates, rate)) },
    ],
  };
}

/**
 * Bits per second by file id, from `files.csv` of a world, plain or gzipped. Throws wrong input
 * with file and line for a missing column or what is no bitrate.
 */
export async function readBitrates(path: string): Promise<Bitrates> {
  const list: ProblemList = { problems: [], more: 0 };
  const columns: Columns = { ids: createByteIndex(), rates: growing(Float64Array) };
  await readTable(filesShape(columns), path, inputKinds.files, list);
  if (list.problems.length > 0)
    throw wrongInput(`${path} is not a table of files`, list.problems, list.more);
  const { ids, rates } = columns;
  return {
    get: (file) => {
      const bytes = Buffer.from(file);
      const row = findBytes(ids, bytes, 0, bytes.length);
      return row === noRow ? undefined : rates.values[row];
    },
  };
}
