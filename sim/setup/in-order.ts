// In which order does a run read the rows that it draws from? By their ids, however they stood.
import { type Order, orderById, type World } from '@fairlead/core';

type Column = Uint8Array | Uint32Array | Float64Array;

const isAscending = ({ rows }: Order): boolean => rows.every((row, at) => row === at);

function orderBy(count: number, compare: (a: number, b: number) => number): Order {
  const rows = Uint32Array.from({ length: count }, (_, row) => row).sort(compare);
  const place = new Uint32Array(count);
  for (let at = 0; at < count; at++) place[rows[at]] = at;
  return { rows, place };
}

/** The values of `column` in the order of `rows`. */
const taken = <C extends Column>(column: C, { rows }: Order): C =>
  column.map((_, at) => column[rows[at]]) as C;
const texts = (column: readonly string[], { rows }: Order): string[] =>
  Array.from(rows, (row) => column[row]);
/** Rows of a table that was put in order, as they are now. */
const moved = (column: Uint32Array, { place }: Order): Uint32Array =>
  column.map((row) => place[row]);

function titlesInOrder({ titles, files }: World): Pick<World, 'titles' | 'files'> {
  const order = orderById(titles.id);
  if (isAscending(order)) return { titles, files };
  return {
    titles: {
      count: titles.count,
      id: texts(titles.id, order),
      kind: taken(titles.kind, order),
      language: texts(titles.language, order),
      region: texts(titles.region, order),
      releasedDay: taken(titles.releasedDay, order),
      runtimeH: taken(titles.runtimeH, order),
      weight: taken(titles.weight, order),
      ...(titles.taste && { taste: taken(titles.taste, order) }),
    },
    files: { ...files, title: moved(files.title, order) },
  };
}

function networksInOrder({ networks }: World): World['networks'] {
  const { count, asn, name, country, members } = networks;
  const order = orderBy(count, (a, b) => asn[a] - asn[b]);
  if (isAscending(order)) return networks;
  return {
    count,
    asn: taken(asn, order),
    name: texts(name, order),
    country: texts(country, order),
    members: taken(members, order),
  };
}

function metrosInOrder({ metros, clients, fallback }: World) {
  const order = orderById(metros.id);
  if (isAscending(order)) return { metros, clients, fallback };
  return {
    metros: {
      count: metros.count,
      id: texts(metros.id, order),
      asn: taken(metros.asn, order),
      country: texts(metros.country, order),
      city: texts(metros.city, order),
      lat: taken(metros.lat, order),
      lon: taken(metros.lon, order),
      timezone: texts(metros.timezone, order),
      members: taken(metros.members, order),
    },
    clients: { ...clients, metro: moved(clients.metro, order) },
    fallback: fallback && { ...fallback, metro: moved(fallback.metro, order) },
  };
}

/** Client prefixes by family, address and length; no two rows are equal. */
function clientsInOrder(clients: World['clients'], prefixes: World['prefixes']): World['clients'] {
  const { count, prefix, asn, metro } = clients;
  const { family, word0, word1, word2, word3, length } = prefixes;
  const keys = [family, word0, word1, word2, word3, length];
  const order = orderBy(count, (a, b) => {
    for (const key of keys) {
      const difference = key[prefix[a]] - key[prefix[b]];
      if (difference !== 0) return difference;
    }
    return 0;
  });
  if (isAscending(order)) return clients;
  return {
    count,
    prefix: taken(prefix, order),
    asn: taken(asn, order),
    metro: taken(metro, order),
  };
}

/**
 * `world` with titles, networks, metros and client prefixes in ascending order of their ids: what
 * is drawn by row is then drawn by id, and equal worlds give equal results. All else stays; where
 * all is in order already it is the very columns of `world`.
 */
export function inOrder(world: World): World {
  const { metros, clients, fallback } = metrosInOrder(world);
  return {
    ...world,
    ...titlesInOrder(world),
    networks: networksInOrder(world),
    metros,
    clients: clientsInOrder(clients, world.prefixes),
    ...(fallback && { fallback }),
  };
}
