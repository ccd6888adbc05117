// What should steering answer where options are asked for? The options of RULES.md, slowly.
// Shares no code with core; what the options leave alone is the oracle's.
import type { World } from '../../world/world.ts';
import { applianceStates } from '../../world/world.ts';
import {
  type Cluster,
  type Offer,
  type OracleAnswer,
  type OracleRequest,
  type OracleState,
  readClusters,
  sorted,
  type Target,
  vantages,
} from './oracle.ts';
import { addressOf, hashOf, minusLog, pair } from './oracle-basics.ts';

/** What an appliance is fit for; what is left out, it is fit for all of. */
export type Fit = {
  readonly families?: readonly number[];
  readonly capabilities?: readonly string[];
  readonly territories?: readonly string[];
};
export type OptionState = OracleState & {
  /** Shares of sessions that drains take. */
  readonly drains: ReadonlyMap<string, number>;
  readonly fits: ReadonlyMap<string, Fit>;
};
export type OptionRequest = OracleRequest & {
  readonly asksFamily?: boolean;
  readonly capabilities?: readonly string[];
  readonly territory?: string;
  readonly servedBy?: string;
  readonly spread?: { readonly cluster?: number; readonly site?: number };
};
export type OptionOracle = (state: OptionState, request: OptionRequest) => OracleAnswer;

type Appliance = ReturnType<Cluster['holders']>[number];
type Letter = 'C' | 'M' | 'P' | 'D' | 'H' | 'F' | 'L' | 'K';
type Judged = { readonly of: Offer; readonly left: Record<Letter, Appliance[]> };

const units = (share = 0) => Math.floor(share * 65536 + 0.5);
const falls = (session: string, id: string, share = 0) =>
  pair(hashOf(session), hashOf(id)) >>> 16 < units(share);
const has = <T>(list: readonly T[] | undefined, word: T) =>
  list === undefined || list.includes(word);

/**
 * What each overlay leaves of the holders of a candidate. `isStuck`: shedding leaves whoever serves
 * the session, unless it sheds all.
 */
function narrow(
  of: Offer,
  state: OptionState,
  request: OptionRequest,
  { inPanic, isStuck }: { readonly inPanic: boolean; readonly isStuck: boolean },
): Judged {
  const { session, servedBy, capabilities = [], territory, asksFamily = false } = request;
  const { family } = addressOf(request.client);
  const fit = (id: string) => state.fits.get(id) ?? {};
  const share = (id: string) => state.appliance.get(id)?.share;
  const linkShare = state.link.get(of.link);
  const C = of.cluster.holders(request.file);
  const M = C.filter(({ id }) => territory === undefined || has(fit(id).territories, territory));
  const P = M.filter(({ id }) => capabilities.every((word) => has(fit(id).capabilities, word)));
  const isUp = ({ id, state: code }: Appliance) =>
    applianceStates[code] === 'up' && !falls(session, id, state.drains.get(id));
  const D = P.filter(isUp);
  const isWell = ({ id }: Appliance) => state.appliance.get(id)?.healthy ?? true;
  const H = D.filter((each) => inPanic || isWell(each));
  const F = H.filter(({ id }) => !asksFamily || has(fit(id).families, family));
  const sheds = (id: string) => falls(session, id, share(id));
  const stays = (each: Appliance) =>
    isStuck &&
    each.id === servedBy &&
    isWell(each) &&
    units(share(each.id)) < 65536 &&
    units(linkShare) < 65536;
  const L = F.filter((each) => stays(each) || !sheds(each.id));
  const K = L.filter((each) => stays(each) || !falls(session, of.link, linkShare));
  return { of, left: { C, M, P, D, H, F, L, K } };
}

/** All whom `last` left, by rank, hash and id, as targets. */
function inTurn(judged: readonly Judged[], last: Letter, { file, session }: OptionRequest) {
  const asked = pair(hashOf(file), hashOf(session));
  const targets = judged.flatMap(({ of: { cluster, link, rank }, left }) =>
    left[last].map(({ id, capacityBps }) => {
      const key = minusLog(pair(asked, hashOf(id))) * (1 / capacityBps);
      return { key, appliance: id, cluster: cluster.id, site: cluster.site.id, link, rank };
    }),
  );
  const all = sorted(targets, ({ rank, key, appliance }) => [rank, key, appliance]);
  return all.map(({ key, ...target }) => target);
}

/** The first `want`, each unless its cluster or site has enough before it; `first` is before all. */
function apart(
  targets: readonly Target[],
  first: Target | undefined,
  { spread = {}, want }: OptionRequest,
): Target[] {
  const taken: Target[] = first ? [first] : [];
  for (const target of targets) {
    const among = (key: 'cluster' | 'site') =>
      taken.filter((other) => other[key] === target[key]).length;
    const isRoom =
      among('cluster') < (spread.cluster ?? Infinity) && among('site') < (spread.site ?? Infinity);
    if (taken.length < want && target.appliance !== first?.appliance && isRoom) taken.push(target);
  }
  return taken;
}

/** Decides with options; with none of them it is the oracle of the rules. */
export function createOptionOracle(
  world: World,
  ranking: readonly string[],
  panicShare = 0,
): OptionOracle {
  const clusters = readClusters(world, {});
  const vantageOf = vantages(world, clusters, ranking);
  return (state, request) => {
    const { candidates, kmTo } = vantageOf(request.client);
    const judge = (of: Offer, inPanic: boolean, isStuck: boolean) =>
      narrow(of, state, request, { inPanic, isStuck });
    // Whether a rank panics is asked as if nobody were served.
    const calm = candidates.map((each) => judge(each, false, false));
    const judged = calm.map((each) => {
      const peers = calm.filter(({ of }) => of.rank === each.of.rank);
      const hasRoomLater = calm.some(({ of, left }) => of.rank > each.of.rank && left.K.length > 0);
      const up = peers.flatMap(({ left }) => left.D).length;
      const isFit = hasRoomLater || peers.flatMap(({ left }) => left.H).length >= panicShare * up;
      return judge(each.of, !isFit, true);
    });
    const answer = (reason: string, last: Letter): OracleAnswer => {
      const order = inTurn(judged, last, request);
      // In a rank that panics too, nobody comes first who is ill.
      const stuck = candidates.flatMap((each) => judge(each, false, true).left.K);
      const may = ({ appliance }: Target) =>
        reason !== 'ranked' || stuck.some(({ id }) => id === appliance);
      const served = order.find(({ appliance }) => appliance === request.servedBy);
      const first = served && may(served) ? served : undefined;
      const targets = apart(order, first, request);
      const ranks = targets.map(({ rank }) => rank ?? 0);
      const end = targets.length < request.want ? Infinity : Math.max(...ranks);
      return { targets, passedOver: passedOver(judged, last, end), reason };
    };
    const isLeft = (last: Letter) => judged.some(({ left }) => left[last].length > 0);
    if (isLeft('K')) return answer('ranked', 'K');
    if (isLeft('D')) return answer('fail-open', 'D');
    const exits = clusters.filter(({ exit }) => exit !== '');
    const out = exits.map((cluster) =>
      judge({ cluster, link: cluster.exit, rank: kmTo(cluster) }, false, false),
    );
    const targets = apart(inTurn(out, 'D', request), undefined, request);
    return {
      targets: targets.map((target) => ({ ...target, rank: null })),
      passedOver: passedOver(judged, 'D', Infinity),
      reason: targets.length > 0 ? 'last-resort' : 'none',
    };
  };
}

function passedOver(judged: readonly Judged[], last: Letter, end: number) {
  const passed = judged.filter(({ of, left }) => of.rank <= end && left[last].length === 0);
  return passed.map(({ of: { cluster, rank }, left }) => {
    const label = Object.entries(left).find(([, held]) => held.length === 0)?.[0] ?? '';
    return { cluster: cluster.id, rank, label };
  });
}
