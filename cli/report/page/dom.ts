// How does the page make an element? One call: name, attributes, children.

export type Attributes = { readonly [name: string]: string | number | boolean | undefined };
export type Child = Node | string | undefined;

function fill(made: Element, attributes: Attributes, children: readonly Child[]): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child !== undefined) made.append(child);
}

/** An HTML element; attributes that are undefined or false are left out. */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  fill(made, attributes, children);
  return made;
}

/** A name such as `link.peak.asked.p95`, which a narrow line breaks between its words. */
export function named(name: string): DocumentFragment {
  const made = document.createDocumentFragment();
  for (const part of name.split(/(?<=[._/-])|(?=\[)/))
    made.append(part, document.createElement('wbr'));
  return made;
}

/** An SVG element, as `element` makes HTML. */
export function shape<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  fill(made, attributes, children);
  return made;
}

/** A section with a heading that the links at the top of the page lead to. */
export function section(id: string, title: string, ...children: readonly Child[]): HTMLElement {
  const heading = element('h2', { id: `${id}-title` }, title);
  return element('section', { id, 'aria-labelledby': `${id}-title` }, heading, ...children);
}

/** A closed fold whose content is made when it is first opened. */
export function fold(title: string, content: () => Node): HTMLDetailsElement {
  const made = element('details', { class: 'fold' }, element('summary', {}, title));
  made.addEventListener('toggle', () => made.append(content()), { once: true });
  return made;
}

/** Calls `draw` with the width of `box` when it is first laid out and whenever it changes. */
export function onResize(box: HTMLElement, draw: (width: number) => void): void {
  let drawn = 0;
  const redraw = () => {
    const width = Math.floor(box.clientWidth);
    if (width > 0 && width !== drawn) draw(width);
    drawn = width;
  };
  new ResizeObserver(redraw).observe(box);
}

/** Calls `draw` after the colours of the page changed: by the switch, the system or printing. */
export function onTheme(draw: () => void): void {
  for (const query of ['(prefers-color-scheme: dark)', 'print']) {
    matchMedia(query).addEventListener('change', draw);
  }
  document.addEventListener('themechange', draw);
}

/** The value of a custom property of the page's style, such as a colour. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
