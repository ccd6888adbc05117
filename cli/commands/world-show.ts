// What is in a world, for a reader?
import { counted, grouped } from '@fairlead/core';
import { quantityText } from '../tables/quantity.ts';
import { tableText } from '../tables/text-table.ts';
import { summaryOf, type WorldSummary } from '../tables/world-summary.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit.ts';
import { outColors } from '../terminal/stream/color.ts';
import { openWorld } from './open-world.ts';

const countriesShown = 12;

function section(title: string, table: string): string {
  return `\n${outColors.bold(title)}\n${table}`;
}

function countriesText({ countries }: WorldSummary): string {
  const rows = countries
    .slice(0, countriesShown)
    .map(({ country, members, networks, sites }) => [
      country,
      grouped(members),
      grouped(networks),
      grouped(sites),
    ]);
  const rest = countries.length - rows.length;
  const more = rest > 0 ? `… and ${rest} more\n` : '';
  return tableText(['country', 'members', 'networks', 'sites'], rows) + more;
}

function fleetText({ sites, links }: WorldSummary): string {
  const siteRows = sites.map((row) => [
    row.kind,
    grouped(row.sites),
    grouped(row.appliances),
    quantityText(row.capacityBps, 'bps'),
    quantityText(row.storageBytes, 'B'),
  ]);
  const linkRows = links.map((row) => [
    row.kind,
    grouped(row.links),
    quantityText(row.capacityBps, 'bps'),
  ]);
  return (
    section('Sites', tableText(['kind', 'sites', 'appliances', 'capacity', 'storage'], siteRows)) +
    section('Links', tableText(['kind', 'links', 'capacity'], linkRows))
  );
}

function networksText({ networks }: WorldSummary): string {
  const rows = networks.map((row) => [
    `AS${row.asn}`,
    row.name,
    row.country,
    grouped(row.members),
    row.hasEmbedded ? 'yes' : 'no',
  ]);
  return tableText(['network', 'name', 'country', 'members', 'embedded'], rows);
}

/** The most frequent lengths of each family, a line each. */
function lengthsText({ prefixLengths }: WorldSummary): string {
  const lines = [4, 6].map((family) => {
    const rows = prefixLengths
      .filter((row) => row.family === family)
      .sort((a, b) => b.prefixes - a.prefixes || a.length - b.length);
    const shown = rows.slice(0, 8).map(({ length, prefixes }) => `/${length} ${grouped(prefixes)}`);
    const rest = rows.length > 8 ? `, ${counted(rows.length - 8, 'more length')}` : '';
    return `IPv${family}  ${shown.join(', ') || 'none'}${rest}\n`;
  });
  return lines.join('');
}

function summaryText(folder: string, summary: WorldSummary): string {
  const { counts, members, catalogueBytes } = summary;
  const audience = `${counted(members, 'member')} in ${counted(counts.networks, 'network')}`;
  const catalogue = `${counted(counts.titles, 'title')} in ${counted(counts.files, 'file')}`;
  return [
    `${outColors.bold(folder)}: ${audience}, ${counted(counts.metros, 'metro')}\n`,
    `${counted(counts.prefixes, 'client prefix', 'client prefixes')}, `,
    `${counted(counts.routes, 'route')}; `,
    `${catalogue} (${quantityText(catalogueBytes, 'B')})\n`,
    section('Countries', countriesText(summary)),
    fleetText(summary),
    section('Largest networks', networksText(summary)),
    section('Client prefixes', lengthsText(summary)),
  ].join('');
}

export const worldShow = defineCommand({
  command: 'world show <world>',
  describe: 'Show what is in a world: members, capacity, networks, prefixes',
  examples: [
    ['fairlead world show out/world', 'A page to read'],
    ['fairlead world show out/world --json | jq .members', 'One number of it'],
  ],
  builder: (args) =>
    args.positional('world', { type: 'string', demandOption: true, describe: 'A world folder' }),
  async run({ world: folder }, shell) {
    const summary = summaryOf(await openWorld(folder));
    shell.answer(summary, () => summaryText(folder, summary));
    return exitCodes.fine;
  },
});
