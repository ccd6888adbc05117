// In which unit is this number? Exported quantities carry theirs at the end of the name.
import ts from 'typescript';
import type { Finding, Rule } from './rule.ts';
import { codeOf, isTrial, lineOf, syntaxOf, type Tree, visitAll } from './tree.ts';

const quantities = ['capacity', 'size', 'bitrate', 'distance', 'delay', 'duration', 'period'];
quantities.push('interval', 'storage', 'egress', 'timeout', 'latency');
const units = ['Bps', 'Bytes', 'Byte', 'Km', 'Ms', 'Share', 'S', 'Seconds', 'H', 'Hours', 'Days'];
units.push('Day', 'Ratio', 'Gbps', 'Mbps', 'Kb', 'Gb', 'Gib', 'Count', 'Rows', 'Millis', 'Min');
units.push('Px', 'Epochs', 'Objects', 'Weeks', 'Ns', 'Us');
/** Limits and quantiles may follow a unit: `egressBpsMax`, `distanceKmP95`. */
const after = /(Max|Min|Mean|Total|Sum|P\d+|Peak|Low|High|From|To|Limit|Before|After|Squared)$/;
const numeric =
  /^(readonly )?(number(\[\])?|Numbers|Float(64|32)Array|U?[Ii]nt\d+Array|Column<.*>)( \| undefined)?$/;

function lacksUnit(name: string): boolean {
  const quantity = quantities.find((word) =>
    new RegExp(`(^${word}|${word[0]?.toUpperCase()}${word.slice(1)})(?![a-z])`).test(name),
  );
  if (!quantity) return false;
  let rest = name;
  while (after.test(rest)) rest = rest.replace(after, '');
  return !units.some((unit) => rest.endsWith(unit) || name.endsWith(unit));
}

/** Whether a type, or the type that holds this member, is exported. */
function isExported(node: ts.Node): boolean {
  for (let up: ts.Node | undefined = node; up; up = up.parent)
    if (ts.isTypeAliasDeclaration(up) || ts.isInterfaceDeclaration(up))
      return up.modifiers?.some((one) => one.kind === ts.SyntaxKind.ExportKeyword) ?? false;
  return false;
}

function check(tree: Tree): Finding[] {
  const findings: Finding[] = [];
  for (const path of codeOf(tree)) {
    if (isTrial(path)) continue;
    const syntax = syntaxOf(tree, path);
    visitAll(syntax, (node) => {
      if (!ts.isPropertySignature(node) || !ts.isIdentifier(node.name) || !node.type) return;
      if (!numeric.test(node.type.getText(syntax)) || !lacksUnit(node.name.text)) return;
      if (!isExported(node)) return;
      const wrong = `${node.name.text} has no unit`;
      const mend =
        'put it last: capacityBps, sizeBytes, distanceKm, periodMs, shedShare, fileCount';
      findings.push({ path, line: lineOf(node), wrong, mend });
    });
  }
  return findings;
}

const canary = (text: string, says: string) => ({ files: { 'core/world/a.ts': text }, says });

export const unitSuffixes: Rule = {
  promise: 'exported quantities carry their unit at the end of the name',
  check,
  canaries: [
    canary('export type A = { readonly capacity: number };', 'capacity has no unit'),
    canary('export type A = { readonly linkCapacity: Float64Array };', 'linkCapacity'),
    canary('export type A = { size: number };', 'size'),
    canary('export interface A { reportIntervalMax: number }', 'reportIntervalMax'),
    canary('export type A = { b: { distance: Numbers } };', 'distance'),
  ],
  good: {
    'core/world/a.ts': `
export type A = { capacityBps: number; egressBpsMax: Numbers; sizeBytes: number };
export type B = { size: 'small' | 'full'; resized: number; sizeOf: (row: number) => number };
type Hidden = { size: number };`,
  },
};
