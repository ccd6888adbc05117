// Do the pages of a column hold what they say, so that a decoder may trust their numbers?
import { parquetHeader } from 'hyparquet/src/column.js';
import { structEnd } from './sound-thrift.ts';

/** What a column's pages hold: 8 bytes a value, or texts with their lengths before them. */
export type PageValues = 'fixed' | 'texts';

/** Bits of a row of a dictionary. */
const widthMax = 20;

type Page = { readonly header: ReturnType<typeof parquetHeader>; readonly bytes: Uint8Array };

/** Whether `bytes` are `count` texts, each behind its length. */
function areTexts(bytes: Uint8Array, count: number): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let k = 0; k < count; k++) {
    if (at + 4 > bytes.length) return false;
    at += 4 + view.getUint32(at, true);
  }
  return at === bytes.length;
}

const arePlain = (bytes: Uint8Array, count: number, values: PageValues): boolean =>
  values === 'fixed' ? bytes.length === 8 * count : areTexts(bytes, count);

/** Whether runs of rows of a dictionary are as many as `count`, but for what fills up a byte. */
function areRuns(bytes: Uint8Array, count: number): boolean {
  const width = bytes[0] ?? Number.NaN;
  if (!(width <= widthMax)) return false;
  if (width === 0) return true;
  let seen = 0;
  for (let at = 1; seen < count; ) {
    let head = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 28) return false;
      head += (byte & 127) * scale;
      if (byte < 128) break;
    }
    const many = Math.floor(head / 2);
    // Eights that are packed bit by bit, or one row over and over.
    const [rows, length] = head % 2 === 1 ? [8 * many, many * width] : [many, (width + 7) >>> 3];
    if (rows === 0 || seen + rows > count + 7 || at + length > bytes.length) return false;
    if (head % 2 === 0 && seen + rows > count) return false;
    seen += rows;
    at += length;
  }
  return true;
}

/** The page that begins at `at`, or undefined: its header or its length is not sound. */
function pageAt(chunk: Uint8Array, at: number): Page | undefined {
  const end = structEnd(chunk, at);
  if (Number.isNaN(end)) return undefined;
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  const header = parquetHeader({ view, offset: at });
  const size = header.compressed_page_size;
  if (!(size >= 0 && end + size <= chunk.length)) return undefined;
  if (header.uncompressed_page_size !== size) return undefined;
  return { header, bytes: chunk.subarray(end, end + size) };
}

/** Rows of a page of data; NaN where it does not hold them. */
function rowsOf({ header, bytes }: Page, values: PageValues, hasDictionary: boolean): number {
  const about = header.data_page_header_v2;
  if (header.type !== 'DATA_PAGE_V2' || about === undefined) return Number.NaN;
  const { num_values: count, num_nulls: nulls, num_rows: rows, encoding } = about;
  const levels = about.definition_levels_byte_length + about.repetition_levels_byte_length;
  if (!(count > 0 && count === rows && nulls === 0 && levels === 0)) return Number.NaN;
  const isSound =
    encoding === 'PLAIN'
      ? arePlain(bytes, count, values)
      : encoding === 'RLE_DICTIONARY' && hasDictionary && areRuns(bytes, count);
  return isSound ? count : Number.NaN;
}

/**
 * Whether `chunk` is a dictionary, if any, and pages of data, of `rows` rows together, none of
 * which is compressed or absent. Whoever decodes it then takes memory for these rows alone.
 */
export function arePages(chunk: Uint8Array, rows: number, values: PageValues): boolean {
  let hasDictionary = false;
  let seen = 0;
  for (let at = 0; at < chunk.length; ) {
    const page = pageAt(chunk, at);
    if (page === undefined) return false;
    const { header, bytes } = page;
    at = bytes.byteOffset - chunk.byteOffset + bytes.length;
    const dictionary = header.dictionary_page_header;
    if (header.type === 'DICTIONARY_PAGE' && dictionary !== undefined) {
      const count = dictionary.num_values;
      if (hasDictionary || seen > 0 || !(count >= 0 && count <= rows)) return false;
      if (!arePlain(bytes, count, values)) return false;
      hasDictionary = true;
      continue;
    }
    const own = rowsOf(page, values, hasDictionary);
    if (!(seen + own <= rows)) return false;
    seen += own;
  }
  return seen === rows;
}
