// What stands above every page? The name, the theme switch and the skip link.
import { counted } from '@fairlead/core';
import type { EmbeddedRun } from '../embed.ts';
import { speakThrough } from './chart/cursor.ts';
import { type Child, element } from './dom.ts';
import { quantity } from './format.ts';

/** The header of a page: its kind, its title, links to its sections, and the rest below. */
export function topOf(
  kind: string,
  title: string,
  links: readonly (readonly [id: string, text: string])[],
  ...rest: readonly Child[]
): HTMLElement {
  const anchors = links.map(([id, text]) =>
    element('li', {}, element('a', { href: `#${id}` }, text)),
  );
  return element(
    'header',
    {},
    element('a', { class: 'skip', href: '#main' }, 'Skip to the report'),
    element(
      'div',
      { class: 'strip' },
      element('span', { class: 'brand' }, 'Fairlead', element('span', {}, kind)),
      element('nav', { 'aria-label': 'Sections' }, element('ul', {}, ...anchors)),
      themeSwitch(),
    ),
    element('div', { class: 'head' }, element('h1', {}, title), ...rest),
  );
}

function themeSwitch(): HTMLElement {
  const themes = [
    ['system', 'System'],
    ['light', 'Light'],
    ['dark', 'Dark'],
  ] as const;
  const radios = themes.map(([theme, text]) => {
    const radio = element('input', {
      ...{ type: 'radio', name: 'theme', value: theme, id: `theme-${theme}` },
      checked: theme === 'system',
    });
    radio.addEventListener('change', () => {
      document.documentElement.dataset.theme = theme;
      document.dispatchEvent(new Event('themechange'));
    });
    return element('span', {}, radio, element('label', { for: radio.id }, text));
  });
  return element(
    'fieldset',
    { class: 'themes' },
    element('legend', { class: 'unseen' }, 'Colours'),
    ...radios,
  );
}

/** The region that tells a screen reader what a key brought up. */
export function voice(): HTMLElement {
  const region = element('div', { class: 'unseen', 'aria-live': 'polite', id: 'voice' });
  speakThrough(region);
  return region;
}

/** Terms and their values, side by side. */
export function facts(pairs: readonly (readonly [term: string, value: Child])[]): HTMLElement {
  const made = pairs.map(([term, value]) =>
    element('div', {}, element('dt', {}, term), element('dd', {}, value)),
  );
  return element('dl', { class: 'facts' }, ...made);
}

/** What figures stand for where a part of the members was played. */
export function sampleNote({ samplingFactor, sessions }: EmbeddedRun): Child {
  if (samplingFactor === 1) return undefined;
  const played = `${quantity(samplingFactor, 'ratio')} of members, ${counted(sessions, 'session')}`;
  const text = `A sample was simulated: ${played}. Amounts stand for all members.`;
  return element('p', { class: 'note' }, text);
}

export function footer(...children: readonly Child[]): HTMLElement {
  return element(
    'footer',
    {},
    ...children,
    element('p', {}, 'All times are UTC. Country borders: Natural Earth, at 1:110 million.'),
  );
}
