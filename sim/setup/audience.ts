// Who watches, and from which addresses? Members per metro, never one by one.
import { hashId, type Problem, scramble, type World } from '@fairlead/core';
import { aliasTable } from '../random/distributions.ts';
import { unitVectors } from './flows.ts';
import type { ZoneRules } from './scenario.ts';

/** Share of a metro's sessions that come over IPv6 where it has prefixes of both families: an
 * assumption near the share that large video services report. */
const ipv6Share = 0.4;

/**
 * One row per metro; its client prefixes are `clientStart[m]` to the next, chosen by the alias
 * columns. An IPv4 prefix weighs its addresses, between those of a /24 and of a /16; IPv6 ones
 * weigh the same.
 */
export type Audience = {
  readonly count: number;
  readonly hash: Uint32Array;
  readonly members: Float64Array;
  readonly network: Uint32Array;
  readonly instance: Uint32Array;
  readonly zone: Uint32Array;
  /** Unit vectors, see `unitVectors`. */
  readonly point: Float64Array;
  readonly clientStart: Uint32Array;
  readonly clientThreshold: Float64Array;
  readonly clientAlias: Uint32Array;
  readonly family: Uint8Array;
  readonly length: Uint8Array;
  readonly words: Uint32Array;
};

/** UTC offsets of the zones that the audience lives in. */
export type Zones = readonly { readonly fromMs: Float64Array; readonly offsetMs: Float64Array }[];

/** Metros that cannot be simulated: members without an address, networks nobody declared. */
export function checkAudience(world: World): Problem[] {
  const problems: Problem[] = [];
  const addressed = new Uint8Array(world.metros.count);
  for (const metro of world.clients.metro) addressed[metro] = 1;
  const known = new Set(world.networks.asn);
  for (let metro = 0; metro < world.metros.count; metro++) {
    const path = `metros.${world.metros.id[metro]}`;
    if (world.metros.members[metro] > 0 && addressed[metro] === 0)
      problems.push({ code: 'no-prefix', path, text: 'has members but no row in prefixes.csv' });
    if (!known.has(world.metros.asn[metro]))
      problems.push({
        code: 'unknown-network',
        path,
        text: `AS ${world.metros.asn[metro]} has no row in networks.csv`,
      });
  }
  return problems;
}

export function audienceOf(
  world: World,
  instances: number,
  rules: ZoneRules,
): { audience: Audience; zones: Zones } {
  const { metros } = world;
  const networkOf = new Map<number, number>();
  world.networks.asn.forEach((asn, row) => {
    networkOf.set(asn, row);
  });
  const names = [...new Set(metros.timezone)].sort();
  const zoneOf = new Map(names.map((name, row) => [name, row]));
  const hash = Uint32Array.from(metros.id, (id) => hashId(id));
  return {
    audience: {
      count: metros.count,
      hash,
      members: metros.members,
      network: metros.asn.map((asn) => networkOf.get(asn) ?? 0),
      instance: hash.map((bits) => scramble(bits) % instances),
      zone: Uint32Array.from(metros.timezone, (name) => zoneOf.get(name) ?? 0),
      point: unitVectors(metros.lat, metros.lon),
      ...clientColumns(world),
    },
    zones: names.map((name) => {
      const rule = rules[name];
      if (rule === undefined) throw new Error(`broken promise: zone ${name} has rules`);
      return rule;
    }),
  };
}

function clientColumns(world: World) {
  const { clients, metros, prefixes } = world;
  const clientStart = new Uint32Array(metros.count + 1);
  for (const metro of clients.metro) clientStart[metro + 1]++;
  for (let metro = 0; metro < metros.count; metro++) clientStart[metro + 1] += clientStart[metro];
  const next = clientStart.slice();
  const prefix = new Uint32Array(clients.count);
  for (let row = 0; row < clients.count; row++)
    prefix[next[clients.metro[row]]++] = clients.prefix[row];
  const clientThreshold = new Float64Array(clients.count);
  const clientAlias = new Uint32Array(clients.count);
  for (let metro = 0; metro < metros.count; metro++) {
    const mine = prefix.subarray(clientStart[metro], clientStart[metro + 1]);
    if (mine.length === 0) continue;
    const table = aliasTable(weightsOf(mine, prefixes.family, prefixes.length));
    clientThreshold.set(table.threshold, clientStart[metro]);
    clientAlias.set(table.alias, clientStart[metro]);
  }
  const words = new Uint32Array(clients.count * 4);
  prefix.forEach((row, k) => {
    words[k * 4] = prefixes.word0[row];
    words[k * 4 + 1] = prefixes.word1[row];
    words[k * 4 + 2] = prefixes.word2[row];
    words[k * 4 + 3] = prefixes.word3[row];
  });
  return {
    clientStart,
    clientThreshold,
    clientAlias,
    family: Uint8Array.from(prefix, (row) => prefixes.family[row]),
    length: Uint8Array.from(prefix, (row) => prefixes.length[row]),
    words,
  };
}

function weightsOf(rows: Uint32Array, family: Uint8Array, length: Uint8Array): Float64Array {
  const weights = new Float64Array(rows.length);
  let v4 = 0;
  let v6 = 0;
  rows.forEach((row, k) => {
    if (family[row] === 6) v6 += weights[k] = 1;
    else v4 += weights[k] = 1 << Math.max(0, Math.min(8, 24 - length[row]));
  });
  if (v4 === 0 || v6 === 0) return weights;
  return weights.map((weight, k) =>
    family[rows[k]] === 6 ? (weight / v6) * ipv6Share : (weight / v4) * (1 - ipv6Share),
  );
}
