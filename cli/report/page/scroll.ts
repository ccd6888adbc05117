// How does one see that a table goes on beyond its frame? The edge where it does fades out.
import { type Child, element } from './dom.ts';

/**
 * A frame of class `kind` that scrolls, also by keys, and is named `label`. Its `data-more` holds
 * `right` and `below` where there is more; the style lets those edges fade.
 */
export function scrollBox(kind: string, label: string, ...children: readonly Child[]): HTMLElement {
  const name = { tabindex: 0, role: 'region', 'aria-label': label };
  const box = element('div', { class: kind, ...name }, ...children);
  const look = () => {
    const right = box.scrollWidth - box.clientWidth - box.scrollLeft > 1 ? 'right' : '';
    const below = box.scrollHeight - box.clientHeight - box.scrollTop > 1 ? 'below' : '';
    box.dataset.more = `${right} ${below}`.trim();
  };
  box.addEventListener('scroll', look, { passive: true });
  const seen = new ResizeObserver(look);
  for (const each of [box, ...box.children]) seen.observe(each);
  return box;
}
