// What is there to watch of a live event? A title of its own, which every cluster holds.
import type { Problem, World } from '@fairlead/core';
import { type Broadcast, type BroadcastTitle, liveOf } from '../../demand/live/live.ts';

const hourMs = 3600000;
/** Each appliance of a cluster: a live stream is fetched by whoever is asked for it. */
const copiesOfAll = 254;

/** Why live events cannot be added to the world. */
export function checkLives(world: World, lives: readonly Broadcast[]): Problem[] {
  const names = lives.map(({ title }) => title);
  return names.flatMap((name, row) => {
    const path = `demand.change[${row}].live`;
    if (world.titles.id.includes(name))
      return [{ code: 'twice', path, text: `this world has a title "${name}" already` }];
    if (names.indexOf(name) < row)
      return [
        { code: 'twice', path, text: `"${name}" is live twice; give each a name of its own` },
      ];
    return [];
  });
}

/** A number appended to a column. */
const withNumber = <C extends Float64Array | Uint32Array | Uint8Array>(
  column: C,
  of: number,
): C => {
  const longer = new (column.constructor as new (length: number) => C)(column.length + 1);
  longer.set(column);
  longer[column.length] = of;
  return longer;
};

/** The title with most files of all, the first of equals: live events are as rich as it. */
function richest({ titles, files }: World): number {
  const count = new Uint32Array(titles.count);
  for (const title of files.title) count[title]++;
  return count.indexOf(count.reduce((most, of) => Math.max(most, of), 0));
}

function withTitle(world: World, { title, atMs, untilMs }: Broadcast): World {
  const { titles } = world;
  const like = richest(world);
  const added = {
    ...titles,
    count: titles.count + 1,
    id: [...titles.id, title],
    kind: withNumber(titles.kind, titles.kind[like]),
    language: [...titles.language, titles.language[like]],
    region: [...titles.region, ''],
    releasedDay: withNumber(titles.releasedDay, Number.NaN),
    runtimeH: withNumber(titles.runtimeH, (untilMs - atMs) / hourMs),
    // Nobody comes to it but its crowd.
    weight: withNumber(titles.weight, 0),
    ...(titles.taste && { taste: withNumber(titles.taste, 0) }),
  };
  return withFiles({ ...world, titles: added }, like, titles.count);
}

function withFiles(world: World, like: number, title: number): World {
  const { titles } = world;
  let { files, manifests } = world;
  const of = Array.from(files.title.keys()).filter((row) => files.title[row] === like);
  for (const row of of) {
    const bps = files.bitrateBps[row];
    files = {
      count: files.count + 1,
      id: [...files.id, `${titles.id[title]}-${bps}`],
      title: withNumber(files.title, title),
      sizeBytes: withNumber(files.sizeBytes, Math.ceil((bps / 8) * titles.runtimeH[title] * 3600)),
      bitrateBps: withNumber(files.bitrateBps, bps),
    };
    for (let manifest = 0; manifest < world.manifestId.length; manifest++)
      manifests = {
        count: manifests.count + 1,
        manifest: withNumber(manifests.manifest, manifest),
        file: withNumber(manifests.file, files.count - 1),
        copies: withNumber(manifests.copies, copiesOfAll),
      };
  }
  return { ...world, files, manifests };
}

/** `world` with the titles of live events. */
export function withLives(world: World, lives: readonly Broadcast[]): World {
  return lives.reduce(withTitle, world);
}

/** The live events of a run, on the world that has their titles. */
export function livesOf({ titles }: World, lives: readonly Broadcast[]): BroadcastTitle[] {
  return lives.map((event) => liveOf(event, titles.id.indexOf(event.title)));
}
