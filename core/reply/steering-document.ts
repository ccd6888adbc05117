// What does a player that steers by itself get to read? Content steering documents, HLS and DASH.
import { given } from '../base/given.ts';
import type { Outcome } from '../base/outcome.ts';
import type { Problem } from '../base/problem.ts';
import { compareUtf8 } from '../base/utf8.ts';
import { type Pathway, pathwayId } from './pathways.ts';
import { expand, isHostName, parseTemplate, segmentText, type Template } from './template.ts';

/** A stable id of the playlist, and the pattern of the URI that a clone has for it. */
export type StableUri = { readonly stableId: string; readonly uri: string };

/** What an operator decides about steering documents. */
export type SteeringOptions = {
  /** Seconds until a player asks again, 1 to 86,400; 300 as the specifications advise. */
  readonly ttlS?: number;
  /** Where it asks again: an absolute URI, or one that is relative to this document. */
  readonly reloadUri?: string;
  /**
   * The pathway in the playlist (or service location in the MPD) of which each pathway of ours is a
   * clone with its own host. Without it the playlist has to name every pathway itself.
   */
  readonly baseId?: string;
  /** Pathways of the playlist that follow ours, for example of another network. */
  readonly fallbackIds?: readonly string[];
  /** HLS alone: URIs by STABLE-VARIANT-ID; patterns with `{host}`, `{file}` and the ids. */
  readonly variantUris?: readonly StableUri[];
  /** HLS alone: URIs by STABLE-RENDITION-ID. */
  readonly renditionUris?: readonly StableUri[];
};

/** A checked `StableUri`. */
export type StableTemplate = { readonly stableId: string; readonly template: Template };

/** Checked options. */
export type SteeringPlan = {
  readonly ttlS: number;
  readonly reloadUri: string | undefined;
  readonly baseId: string | undefined;
  readonly fallbackIds: readonly string[];
  readonly variants: readonly StableTemplate[];
  readonly renditions: readonly StableTemplate[];
};

/** A pathway with the query parameters that its requests carry, such as a signed token. */
export type SignedPathway = Pathway & {
  readonly params?: readonly (readonly [name: string, value: string])[];
};

const ttlMaxS = 86_400;
const uriNames = ['appliance', 'cluster', 'site', 'file', 'host'] as const;

/** Whether the host of a pattern is made of no id that nobody checked as one: labels and {host}. */
function hasSoundHost(uri: string): boolean {
  const [, authority = ''] = /^https?:\/\/([^/?#]*)/.exec(uri) ?? [];
  if (!authority.includes('{')) return true;
  const [, host] = /^((?:[^.:]+\.)*\{host\}(?:\.[^.:]+)*)(?::\d+)?$/.exec(authority) ?? [];
  return host !== undefined && isHostName(host.replaceAll('{host}', 'a.example'));
}

function stableTemplates(path: string, uris: readonly StableUri[], problems: Problem[]) {
  const found: StableTemplate[] = [];
  for (const { stableId, uri } of uris) {
    const wrong = (text: string) => problems.push({ code: 'bad-uri', path, text });
    const template = parseTemplate(uri, uriNames);
    if (!/^[A-Za-z0-9+/=._-]+$/.test(stableId)) wrong(`"${stableId}" is not a stable id`);
    else if (found.some((each) => each.stableId === stableId)) wrong(`${stableId} stands twice`);
    else if ('wrong' in template) wrong(template.wrong);
    else if (!/^https?:\/\/[^\s"<>]+$/.test(uri)) wrong(`"${uri}" is not an absolute http URI`);
    else if (!hasSoundHost(uri)) wrong(`"${uri}": of names, its host may have {host} alone`);
    else found.push({ stableId, template });
  }
  return found;
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isStable = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  isText((value as StableUri).stableId) &&
  isText((value as StableUri).uri);

/** What is no list of what belongs there. */
function listProblems(options: SteeringOptions): Problem[] {
  const { baseId, fallbackIds = [], variantUris = [], renditionUris = [] } = options;
  const isList = (list: unknown, isFit: (value: unknown) => boolean): boolean =>
    Array.isArray(list) && list.every(isFit);
  const problems: Problem[] = [];
  const expect = (isFine: boolean, code: string, path: string, text: string) => {
    if (!isFine) problems.push({ code, path, text: `expected ${text}` });
  };
  const uris = 'a list of stableId and uri';
  expect(baseId === undefined || isText(baseId), 'bad-pathway', 'baseId', 'a text');
  expect(isList(fallbackIds, isText), 'bad-pathway', 'fallbackIds', 'a list of texts');
  expect(isList(variantUris, isStable), 'bad-uri', 'variantUris', uris);
  expect(isList(renditionUris, isStable), 'bad-uri', 'renditionUris', uris);
  return problems;
}

/**
 * Checks the options. Problems: `bad-ttl`, `bad-uri`, `bad-pathway` (characters that a pathway id
 * has not, or one twice). Source: draft-pantos-hls-rfc8216bis, section 7.
 *
 * @example
 * console.log(steeringPlan({ ttlS: 30 }).plan?.ttlS); // => 30
 * console.log(steeringPlan({ ttlS: 0 }).problems?.[0]?.code); // => bad-ttl
 */
export function steeringPlan(options: SteeringOptions): Outcome<'plan', SteeringPlan> {
  given(options, 'object');
  const { ttlS = 300, reloadUri, baseId, fallbackIds = [] } = options;
  const problems = listProblems(options);
  if (problems.length > 0) return { problems };
  if (!Number.isInteger(ttlS) || ttlS < 1 || ttlS > ttlMaxS)
    problems.push({ code: 'bad-ttl', path: 'ttlS', text: `expected 1 to ${ttlMaxS}` });
  if (reloadUri !== undefined && !/^[^\s"<>{}|\\^`]+$/.test(reloadUri))
    problems.push({ code: 'bad-uri', path: 'reloadUri', text: `"${reloadUri}" is not a URI` });
  const ids = baseId === undefined ? fallbackIds : [baseId, ...fallbackIds];
  for (const id of ids)
    if (pathwayId(id) !== id)
      problems.push({
        code: 'bad-pathway',
        path: 'pathways',
        text: `"${id}" is not a pathway id: letters, digits, ".", "-" and "_"`,
      });
  if (new Set(fallbackIds).size < fallbackIds.length)
    problems.push({ code: 'bad-pathway', path: 'fallbackIds', text: 'one stands twice' });
  const variants = stableTemplates('variantUris', options.variantUris ?? [], problems);
  const renditions = stableTemplates('renditionUris', options.renditionUris ?? [], problems);
  if (baseId === undefined && variants.length + renditions.length > 0)
    problems.push({ code: 'bad-uri', path: 'baseId', text: 'only a clone has URIs of its own' });
  if (problems.length > 0) return { problems };
  return { plan: { ttlS, reloadUri, baseId, fallbackIds, variants, renditions } };
}

/** The document, or why there is none. */
export type SteeringDocument = Outcome<'text', string>;

type Params = readonly (readonly [string, string])[];

/** `name=value&…` in the order of names, as a player adds parameters to a URI. */
export function queryText(params: Params): string {
  const sorted = [...params].sort(([a], [b]) => compareUtf8(a, b));
  return sorted.map(([name, value]) => `${segmentText(name)}=${segmentText(value)}`).join('&');
}

function ownUris(templates: readonly StableTemplate[], pathway: SignedPathway, file: string) {
  const query = queryText(pathway.params ?? []);
  return Object.fromEntries(
    templates.map(({ stableId, template }) => {
      const uri = expand(template, (name) =>
        name === 'host' ? pathway.host : segmentText(name === 'file' ? file : pathway[name]),
      );
      const mark = uri.includes('?') ? '&' : '?';
      return [stableId, query === '' ? uri : uri + mark + query];
    }),
  );
}

function clonesOf(
  plan: SteeringPlan,
  pathways: readonly SignedPathway[],
  file: string,
  hls: boolean,
) {
  return pathways.map((pathway) => {
    const { params = [] } = pathway;
    const hasVariants = hls && plan.variants.length > 0;
    const hasRenditions = hls && plan.renditions.length > 0;
    return {
      'BASE-ID': plan.baseId,
      ID: pathway.id,
      'URI-REPLACEMENT': {
        HOST: pathway.host,
        ...(params.length > 0 && { PARAMS: Object.fromEntries(params) }),
        ...(hasVariants && { 'PER-VARIANT-URIS': ownUris(plan.variants, pathway, file) }),
        ...(hasRenditions && { 'PER-RENDITION-URIS': ownUris(plan.renditions, pathway, file) }),
      },
    };
  });
}

const noTarget: Problem = {
  code: 'no-target',
  path: '',
  text: 'no appliance may serve this, and a document must name a pathway',
};
const noHost: Problem = {
  code: 'no-host',
  path: 'host',
  text: 'a clone of the base needs the host of its pathway: make the table with a pattern of it',
};
const pathwayClash: Problem = {
  code: 'pathway-clash',
  path: 'fallbackIds',
  text: 'a pathway of the playlist has the id of one of ours',
};

function documentOf(
  plan: SteeringPlan,
  pathways: readonly SignedPathway[],
  file: string,
  hls: boolean,
): SteeringDocument {
  const ours = pathways.map(({ id }) => id);
  const priority = [...ours, ...plan.fallbackIds];
  if (priority.length === 0) return { problems: [noTarget] };
  const isClash = plan.baseId !== undefined && ours.includes(plan.baseId);
  if (isClash || new Set(priority).size < priority.length) return { problems: [pathwayClash] };
  const hasClones = plan.baseId !== undefined && ours.length > 0;
  if (hasClones && pathways.some(({ host }) => host === '')) return { problems: [noHost] };
  return {
    text: JSON.stringify({
      VERSION: 1,
      TTL: plan.ttlS,
      ...(plan.reloadUri !== undefined && { 'RELOAD-URI': plan.reloadUri }),
      'PATHWAY-PRIORITY': priority,
      ...(!hls && { 'SERVICE-LOCATION-PRIORITY': priority }),
      ...(hasClones && { 'PATHWAY-CLONES': clonesOf(plan, pathways, file, hls) }),
    }),
  };
}

/**
 * The HLS steering manifest (JSON text without a line feed) that names `pathways`, best first, then
 * the fallbacks. No pathway at all is the problem `no-target`: an empty PATHWAY-PRIORITY is
 * invalid, and a player without a document stays where it is. A fallback with the id of one of
 * ours: `pathway-clash`. A clone of a pathway without a host:
 * `no-host`. Source: draft-pantos-hls-rfc8216bis, section 7.1.
 *
 * @example
 * const { plan } = steeringPlan({ ttlS: 300, fallbackIds: ['other-cdn'] });
 * if (plan) console.log(hlsSteering(plan, [], 't00001-1750k').text);
 * // => {"VERSION":1,"TTL":300,"PATHWAY-PRIORITY":["other-cdn"]}
 */
export function hlsSteering(
  plan: SteeringPlan,
  pathways: readonly SignedPathway[],
  file: string,
): SteeringDocument {
  given(plan, 'plan');
  given(pathways, 'list');
  given(file, 'text');
  return documentOf(plan, pathways, file, true);
}

/**
 * The DASH content steering document: like `hlsSteering`, but URIs of single variants are HLS's
 * alone. The list stands under PATHWAY-PRIORITY, its name in the standard, and once more under
 * SERVICE-LOCATION-PRIORITY, its name in the drafts, which older players read: a player ignores
 * what it does not know. Source: ETSI TS 103 998 V1.1.1, clause 6.
 *
 * @example
 * const { plan } = steeringPlan({ ttlS: 60, fallbackIds: ['other-cdn'] });
 * const { text = '' } = plan ? dashSteering(plan, [], 't00001-1750k') : {};
 * console.log(JSON.parse(text)['SERVICE-LOCATION-PRIORITY'].join()); // => other-cdn
 */
export function dashSteering(
  plan: SteeringPlan,
  pathways: readonly SignedPathway[],
  file: string,
): SteeringDocument {
  given(plan, 'plan');
  given(pathways, 'list');
  given(file, 'text');
  return documentOf(plan, pathways, file, false);
}
