// How does a field of any text become a row of a column, each text stored once?
import { type Fault, hasControl, quoted, worldFaults } from '@fairlead/core';
import {
  allTexts,
  type ByteIndex,
  createByteIndex,
  internBytes,
  textOfBytes,
} from './byte-index.ts';
import { append, type Growing, growing, isUtf8, type Take } from './columns.ts';

/** Texts that repeat, each stored once. */
export type Interned = { readonly index: ByteIndex; readonly row: Growing<Uint32Array> };

export function createInterned(): Interned {
  return { index: createByteIndex(), row: growing(Uint32Array) };
}

/** A field of any text without control characters; `check` says more of it, once a text. */
export function takeText(
  column: Interned,
  check: (text: string) => Fault | undefined = () => undefined,
): Take {
  const faults: (Fault | undefined)[] = [];
  return (bytes, start, end) => {
    const row = internBytes(column.index, bytes, start, end);
    append(column.row, row);
    if (row === faults.length) faults.push(textFault(bytes, start, end, check));
    return faults[row];
  };
}

function textFault(
  bytes: Uint8Array,
  start: number,
  end: number,
  check: (text: string) => Fault | undefined,
): Fault | undefined {
  if (!isUtf8(bytes, start, end)) return worldFaults.badUtf8;
  const text = textOfBytes(bytes, start, end);
  return hasControl(text) ? worldFaults.control(() => quoted(text)) : check(text);
}

export function textsOf(column: Interned): string[] {
  const texts = allTexts(column.index);
  const rows = new Array<string>(column.row.count);
  for (let row = 0; row < rows.length; row++)
    rows[row] = texts[column.row.values[row] as number] as string;
  return rows;
}
