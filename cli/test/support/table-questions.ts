// What is worth asking about a table of the Internet? Clients at the ends of its prefixes and
// anywhere, files, sessions, and what may be believed of the fleet.
import type { World } from '@fairlead/core';
import type { Draw } from './draw.ts';
import type { Asked, Believed } from './table-oracle.ts';

const bitsOf = (family: number) => (family === 4 ? 32 : 128);

/** Text of an address; of IPv4 sometimes the one that is mapped into IPv6. */
export function textOf({ family, address }: Asked, isMapped: boolean): string {
  const parts = (count: number, bits: number) =>
    Array.from({ length: count }, (_, k) => {
      return (address >> BigInt(bits * (count - 1 - k))) & ((1n << BigInt(bits)) - 1n);
    });
  if (family === 4) return `${isMapped ? '::ffff:' : ''}${parts(4, 8).join('.')}`;
  return parts(8, 16)
    .map((part) => part.toString(16))
    .join(':');
}

function anywhere(draw: Draw, bits: number): bigint {
  let address = 0n;
  for (let k = 0; k < bits / 16; k++) address = (address << 16n) | BigInt(draw(65536));
  return address;
}

/** An address at the first, last or an inner place of prefix `row`, or next to it outside. */
function near({ prefixes }: World, row: number, draw: Draw): bigint {
  const family = prefixes.family[row] ?? 4;
  const bits = BigInt(bitsOf(family));
  const words = [prefixes.word0, prefixes.word1, prefixes.word2, prefixes.word3];
  let first = 0n;
  for (const word of words.slice(0, bitsOf(family) / 32))
    first = (first << 32n) | BigInt(word[row] ?? 0);
  const size = 1n << (bits - BigInt(prefixes.length[row] ?? 0));
  const inner = first + (anywhere(draw, 128) & (size - 1n));
  const places = [first, first + size - 1n, inner, first - 1n, first + size];
  const address = places[draw(places.length)] ?? first;
  return address < 0n || address >> bits > 0n ? first : address;
}

/** Rows of prefixes, by family, that routes or clients name. */
function prefixRows({ prefixes }: World, named: Uint32Array) {
  const rows = [...new Set(named)];
  const v4 = rows.filter((row) => prefixes.family[row] === 4);
  return { v4, v6: rows.filter((row) => prefixes.family[row] === 6) };
}

/** Draws requests of both families: half anywhere, half where prefixes begin and end. */
export function createQuestions(world: World): (draw: Draw) => Asked {
  const sources = [prefixRows(world, world.routes.prefix), prefixRows(world, world.clients.prefix)];
  return (draw) => {
    const family = draw(10) < 6 ? 4 : 6;
    const rows = sources[draw(2)]?.[`v${family}`] ?? [];
    const row = rows[draw(rows.length)] ?? 0;
    const address = draw(2) === 0 ? anywhere(draw, bitsOf(family)) : near(world, row, draw);
    const known = world.files.id[draw(world.files.count)] ?? '';
    const file = draw(50) === 0 ? `unknown-${draw(1000)}` : known;
    return { family, address, file, session: `s${draw(1e9)}`, want: 1 + draw(16) };
  };
}

/** The world with one appliance in thirty draining and one in thirty down. */
export function withOutages(world: World, draw: Draw): World {
  const state = Uint8Array.from(world.appliances.state, (code) => {
    const dice = draw(30);
    return dice < 2 ? dice + 1 : code;
  });
  return { ...world, appliances: { ...world.appliances, state } };
}

/**
 * A belief in which `illShare` of all appliances are not healthy, a tenth of the others and a
 * tenth of all links shed: half of those all, the others by any share.
 */
export function drawBelief({ appliances, links }: World, draw: Draw, illShare: number): Believed {
  const share = () => (draw(2) === 0 ? 1 : draw(65537) / 65536);
  const chosen = (ids: readonly string[], of: number) => ids.filter(() => draw(1000) < of * 1000);
  const shares = (ids: readonly string[]) =>
    new Map(chosen(ids, 0.1).map((id): [string, number] => [id, share()]));
  const unhealthy = new Set(chosen(appliances.id, illShare));
  return { unhealthy, shed: shares(appliances.id), linkShed: shares(links.id) };
}
