// What does a scenario say once everything that it extends has been laid under it?
import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import type { Problem } from '@fairlead/core';
import type { InputKind } from '../input-kinds.ts';
import { readFileText } from '../open-file.ts';
import { worldKinds } from './schema.ts';
import { readYaml, type YamlNode, type YamlText } from './yaml.ts';

/** Files that one scenario may be made of. */
const layersMax = 8;

/** One file of a scenario. */
export type Layer = { readonly file: string; readonly text: string; readonly yaml: YamlText };

/** A value of the merged scenario and the file that states it. Empty values are left out. */
export type Stated = {
  readonly layer: Layer;
  readonly at: number;
  readonly value?: unknown;
  readonly items?: readonly Stated[];
  readonly keys?: ReadonlyMap<string, StatedKey>;
};
type StatedKey = { readonly layer: Layer; readonly at: number; readonly value: Stated };

/** Path of what `from` names, relative to the folder of `from`. */
export function besideFile(from: string, path: string): string {
  return isAbsolute(path) ? path : join(dirname(from), path);
}

/**
 * The files of the scenario at `path` (or what else `kind` says): itself, what it extends, and so
 * on; at most 8. All that is wrong with the chain comes back as problems, each at its file, line
 * and column.
 */
export function readLayers(
  path: string,
  kind: InputKind,
): { readonly layers: readonly Layer[] } | { readonly problems: readonly Problem[] } {
  const layers: Layer[] = [];
  const seen = new Set<string>();
  let file = path;
  let named: { file: string; line: number; column: number } | undefined;
  for (;;) {
    const refuse = (code: string, text: string) => ({
      problems: [
        named
          ? { code, path: 'extends', text: `${file}: ${text}`, ...named }
          : { code, path: '', text, file },
      ],
    });
    const read = readFileText(file, kind);
    if ('problem' in read) {
      const { line, column } = read.problem;
      const place = line === undefined ? '' : ` (line ${line}, column ${column})`;
      return named
        ? refuse(read.problem.code, `${read.problem.text}${place}`)
        : { problems: [read.problem] };
    }
    const real = realpathSync(file);
    if (seen.has(real)) return refuse('cycle', 'extends comes back to a file that it began with');
    if (layers.length === layersMax)
      return refuse('extends-depth', `more than ${layersMax} files extend one another`);
    seen.add(real);
    const result = readYaml(read.text, file);
    if ('problems' in result) return result;
    layers.push({ file, text: read.text, yaml: result.yaml });
    const { root, place } = result.yaml;
    const link = root.kind === 'map' ? root.keys.get('extends')?.node : undefined;
    if (link?.kind !== 'scalar' || typeof link.value !== 'string') return { layers };
    named = { file, ...place(link.at) };
    file = besideFile(file, link.value);
  }
}

type Part = { readonly layer: Layer; readonly node: YamlNode };

function state({ layer, node }: Part): Stated {
  if (node.kind === 'scalar') return { layer, at: node.at, value: node.value };
  if (node.kind === 'list')
    return { layer, at: node.at, items: node.items.map((item) => state({ layer, node: item })) };
  return merge([{ layer, node }], '') ?? { layer, at: node.at, keys: new Map() };
}

function isEmpty(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === null;
}

/** Which keys of a lower `world` still count: naming one source drops the others. */
function isDropped(path: string, key: string, chosen: ReadonlySet<string>): boolean {
  if (path !== 'world' || chosen.size === 0) return false;
  return (worldKinds as readonly string[]).includes(key) && !chosen.has(key);
}

/** Lays the first part over the second and so on: maps merge, anything else replaces. */
function merge(parts: readonly Part[], path: string): Stated | undefined {
  const [top] = parts;
  if (top === undefined || isEmpty(top.node)) return undefined;
  if (top.node.kind !== 'map') return state(top);
  const byKey = new Map<string, { layer: Layer; at: number; parts: Part[] }>();
  const chosen = new Set<string>();
  for (const { layer, node } of parts) {
    if (node.kind !== 'map') break;
    const names = [...node.keys.keys()].filter((key) => !isDropped(path, key, chosen));
    for (const key of names) {
      const entry = node.keys.get(key);
      if (!entry) continue;
      const below = byKey.get(key);
      if (below) below.parts.push({ layer, node: entry.node });
      else byKey.set(key, { layer, at: entry.at, parts: [{ layer, node: entry.node }] });
      if ((worldKinds as readonly string[]).includes(key)) chosen.add(key);
    }
  }
  const keys = new Map<string, StatedKey>();
  for (const [key, entry] of byKey) {
    const value = merge(entry.parts, path === '' ? key : `${path}.${key}`);
    if (value) keys.set(key, { layer: entry.layer, at: entry.at, value });
  }
  return { layer: top.layer, at: top.node.at, keys };
}

/**
 * The first layer laid over the second and so on. Maps merge key by key, lists and other values
 * replace, an empty value takes back what was inherited; `extends` is the first layer's own.
 */
export function mergeLayers(layers: readonly Layer[]): Stated | undefined {
  return merge(
    layers.map((layer) => ({ layer, node: layer.yaml.root })),
    '',
  );
}

/** The plain value of `stated`. */
export function plain(stated: Stated): unknown {
  if (stated.items) return stated.items.map(plain);
  if (!stated.keys) return stated.value;
  const value: Record<string, unknown> = {};
  for (const [key, entry] of stated.keys) value[key] = plain(entry.value);
  return value;
}

/**
 * What stands at `path`, or the nearest thing around it: the value, and where it (or, with
 * `atKey`, its key) begins.
 */
export function find(root: Stated, path: readonly PropertyKey[], atKey = false) {
  let stated: Stated | undefined = root;
  let { layer, at } = root;
  for (const step of path) {
    const entry: StatedKey | undefined = stated?.keys?.get(String(step));
    const next: Stated | undefined = entry?.value ?? stated?.items?.[Number(step)];
    if (next === undefined) {
      stated = undefined;
      break;
    }
    layer = atKey && entry ? entry.layer : next.layer;
    at = atKey && entry ? entry.at : next.at;
    stated = next;
  }
  return { stated, file: layer.file, ...layer.yaml.place(at) };
}
