// How does a command tell which snapshot it wrote?
import { type Compiled, counted, grouped, type Snapshot } from '@fairlead/core';
import { quantityText } from '../tables/quantity.ts';

/** Of a snapshot that was written to `path`: what it is, how large, what became of the routes. */
export function snapshotDocument(path: string, snapshot: Snapshot, routes: Compiled['routes']) {
  const { fleet, epoch, sequence } = snapshot;
  return {
    ...{ snapshot: path, fleet, epoch, sequence },
    vantages: snapshot.vantageCount,
    appliances: snapshot.applianceCount,
    files: snapshot.fileCount,
    bytes: snapshot.bytes.length,
    routes: Object.fromEntries(routes.map(({ verdict, count }) => [verdict, count])),
  };
}

/** The same as a line. */
export function snapshotText(document: ReturnType<typeof snapshotDocument>): string {
  const { snapshot, epoch, sequence, vantages, bytes, routes } = document;
  const size = `${counted(vantages, 'vantage')}, ${quantityText(bytes, 'B')}`;
  const reasons = Object.entries(routes).map(([verdict, count]) => {
    return `${grouped(count)} ${verdict}`;
  });
  const version = `version (${epoch}, ${sequence})`;
  return `${snapshot}: ${version}, ${size}; routes: ${reasons.join(', ')}\n`;
}
