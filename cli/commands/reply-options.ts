// In which form does decide answer, and what has to be known for it?
import {
  type Decision,
  dashSteering,
  defaultTokenRule,
  hlsSteering,
  type Pathway,
  type Problem,
  pathOf,
  pathTemplate,
  pathwayKinds,
  pathwaysOf,
  pathwayTable,
  rankedUrls,
  reasons,
  type SignedPathway,
  type Snapshot,
  steeringPlan,
} from '@fairlead/core';
import type { Argv } from 'yargs';
import { readKeys, type SecretKey, signToken } from '../io/sign.ts';
import type { OptionRule } from '../terminal/command.ts';
import { wrongInput } from '../terminal/exit.ts';
import { listOf, wholeOption } from './options.ts';

const forms = ['json', 'hls', 'dash', 'urls'] as const;
const text = (describe: string) => ({ type: 'string', requiresArg: true, describe }) as const;

/** Which options say something in which form of an answer; in the others they are refused. */
export const replyRules: readonly OptionRule[] = [
  { options: ['scope'], with: 'as', values: ['json'] },
  { options: ['host', 'pathway', 'key-file'], with: 'as', values: ['hls', 'dash', 'urls'] },
  { options: ['ttl', 'reload', 'base', 'fallback'], with: 'as', values: ['hls', 'dash'] },
  { options: ['variant-uri', 'rendition-uri'], with: 'as', values: ['hls'] },
  { options: ['variant-uri', 'rendition-uri'], with: 'base' },
  // In a document a token travels in a clone.
  { options: ['key-file'], with: 'base', among: ['as', ['hls', 'dash']] },
  { options: ['token-minutes', 'token-network'], with: 'key-file' },
  { options: ['path'], with: 'as', values: ['hls', 'dash', 'urls'] },
  // A document names no path; the tokens in it are for one.
  { options: ['path'], with: 'key-file', among: ['as', ['hls', 'dash']] },
];

/** Adds the options of the form of an answer. */
export function replyOptions<T>(args: Argv<T>) {
  return args
    .option('as', {
      choices: forms,
      default: 'json' as const,
      describe: 'Form of an answer: ids, HLS or DASH content steering, or ranked URLs',
    })
    .option('host', text('Pattern of the host: {appliance}.cdn.example (or {cluster}, {site})'))
    .option('pathway', {
      choices: pathwayKinds,
      default: 'appliance' as const,
      describe: 'What one pathway (one host) stands for',
    })
    .option('path', text('Pattern of the path; default /{file} for URLs, else /{file}/'))
    .option('ttl', wholeOption('ttl', 'Seconds until a player asks again (300)', 1, 86_400))
    .option('reload', text('URI where a player asks again'))
    .option('base', text('Pathway of the playlist that ours are clones of'))
    .option('fallback', text('Pathways of the playlist that follow ours, between commas'))
    .option('variant-uri', text('HLS: ID=PATTERN,… of the URIs of stable variants of a clone'))
    .option('rendition-uri', text('HLS: ID=PATTERN,… of the URIs of stable renditions'))
    .option('key-file', text('JSON with the keys that sign a token for each target'))
    .option('token-minutes', wholeOption('token-minutes', 'Life of a token (60)', 1, 360))
    .option('token-network', {
      type: 'boolean',
      default: false,
      describe: 'Bind a token to the /24 or /56 of the client',
    });
}

/** What `replyOptions` reads. */
export type ReplyOptions = Awaited<ReturnType<typeof replyOptions<object>>['argv']>;

/** What an answer is made of besides the decision. `network` is the client's /24 or /56. */
export type Asking = { readonly file: string; readonly network: string; readonly nowS: number };

/** One line, or why there is none. */
export type Replying = (
  decision: Decision,
  asking: Asking,
) => { readonly line: string } | { readonly problem: Pick<Problem, 'code' | 'text'> };

/** Options by the field that a problem of the core names. */
const optionOf: { readonly [path: string]: string } = {
  host: '--host',
  path: '--path',
  ttlS: '--ttl',
  reloadUri: '--reload',
  baseId: '--base',
  pathways: '--base, --fallback',
  fallbackIds: '--fallback',
  variantUris: '--variant-uri',
  renditionUris: '--rendition-uri',
};

function refuse(problems: readonly Problem[]): never {
  const named = problems.map((each) => ({ ...each, path: optionOf[each.path] ?? each.path }));
  throw wrongInput('the answers cannot be written as asked', named);
}

function stableUris(given: string | undefined, option: string) {
  // A comma within a pattern is one that no ID=http follows.
  const words = given?.split(/,(?=[A-Za-z0-9+/._-]+=http)/) ?? [];
  return words.map((word) => {
    const at = word.indexOf('=');
    if (at < 1) throw wrongInput(`${option}: expected ID=PATTERN, found "${word}"`);
    return { stableId: word.slice(0, at), uri: word.slice(at + 1) };
  });
}

function steeringOf(options: ReplyOptions) {
  const steering = steeringPlan({
    variantUris: stableUris(options.variantUri, '--variant-uri'),
    renditionUris: stableUris(options.renditionUri, '--rendition-uri'),
    ...(options.ttl !== undefined && { ttlS: options.ttl }),
    ...(options.reload !== undefined && { reloadUri: options.reload }),
    ...(options.base !== undefined && { baseId: options.base }),
    ...(options.fallback !== undefined && { fallbackIds: listOf('fallback', options.fallback) }),
  });
  if (steering.problems) refuse(steering.problems);
  return steering.plan;
}

async function keysOf(options: ReplyOptions): Promise<readonly SecretKey[] | undefined> {
  if (options.keyFile === undefined) return undefined;
  const read = await readKeys(options.keyFile);
  if ('problems' in read) throw wrongInput(`${options.keyFile} holds no keys`, read.problems);
  return read.keys;
}

const noKey = { code: 'no-key', text: 'no key of the key file is in its window now' };

/** Signs a token for each pathway; undefined: no key may sign now. */
function signed(
  pathways: readonly Pathway[],
  keys: readonly SecretKey[] | undefined,
  claims: { readonly path: string; readonly network: string },
  times: { readonly nowS: number; readonly lifeS: number },
): readonly SignedPathway[] | undefined {
  if (keys === undefined) return pathways;
  const done: SignedPathway[] = [];
  for (const pathway of pathways) {
    const token = signToken(keys, { ...claims, host: pathway.host }, times, defaultTokenRule);
    if (token === undefined) return undefined;
    done.push({ ...pathway, params: [['token', token]] });
  }
  return done;
}

/**
 * The function that writes decisions on `snapshot` in the form that the options ask for; undefined:
 * plain JSON. Throws wrong input with every option that is no good.
 */
export async function replier(
  options: ReplyOptions,
  snapshot: Snapshot,
): Promise<Replying | undefined> {
  const { as, host, pathway, tokenMinutes = 60, tokenNetwork } = options;
  if (as === 'json') return undefined;
  // A document without clones names pathways alone, and no host.
  const needsHost = as === 'urls' || options.base !== undefined;
  if (needsHost && host === undefined) {
    const form = as === 'urls' ? '--as urls' : `--as ${as} --base ${options.base}`;
    throw wrongInput(`${form} needs --host, such as {appliance}.example`);
  }
  const opened = pathwayTable(snapshot, { host, pathway });
  if (opened.problems) refuse(opened.problems);
  const path = pathTemplate(options.path ?? (as === 'urls' ? '/{file}' : '/{file}/'));
  if (path.problems) refuse(path.problems);
  const plan = steeringOf(options);
  const keys = await keysOf(options);
  const write = as === 'hls' ? hlsSteering : dashSteering;
  return (decision, { file, network, nowS }) => {
    const claims = { path: pathOf(path.template, file), network: tokenNetwork ? network : '' };
    const times = { nowS, lifeS: tokenMinutes * 60 };
    const pathways = signed(pathwaysOf(opened.table, decision), keys, claims, times);
    if (pathways === undefined) return { problem: noKey };
    if (as === 'urls') {
      const urls = rankedUrls(pathways, claims.path);
      return { line: JSON.stringify({ urls, reason: reasons[decision.reason] }) };
    }
    const document = write(plan, pathways, file);
    const [problem] = document.problems ?? [];
    return problem === undefined ? { line: document.text ?? '' } : { problem };
  };
}
