// What does a client get that steers by a plain list? Ranked URLs.
import { assert } from '../base/assert.ts';
import { given } from '../base/given.ts';
import type { Outcome } from '../base/outcome.ts';
import { queryText, type SignedPathway } from './steering-document.ts';
import { expand, parseTemplate, segmentText, type Template } from './template.ts';

/** One URL, and where it leads. */
export type RankedUrl = {
  readonly url: string;
  readonly appliance: string;
  readonly site: string;
  readonly rank: number | null;
};

/** The template of a path: absolute, with `{file}` where it belongs; problem `bad-template`. */
export function pathTemplate(pattern: string): Outcome<'template', Template> {
  if (typeof pattern !== 'string')
    return { problems: [{ code: 'bad-template', path: 'path', text: 'expected a text' }] };
  const template = parseTemplate(pattern, ['file']);
  const isPath = /^\/[A-Za-z0-9._~!$&'()*+,;=:@/%{}-]*$/.test(pattern) && !/\/\//.test(pattern);
  const wrong =
    'wrong' in template ? template.wrong : `"${pattern}" is not a path that begins with one "/"`;
  if (isPath && !('wrong' in template)) return { template };
  return { problems: [{ code: 'bad-template', path: 'path', text: wrong }] };
}

/** The path of `file`, whose id stands in it as one segment: what a token is for. */
export function pathOf(template: Template, file: string): string {
  given(template, 'template');
  given(file, 'text');
  return expand(template, () => segmentText(file));
}

/**
 * The URLs of `path` on each pathway, best first; no pathway: none. Throws `no-host` where the
 * table of the pathways was made without a pattern of hosts.
 *
 * @example
 * const ids = { id: 'a1', appliance: 'a1', cluster: 'c1', site: 's1' };
 * const urls = rankedUrls([{ ...ids, host: 'a1.cdn.example', rank: 0 }], '/v/film');
 * console.log(urls[0]?.url); // => https://a1.cdn.example/v/film
 */
export function rankedUrls(pathways: readonly SignedPathway[], path: string): RankedUrl[] {
  given(pathways, 'list');
  given(path, 'text');
  return pathways.map(({ host, appliance, site, rank, params = [] }) => {
    assert(host !== '', 'a URL has a host: make the table with a pattern of it', 'no-host');
    const query = params.length === 0 ? '' : `?${queryText(params)}`;
    return { url: `https://${host}${path}${query}`, appliance, site, rank };
  });
}
