// What is wrong with a feed, in the words of a scenario: late 5m, lost 30 %, x10?
import { suggestion } from '@fairlead/core';
import type { FeedFault } from '@fairlead/sim';
import { durationText, type Reading, readDuration, readShare } from '../words.ts';

export const aFault = "a fault such as 'late 5m', 'lost 30 %', doubled, frozen or x10";

const ofShare = ['lost', 'doubled', 'reordered'] as const;
const alone = ['frozen', 'fit', 'unfit'] as const;
const words = ['late', ...ofShare, ...alone];
const number = '\\d+(?:\\.\\d+)?';
const factor = new RegExp(`^x(${number})$`);

const some = `(${ofShare.join('|')})( ${number} ?%)?`;
const span = `late ${number}(ms|s|m|h|d)`;
/** For editors: what `readFault` takes. */
export const faultPattern = `^(${span}|${some}|${alone.join('|')}|x${number})$`;

/** `late 5m`; `lost`, `doubled` or `reordered`, all or `30 %` of it; `frozen`; `x10`; `unfit`. */
export function readFault(written: string): Reading<FeedFault> {
  const text = written.trim();
  const times = factor.exec(text)?.[1];
  if (times !== undefined) return { ok: true, value: { how: 'scaled', factor: Number(times) } };
  const [how = '', ...rest] = text.split(' ');
  const more = rest.join(' ');
  for (const word of alone)
    if (word === how)
      return more === '' ? { ok: true, value: { how: word } } : { ok: false, hint: `say ${word}` };
  for (const word of ofShare) if (word === how) return shareOf(word, more);
  if (how !== 'late')
    return { ok: false, hint: `known here: ${words.join(', ')}, x10` + near(how) };
  const late = readDuration(more);
  if (!late.ok) return { ok: false, hint: late.hint ?? "say how late: 'late 5m'" };
  return { ok: true, value: { how, ms: late.value } };
}

const near = (how: string): string => suggestion(how, words);

function shareOf(how: (typeof ofShare)[number], more: string): Reading<FeedFault> {
  const share = more === '' ? ({ ok: true, value: 1 } as const) : readShare(more);
  if (!share.ok || share.value > 1)
    return { ok: false, hint: `say how much of it: '${how} 30 %', or all: ${how}` };
  return { ok: true, value: { how, share: share.value } };
}

/** The same as a scenario says it. */
export function faultText(fault: FeedFault): string {
  if (fault.how === 'late') return `late ${durationText(fault.ms)}`;
  if (fault.how === 'scaled') return `x${fault.factor}`;
  if (!('share' in fault) || fault.share === 1) return fault.how;
  return `${fault.how} ${hundredths(fault.share)} %`;
}

/** A share in hundredths that is read as the same number again. */
function hundredths(share: number): string {
  const digits = [...Array(15).keys()].map((count) => (share * 100).toFixed(count));
  return digits.find((text) => Number(`${text}e-2`) === share) ?? String(share * 100);
}
