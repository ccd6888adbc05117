// Does the next rank hold where a network has lost all of its first?
import { counted, linkKinds } from '@fairlead/core';
import { causes, columnNamed, type Series, seriesNamed } from '@fairlead/sim';
import { shareText } from '../quantity.ts';

/**
 * A network counts as one that lost its first rank when so much of what it asked had nobody of it,
 * at least half because it was lost; of the rest it had no file, for example.
 */
const missedShareMin = 0.95;
const lostShareMin = 0.5;
/** The next ranks hold when no more than this reaches nobody. */
const unservedShareMax = 0.01;

/** The link outside of networks of whose capacity most was asked. */
function fullestLink(series: readonly Series[]): string {
  const links = seriesNamed(series, 'links');
  const of = (name: string) => columnNamed(links, name).values;
  const [shares, kind, ids] = [of('peak_asked_share'), of('kind'), of('link')];
  let most = -1;
  let which = -1;
  Array.from(shares, Number).forEach((share, row) => {
    if (kind[row] === 'embedded' || share <= most) return;
    most = share;
    which = row;
  });
  if (which < 0) return '';
  const asked = `was asked ${shareText(most)} of what it carries`;
  return ` The fullest link outside of networks, ${ids[which]}, ${asked}.`;
}

/**
 * A sentence or two on each network nearly all of whose requests in the window had nobody of their
 * first rank, since it was lost: what the next ranks delivered, and whether they held.
 */
export function firstRankAnswers(series: readonly Series[]): string[] {
  const networks = seriesNamed(series, 'networks');
  const of = (name: string) => columnNamed(networks, name).values;
  const [asked, lost, unserved] = [of('asked_bytes'), of('miss_loss_bytes'), of('unserved_bytes')];
  const missed = causes.slice(1).map((cause) => of(`miss_${cause}_bytes`));
  return Array.from(asked, Number).flatMap((bytes, row) => {
    const part = (column: ArrayLike<number | string>) => Number(column[row] ?? 0) / bytes;
    const missing = missed.reduce((sum, column) => sum + part(column), 0);
    if (bytes === 0 || missing < missedShareMin || part(lost) < lostShareMin) return [];
    const members = counted(Number(of('members')[row] ?? 0), 'member');
    const who = `AS ${of('asn')[row]} ${of('name')[row]}, ${members}, lost its first rank`;
    const left = part(unserved);
    const holds = left <= unservedShareMax ? 'the next ranks held' : 'the next ranks did not hold';
    const over = linkKinds
      .map((kind) => [kind, part(of(`${kind}_bytes`))] as const)
      .filter(([, share]) => share > 0)
      .map(([kind, share]) => `${shareText(share)} over ${kind}`);
    const delivered = over.length === 0 ? 'nothing was delivered' : `${over.join(', ')} came`;
    const rest = `${shareText(left)} reached nobody`;
    return [`${who}: ${holds}. Of what they asked ${delivered}, ${rest}.${fullestLink(series)}`];
  });
}
