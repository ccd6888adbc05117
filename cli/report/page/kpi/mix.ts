// How did the bytes reach the clients? One bar of the transport classes.
import type { EmbeddedRun } from '../../embed.ts';
import { classes } from '../chart/chart-list.ts';
import { element } from '../dom.ts';
import { quantity } from '../format.ts';

/** The shares of all traffic as one bar with a legend; nothing where the run has no shares. */
export function mixBar({ kpis }: EmbeddedRun): HTMLElement | undefined {
  const parts = classes.flatMap(([key, label, colour]) => {
    const share = kpis[`traffic.${key}.share`]?.value;
    return share === undefined || share === null ? [] : [{ label, colour, share }];
  });
  if (parts.length === 0) return undefined;
  const text = parts.map(({ label, share }) => `${label} ${quantity(share, 'share')}`).join(', ');
  const lanes = parts
    .filter(({ share }) => share > 0)
    .map(({ colour, share }) =>
      element('i', { style: `flex: ${share.toFixed(5)} 0 2px; background: var(${colour})` }),
    );
  const keys = parts.map(({ label, colour, share }) => {
    const swatch = element('i', { class: 'swatch', style: `--swatch: var(${colour})` });
    return element('li', {}, swatch, `${label} `, element('b', {}, quantity(share, 'share')));
  });
  return element(
    'figure',
    { class: 'chart mix', 'aria-labelledby': 'mix-title' },
    element('h3', { id: 'mix-title' }, 'How the bytes reached the clients'),
    element(
      'div',
      { class: 'lanes', role: 'img', 'aria-label': `Share of traffic: ${text}` },
      ...lanes,
    ),
    element('ul', { class: 'legend' }, ...keys),
  );
}
