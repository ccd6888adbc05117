// Do clusters that should hear the same hear the same?
import { noRow } from '../base/ids.ts';
import { routeWords } from '../compile/route-groups.ts';
import { embeddedSite } from '../world/world.ts';
import type { LintDraft, LintSearch } from './finding.ts';
import { addOwn, gathering } from './gather.ts';
import { coverWords, firstClusters, type Survey } from './survey.ts';

/**
 * Siblings are clusters at one site, and clusters of one manifest at embedded sites of one network
 * in one spot. Elsewhere one manifest is shared by clusters that serve others, and nothing follows.
 *
 * Causes: `no-ipv4-session` and `no-ipv6-session` where a sibling hears no accepted prefix of the
 * family at all, else `prefixes`. `networks`: that of the first site. `clusters`: the siblings
 * that miss something. `prefixCount`: prefixes that some siblings hear and some do not. `affected`:
 * clients for whom their longest routes differ in length. `offsite`: of those whom a sibling serves
 * at rank 0, what the others would have carried by capacity: it leaves when the rest is full.
 * Source: Open Connect partner help, "Managing traffic imbalances": members hear identical routes.
 */
export const membersDiffer: LintSearch = {
  name: 'members-differ',
  place: 20,
  asks: 'do clusters at one site hear the same prefixes',
  find(survey) {
    const siblings = siblingsOf(survey);
    const out = gathering(survey);
    const hearing = hearingOf(survey);
    const draftOf = (first: number, prefix: number): LintDraft => {
      const family = survey.world.prefixes.family[prefix];
      const members = siblings.members.get(first) ?? [];
      const isMissing = members.some((cluster) => hearing[family][cluster] === 0);
      const cause = isMissing ? `no-ipv${family}-session` : 'prefixes';
      const asn = survey.world.sites.asn[survey.siteOf(first)];
      const draft = out.at(`${first} ${family}`, 'error', cause, [asn]);
      for (const cluster of members) draft.sites.add(survey.siteOf(cluster));
      return draft;
    };
    countPrefixes(survey, siblings, (first, prefix, heard) => {
      const draft = draftOf(first, prefix);
      out.count(draft, prefix);
      for (const cluster of siblings.members.get(first) ?? [])
        if (!heard.has(cluster)) draft.clusters.add(survey.order.clusters.rows[cluster]);
    });
    measureClients(survey, siblings, draftOf);
    return out.drafts();
  },
};

type Siblings = {
  /** Per cluster the first of its siblings, itself where it is alone. */
  readonly firstOf: Uint32Array;
  /** Siblings by their first; without those that are alone. */
  readonly members: ReadonlyMap<number, readonly number[]>;
};

function siblingsOf({ world, order, siteOf }: Survey): Siblings {
  const { sites, clusters } = world;
  const first = Uint32Array.from({ length: clusters.count }, (_, cluster) => cluster);
  const find = (cluster: number): number => {
    let at = cluster;
    while (first[at] !== at) at = first[at];
    return at;
  };
  const byKey = new Map<string, number>();
  const join = (key: string, cluster: number): void => {
    const [a, b] = [find(byKey.get(key) ?? cluster), find(cluster)];
    first[Math.max(a, b)] = Math.min(a, b);
    byKey.set(key, a);
  };
  for (let cluster = 0; cluster < clusters.count; cluster++) {
    const site = siteOf(cluster);
    const asn = sites.asn[site];
    join(`${site}`, cluster);
    const manifest = clusters.manifest[order.clusters.rows[cluster]];
    if (sites.kind[site] === embeddedSite && asn !== 0)
      join(`${asn} ${sites.lat[site]} ${sites.lon[site]} ${manifest}`, cluster);
  }
  const firstOf = first.map((_, cluster) => find(cluster));
  const members = new Map<number, number[]>();
  firstOf.forEach((each, cluster) => {
    members.set(each, [...(members.get(each) ?? []), cluster]);
  });
  for (const [each, { length }] of members) if (length === 1) members.delete(each);
  return { firstOf, members };
}

/** Prefixes of each family that each cluster hears. */
function hearingOf({ world, groups, order }: Survey): Readonly<Record<number, Uint32Array>> {
  const hearing = { 4: new Uint32Array(order.clusters.rows.length), 6: new Uint32Array(0) };
  hearing[6] = hearing[4].slice();
  const [words, start] = [groups.groups.words(), groups.groups.start()];
  for (let row = 0; row < world.prefixes.count; row++) {
    const group = groups.groupOf[row];
    if (group === noRow) continue;
    const counts = world.prefixes.family[row] === 4 ? hearing[4] : hearing[6];
    for (let at = start[group]; at < start[group + 1]; at += routeWords) counts[words[at]]++;
  }
  return hearing;
}

/** Visits each prefix that some of the siblings hear and some do not. */
function countPrefixes(
  { tree, groups }: Survey,
  siblings: Siblings,
  visit: (first: number, prefix: number, heard: ReadonlySet<number>) => void,
): void {
  const [words, start] = [groups.groups.words(), groups.groups.start()];
  const partial = new Map<number, readonly (readonly [number, ReadonlySet<number>])[]>();
  const partialOf = (group: number) => {
    const heard = new Map<number, Set<number>>();
    for (let at = start[group]; at < start[group + 1]; at += routeWords) {
      const first = siblings.firstOf[words[at]];
      if (!siblings.members.has(first)) continue;
      heard.set(first, (heard.get(first) ?? new Set<number>()).add(words[at]));
    }
    return [...heard].filter(([first, { size }]) => size !== siblings.members.get(first)?.length);
  };
  for (const prefix of tree.order) {
    const group = groups.groupOf[prefix];
    if (group === noRow) continue;
    const found = partial.get(group) ?? partialOf(group);
    partial.set(group, found);
    for (const [first, heard] of found) visit(first, prefix, heard);
  }
}

/** Adds the clients of each prefix to the siblings that see them differently. */
function measureClients(
  survey: Survey,
  siblings: Siblings,
  draftOf: (first: number, prefix: number) => LintDraft,
): void {
  const uneven = new Map<number, readonly (readonly [number, number])[]>();
  for (const prefix of survey.tree.order) {
    const cover = survey.coverAt[prefix];
    const found = uneven.get(cover) ?? unevenOf(survey, siblings, cover);
    uneven.set(cover, found);
    if (found.length === 0) continue;
    const atRank0 = firstClusters(survey, survey.listAt[prefix]);
    for (const [first, deafShare] of found) {
      const draft = draftOf(first, prefix);
      addOwn(survey, draft.affected, prefix);
      if (atRank0.some((cluster) => siblings.firstOf[cluster] === first))
        addOwn(survey, draft.offsite, prefix, deafShare);
    }
  }
}

/** Siblings whose longest routes among the covering ones differ, and which share is deaf. */
function unevenOf(
  { covers, clusterBps }: Survey,
  { firstOf, members }: Siblings,
  cover: number,
): readonly (readonly [number, number])[] {
  const [words, start] = [covers.lists.words(), covers.lists.start()];
  const lengths = new Map<number, Map<number, number>>();
  for (let at = start[cover]; at < start[cover + 1]; at += coverWords) {
    const first = firstOf[words[at]];
    if (!members.has(first)) continue;
    const known = lengths.get(first) ?? new Map<number, number>();
    lengths.set(first, known.set(words[at], words[at + routeWords]));
  }
  const bps = (some: readonly number[]) => some.reduce((sum, each) => sum + clusterBps[each], 0);
  return [...lengths].flatMap(([first, lengthOf]) => {
    const all = members.get(first) ?? [];
    const longest = Math.max(...lengthOf.values());
    const deaf = all.filter((cluster) => lengthOf.get(cluster) !== longest);
    if (deaf.length === 0) return [];
    const share = bps(all) > 0 ? bps(deaf) / bps(all) : deaf.length / all.length;
    return [[first, share] as const];
  });
}
