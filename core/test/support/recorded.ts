// What did decide say on which basis? Records of random worlds, and of a small one with three sites.
import {
  type Basis,
  compileSnapshot,
  createDecision,
  createState,
  decide,
  findFile,
  findRow,
  hashId,
  parseAddress,
  type Request,
  recordBytes,
  setAppliance,
  stampOf,
  unmap,
  vantageOf,
  writeRecord,
} from '../../index.ts';
import { namesOf, stateFor } from './agreement.ts';
import { createDice } from './dice.ts';
import { randomCase } from './random-world.ts';
import { type Lines, worldOf } from './small-world.ts';

const words = new Uint32Array(4);

/** A question in words. */
export type Asked = { client: string; file: string; session: string; want: number };

/** The question as decide takes it on `basis`. */
export function requestFor({ snapshot }: Basis, { client, file, session, want }: Asked): Request {
  const vantage = vantageOf(snapshot, unmap(parseAddress(client, words), words), words);
  const hashes = { fileHash: hashId(file), sessionHash: hashId(session) };
  return { vantage, file: findFile(snapshot, file), ...hashes, want };
}

/** Decides what `asked` asks on `basis` and keeps the records. */
export function recorded(basis: Basis, asked: readonly Asked[]): DataView {
  const { snapshot, state, policy } = basis;
  const view = new DataView(new ArrayBuffer(asked.length * recordBytes));
  const out = createDecision(snapshot);
  const stamp = stampOf(snapshot, state, policy);
  asked.forEach((each, n) => {
    const request = requestFor(basis, each);
    decide(snapshot, state, request, out, policy);
    writeRecord(view, n * recordBytes, stamp, request, out);
  });
  return view;
}

/** Bases and questions of a random world. */
export function drawn(seed: number, count: number) {
  const { world, clients, files, sessions, states, ranking } = randomCase(seed);
  const dice = createDice(seed);
  const { snapshot } = compileSnapshot(world, { ranking });
  const names = namesOf(snapshot);
  const bases = states.map((state) => ({ snapshot, state: stateFor(snapshot, names, state) }));
  const asked = Array.from({ length: count }, () => ({
    client: dice.pick(clients),
    file: dice.pick(files),
    session: dice.pick(sessions),
    want: 1 + dice.below(16),
  }));
  return { world, clients, ranking, names, bases, asked, states };
}

/** Three clusters that hold one file, each further than the one before. */
export const lines: Lines = {
  sites: ['isp embedded', 'ams ix', 'fra ix'],
  clusters: ['c-isp isp', 'c-ams ams big', 'c-fra fra fra'],
  appliances: ['isp-1 c-isp', 'ams-1 c-ams', 'fra-1 c-fra'],
  links: ['l-isp isp embedded', 'l-ams ams pni', 'l-fra fra ix'],
  routes: [
    'c-isp 20.1.0.0/16 1 l-isp',
    'c-ams 20.1.0.0/16 1,2 l-ams',
    'c-fra 20.1.0.0/16 1,2,3 l-fra',
  ],
  manifests: ['c-isp hit', 'big hit', 'fra hit'],
};
/** Fifty sessions of one client. */
export const film = Array.from({ length: 50 }, (_, n) => {
  return { client: '20.1.2.3', file: 'hit', session: `s${n}`, want: 1 };
});

/** A basis of `lines`, changed, in which some are ill. */
export function steered(change: Partial<Lines> = {}, ...ill: string[]) {
  const { snapshot } = compileSnapshot(worldOf({ ...lines, ...change }));
  const state = createState(snapshot);
  for (const id of ill)
    setAppliance(state, findRow(snapshot, 'appliance', id), { healthy: false, shedShare: 0 });
  return { snapshot, state };
}
