// Where do clients go of whom no prefix says where they are? Near, if a fallback table knows.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { World } from '../index.ts';
import { checkCompile, compileSnapshot, defaultRanking } from '../index.ts';
import { createAsk, namesOf, stateFor } from './support/agreement.ts';
import { createDice, type Dice } from './support/dice.ts';
import { createOracle } from './support/oracle.ts';
import { addressOf, cell, spanOf } from './support/oracle-basics.ts';
import { randomCase } from './support/random-world.ts';
import { type Lines, worldOf } from './support/small-world.ts';

const lines: Lines = {
  sites: ['oslo ix 59.9 10.7', 'rome ix 41.9 12.5', 'isp embedded 41.9 12.5'],
  clusters: ['co oslo all', 'cr rome all', 'ci isp own'],
  appliances: ['o1 co', 'r1 cr', 'i1 ci'],
  links: ['lo oslo transit', 'lr rome transit', 'li isp embedded'],
  routes: ['ci 20.1.0.0/16 1 li'],
  manifests: ['all film', 'own other'],
  metros: ['north 60 11', 'south 40 13'],
  clients: ['20.9.0.0/16 south', '30.0.0.0/8 south', '99.0.0.0/8 north', '99.1.0.0/16 south'],
};

/** The world of the lines whose clients from row `from` on are those of the fallback table. */
function splitWorld(from: number, of: Lines = lines): World {
  const world = worldOf(of);
  const { prefix, metro, asn, count } = world.clients;
  return {
    ...world,
    clients: {
      count: from,
      prefix: prefix.slice(0, from),
      metro: metro.slice(0, from),
      asn: asn.slice(0, from),
    },
    fallback: { count: count - from, prefix: prefix.slice(from), metro: metro.slice(from) },
  };
}

const blank = { appliance: new Map(), link: new Map() };

function firstSites(world: World, client: string): string {
  const { snapshot } = compileSnapshot(world);
  const ask = createAsk(snapshot);
  const state = stateFor(snapshot, namesOf(snapshot), blank);
  const sites = new Set<string>();
  for (let n = 0; n < 40; n++) {
    const { targets } = ask(state, { client, file: 'film', session: `s${n}`, want: 1 });
    sites.add(targets[0]?.site ?? 'none');
  }
  return [...sites].sort().join(' ');
}

test('fallback: a client whom nothing covers goes to the nearest exchange site', () => {
  const world = splitWorld(2);
  assert.is(firstSites(world, '99.9.9.9'), 'oslo');
  assert.is(firstSites(world, '99.1.9.9'), 'rome', 'the longest match');
  assert.is(firstSites(world, '98.0.0.1'), 'oslo rome', 'in no table: as without one');
  assert.is(firstSites({ ...world, fallback: undefined }, '99.9.9.9'), 'oslo rome');
});

test('fallback: what prefixes.csv says of a client stands, however long the other match', () => {
  const own = { ...lines, clients: ['30.0.0.0/8 south', '30.1.0.0/16 north'] };
  assert.is(firstSites(splitWorld(1, own), '30.1.1.1'), 'rome');
  assert.is(firstSites(worldOf(own), '30.1.1.1'), 'oslo');
});

test('fallback: is sound, and a table without rows compiles to equal bytes', () => {
  const world = splitWorld(2);
  assert.equal(checkCompile(world, defaultRanking), []);
  const none = { count: 0, prefix: new Uint32Array(0), metro: new Uint32Array(0) };
  const plain = compileSnapshot(worldOf(lines)).snapshot.bytes;
  assert.equal(compileSnapshot({ ...worldOf(lines), fallback: none }).snapshot.bytes, plain);
});

/** Whether `prefixes.csv` says where a client is. */
function placed({ prefixes, clients }: World): (client: string) => boolean {
  const { family, length, word0, word1, word2, word3 } = prefixes;
  const spans = [...clients.prefix].map((row) => {
    const words = [word0, word1, word2, word3].slice(0, family[row] === 4 ? 1 : 4);
    const first = words.reduce((sum, word) => (sum << 32n) + BigInt(cell(word, row)), 0n);
    return spanOf(cell(family, row), cell(length, row), first);
  });
  return (client) => {
    const { family: own, address } = addressOf(client);
    return spans.some((s) => s.family === own && s.first <= address && address <= s.last);
  };
}

/** The rows of a world's clients that are drawn, and those that are not. */
function splitClients(world: World, dice: Dice) {
  const { prefix, metro, asn } = world.clients;
  const isDrawn = [...prefix.keys()].map(() => dice.chance(0.4));
  return (drawn: boolean) => {
    const pick = (column: Uint32Array) => column.filter((_, row) => isDrawn[row] === drawn);
    const chosen = pick(prefix);
    return { count: chosen.length, prefix: chosen, metro: pick(metro), asn: pick(asn) };
  };
}

/**
 * The oracle knows no fallback: a client without a place gets the candidates that it has without
 * the table, and the last resort that it has where all rows are ordinary clients.
 */
test('fallback: agrees with the oracle, asked with and without it, on 6,000 decisions', () => {
  let moved = 0;
  for (let seed = 0; seed < 200; seed++) {
    const { world, clients, files, sessions, states, ranking } = randomCase(seed);
    const dice = createDice(~seed);
    const table = splitClients(world, dice);
    const declared = { ...world, clients: table(true) };
    const { snapshot } = compileSnapshot({ ...declared, fallback: table(false) }, { ranking });
    const ask = createAsk(snapshot);
    const names = namesOf(snapshot);
    const without = createOracle(declared, [...ranking]);
    const within = createOracle({ ...world, clients: table(false) }, [...ranking]);
    const isPlaced = placed({ ...world, clients: table(true) });
    for (let n = 0; n < 30; n++) {
      const request = {
        client: dice.pick(clients),
        file: dice.pick(files),
        session: dice.pick(sessions),
        want: 1 + dice.below(16),
      };
      const row = dice.below(states.length);
      const right = without(cell(states, row), request);
      if (right.reason === 'last-resort' && !isPlaced(request.client)) {
        // Places only order the last resort; whom it has does not depend on them.
        const open = within({ appliance: new Map(), link: new Map() }, { ...request, want: 16 });
        if (open.reason === 'last-resort') {
          right.targets = open.targets.slice(0, request.want);
          moved++;
        }
      }
      const given = ask(stateFor(snapshot, names, cell(states, row)), request);
      assert.equal(given, right, `seed ${seed}, ${JSON.stringify(request)}`);
    }
  }
  assert.ok(moved > 100, `${moved} last resorts by a fallback`);
});

test.run();
