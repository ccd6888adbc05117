// Which batches of changes are hardest to follow? Nested prefixes that come, go and tie.
import type { Change } from '../../delta/changes.ts';
import { prefixText } from '../../prefix/text.ts';
import { applianceStates, rpkiStates, type World } from '../../world/world.ts';
import { createDice, type Dice } from './dice.ts';
import { cell, rowsOf } from './oracle-basics.ts';
import { randomCase } from './random-world.ts';

/** A prefix: family, length, words, and its text. */
export type Net = {
  readonly family: 4 | 6;
  readonly length: number;
  readonly words: readonly number[];
  readonly text: string;
};

type Heard = { cluster: number; hops: number; med: number; link: number; rpki: number };

/** A world whose routes change the slow and plain way: a list per prefix, filtered and pushed. */
export type Ledger = {
  readonly nets: Map<string, { readonly net: Net; heard: Heard[] }>;
  readonly metros: Map<string, number>;
  world: World;
};

const masked = (words: readonly number[], length: number): number[] =>
  words.map((word, k) => {
    const kept = length - k * 32;
    return kept >= 32 ? word : kept <= 0 ? 0 : (word & (0xffffffff << (32 - kept))) >>> 0;
  });

export function netOf(family: 4 | 6, words: readonly number[], length: number): Net {
  const own = masked(words, length);
  return { family, length, words: own, text: prefixText(family, own, length) };
}

const spreads = [8, 11, 13, 16, 20, 22, 23, 24, 24, 24, 25, 30, 31, 32];
const spreads6 = [18, 19, 24, 29, 32, 36, 44, 48, 48, 56, 64, 65];

/** Prefixes of all lengths in a little space, so that they nest, touch and repeat. */
export function drawNet(dice: Dice, bits: number): Net {
  const loose = dice.below(2 ** bits);
  if (dice.chance(0.6)) {
    const tops = [0x2d000000, 0x2d800000, 0x2dffff00, 0xdfffff00, 0x01000000];
    return netOf(4, [cell(tops, dice.below(5)) + loose * 128, 0, 0, 0], dice.pick(spreads));
  }
  const tops = [0x20010000, 0x20010db0, 0x3fffffff, 0x2a000000, 0x2a00ffff];
  const second = dice.pick([0, (loose << 12) >>> 0, 0xffffffff, loose << 16]) >>> 0;
  return netOf(6, [cell(tops, dice.below(5)), second, 0, 0], dice.pick(spreads6));
}

function drawHeard(dice: Dice, world: World): Heard | undefined {
  const cluster = dice.below(world.clusters.count);
  const site = world.clusters.site[cluster];
  const near = rowsOf(world.links).filter((link) => world.links.site[link] === site);
  if (near.length === 0) return undefined;
  return {
    cluster,
    hops: dice.pick([0, 1, 2, 2, 3]),
    med: dice.pick([0, 0, 7, 0xffffffff]),
    link: dice.pick(near),
    rpki: dice.pick([0, 2, 2, 2, 1]),
  };
}

/** The same ledger; changes of one are none of the other. */
export function copyLedger({ nets, metros, world }: Ledger): Ledger {
  const copied = [...nets].map(([text, { net, heard }]) => {
    return [text, { net, heard: heard.slice() }] as const;
  });
  return { nets: new Map(copied), metros, world };
}

/** A ledger of `routes` routes; one in ten is a second one of its cluster for the same prefix. */
export function drawLedger(seed: number, routes: number): Ledger {
  const dice = createDice(seed);
  let at = seed;
  let { world } = randomCase(at);
  while (world.clusters.count < 3 || world.links.count < 3) world = randomCase(++at).world;
  const nets: Ledger['nets'] = new Map();
  const metros = new Map<string, number>();
  const bits = Math.ceil(Math.log2(routes)) + 1;
  const texts: string[] = [];
  for (let n = 0; n < routes; n++) {
    const heard = drawHeard(dice, world);
    if (heard === undefined) continue;
    const net = dice.chance(0.4) && texts.length > 0 ? undefined : drawNet(dice, bits);
    const text = net?.text ?? dice.pick(texts);
    if (net !== undefined && !nets.has(text)) {
      nets.set(text, { net, heard: [] });
      texts.push(text);
      if (dice.chance(0.5)) metros.set(text, dice.below(world.metros.count));
    }
    const all = nets.get(text)?.heard;
    all?.push(heard);
    if (dice.chance(0.1)) all?.push({ ...heard, hops: dice.below(4) });
  }
  return { nets, metros, world };
}

/** AS paths of 0 to 3 hops: path `p` has p. */
const paths = {
  count: 4,
  start: Uint32Array.from([0, 0, 1, 3, 6]),
  asn: new Uint32Array(6).fill(64512),
};

/** The world of a ledger as it is now. */
export function worldOf({ nets, metros, world }: Ledger): World {
  const used = [...nets.values()].filter(
    ({ net, heard }) => heard.length > 0 || metros.has(net.text),
  );
  let count = 0;
  for (const { heard } of used) count += heard.length;
  const column = () => new Uint32Array(count);
  const routes = { cluster: column(), prefix: column(), path: column(), med: column() };
  const rest = { link: column(), rpki: new Uint8Array(count) };
  const clientPrefix: number[] = [];
  const clientMetro: number[] = [];
  let row = 0;
  used.forEach(({ net, heard }, prefix) => {
    const metro = metros.get(net.text);
    if (metro !== undefined) {
      clientPrefix.push(prefix);
      clientMetro.push(metro);
    }
    for (const { cluster, hops, med, link, rpki } of heard) {
      routes.cluster[row] = cluster;
      routes.prefix[row] = prefix;
      routes.path[row] = hops;
      routes.med[row] = med;
      rest.link[row] = link;
      rest.rpki[row++] = rpki;
    }
  });
  const word = (k: number) => Uint32Array.from(used, ({ net }) => cell(net.words, k));
  return {
    ...world,
    prefixes: {
      count: used.length,
      family: Uint8Array.from(used, ({ net }) => net.family),
      length: Uint8Array.from(used, ({ net }) => net.length),
      word0: word(0),
      word1: word(1),
      word2: word(2),
      word3: word(3),
    },
    paths,
    routes: { count, ...routes, ...rest },
    clients: {
      count: clientPrefix.length,
      prefix: Uint32Array.from(clientPrefix),
      asn: new Uint32Array(clientPrefix.length),
      metro: Uint32Array.from(clientMetro),
    },
  };
}

/** Does a change to a ledger, and returns it as the compiler is told. */
type Draw = (dice: Dice, ledger: Ledger, nets: readonly Net[], bits: number) => Change | undefined;

const announce: Draw = (dice, ledger, nets, bits) => {
  const route = drawHeard(dice, ledger.world);
  if (route === undefined) return undefined;
  const net = dice.chance(0.3) || nets.length === 0 ? drawNet(dice, bits) : dice.pick(nets);
  const entry = ledger.nets.get(net.text) ?? { net, heard: [] };
  ledger.nets.set(net.text, entry);
  const { cluster, link } = route;
  entry.heard = entry.heard.filter((old) => old.cluster !== cluster || old.link !== link);
  entry.heard.push(route);
  const { clusters, links } = ledger.world;
  const rpki = cell(rpkiStates, route.rpki);
  return {
    kind: 'announce',
    cluster: cell(clusters.id, cluster),
    prefix: net.text,
    asPathLength: route.hops,
    med: route.med,
    link: cell(links.id, link),
    ...(rpki === 'unknown' ? {} : { rpki }),
  };
};

const withdraw: Draw = (dice, ledger, nets, bits) => {
  const net = dice.chance(0.05) || nets.length === 0 ? drawNet(dice, bits) : dice.pick(nets);
  const entry = ledger.nets.get(net.text);
  const known = entry && entry.heard.length > 0 ? dice.pick(entry.heard) : undefined;
  const route = known ?? drawHeard(dice, ledger.world);
  if (route === undefined) return undefined;
  const isAny = dice.chance(0.3);
  const { cluster, link } = route;
  if (entry)
    entry.heard = entry.heard.filter(
      (old) => old.cluster !== cluster || (!isAny && old.link !== link),
    );
  const { clusters, links } = ledger.world;
  const named = isAny ? {} : { link: cell(links.id, link) };
  return { kind: 'withdraw', cluster: cell(clusters.id, cluster), prefix: net.text, ...named };
};

const changeAppliance: Draw = (dice, ledger) => {
  const { appliances } = ledger.world;
  if (appliances.count === 0) return undefined;
  const row = dice.below(appliances.count);
  const state = appliances.state.slice();
  const capacityBps = appliances.capacityBps.slice();
  state[row] = dice.below(3);
  if (dice.chance(0.5)) capacityBps[row] = dice.pick([0, 1e9, 2e9, 5e8]);
  ledger.world = { ...ledger.world, appliances: { ...appliances, state, capacityBps } };
  return {
    kind: 'appliance',
    appliance: cell(appliances.id, row),
    state: cell(applianceStates, cell(state, row)),
    capacityBps: cell(capacityBps, row),
  };
};

const changeLink: Draw = (dice, ledger) => {
  const { links } = ledger.world;
  const row = dice.below(links.count);
  const capacityBps = links.capacityBps.slice();
  capacityBps[row] = dice.pick([1e9, 1e10, 3e10]);
  ledger.world = { ...ledger.world, links: { ...links, capacityBps } };
  const withdrawsRoutes = dice.chance(0.3);
  if (withdrawsRoutes)
    for (const entry of ledger.nets.values())
      entry.heard = entry.heard.filter(({ link }) => link !== row);
  return {
    kind: 'link',
    link: cell(links.id, row),
    capacityBps: cell(capacityBps, row),
    withdrawsRoutes,
  };
};

const draws: readonly Draw[] = [
  announce,
  announce,
  announce,
  announce,
  withdraw,
  withdraw,
  withdraw,
];

/** `count` changes, done to the ledger. */
export function drawChanges(dice: Dice, ledger: Ledger, count: number): Change[] {
  const nets = [...ledger.nets.values()].map(({ net }) => net);
  const bits = Math.ceil(Math.log2(nets.length + 2)) + 1;
  const changes: Change[] = [];
  while (changes.length < count) {
    const draw = dice.chance(0.03) ? dice.pick([changeAppliance, changeLink]) : dice.pick(draws);
    const change = draw(dice, ledger, nets, bits);
    if (change !== undefined) changes.push(change);
  }
  return changes;
}
