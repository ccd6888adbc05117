// What do millions of parsed and looked-up addresses leave on the heap? For --trace-gc.
import { writeSync } from 'node:fs';
import { readAddress, readPrefix, unmap } from '../../prefix/address.ts';
import { createLookupScratch, lookupManyV4, lookupManyV6 } from '../../prefix/lookup-many.ts';
import { directV4, jumpV4, lookupV4, lookupV6 } from '../../prefix/spans.ts';
import { orderPrefixes, sweep } from '../../prefix/sweep.ts';
import { treeV6 } from '../../prefix/tree6.ts';
import { createDice } from './dice.ts';
import { drawNested } from './prefix-oracle.ts';

const texts = [
  '192.0.2.1',
  '223.255.255.254',
  '2001:db8::1',
  '::ffff:203.0.113.7',
  'fe80::1%e',
  '1.2.3',
];
const networks = ['192.0.2.0/24', '2001:db8::/32', '10.0.0.1/8', '1.2.3.0/33'];

function tables() {
  const v4 = drawNested(createDice(1), 4, 60_000);
  const v6 = drawNested(createDice(2), 6, 5_000);
  const enter = (row: number) => row + 1;
  const four = sweep(v4, orderPrefixes(v4, 4), 0, { enter });
  const six = sweep(v6, orderPrefixes(v6, 6), 0, { enter });
  const [spanStart] = four.start;
  const [start0, start1, start2, start3] = six.start;
  const starts = { start0, start1, start2, start3 };
  const spanValue = four.value;
  const direct = directV4(spanStart, spanValue);
  const spans4 = { spanStart, spanValue, jump: jumpV4(spanStart), direct };
  const spans = { ...starts, span6Value: six.value };
  return { spans4, spans6: { ...spans, tree6: treeV6(spans) } };
}

/** Prints `begin`, works a million times, prints `end` and by how many bytes the heap grew. */
export function printPrefixGrowth(): void {
  const { spans4, spans6 } = tables();
  const words = new Uint32Array(6);
  const ascii = texts.map((text) => Buffer.from(text, 'latin1'));
  const prefixes = networks.map((text) => Buffer.from(text, 'latin1'));
  const many = Uint32Array.from({ length: 400 }, (_, k) => Math.imul(k, 0x9e3779b1));
  const found = new Uint32Array(100);
  const descents = createLookupScratch();
  const work = (count: number) => {
    let sum = 0;
    for (let n = 0; n < count; n++) {
      const text = ascii[n % ascii.length] as Uint8Array;
      const family = unmap(readAddress(text, 0, text.length, words), words);
      words[0] = (words[0] as number) ^ Math.imul(n, 0x9e3779b1);
      sum += family === 4 ? lookupV4(spans4, words[0] as number) : lookupV6(spans6, words);
      const network = prefixes[n & 3] as Uint8Array;
      if (readPrefix(network, 0, network.length, words) === 'ok') sum++;
      if (n % 100 === 0) {
        lookupManyV4(spans4, many, 100, found);
        lookupManyV6(spans6, many, 100, found, descents);
        sum += found[n % 99] as number;
      }
      sum &= 0xffff;
    }
    return sum;
  };
  for (let warm = 0; warm < 10; warm++) work(50_000);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  writeSync(1, 'begin\n');
  const sum = work(1_000_000);
  writeSync(1, `end ${process.memoryUsage().heapUsed - before} ${sum}\n`);
}
