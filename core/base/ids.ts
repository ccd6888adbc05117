// What is a row number of what? Brands at the doors, plain integers in the loops.

declare const row: unique symbol;

/** A row number of one kind of table. */
export type Id<Name extends string> = number & { readonly [row]: Name };
export type SiteId = Id<'site'>;
export type ClusterId = Id<'cluster'>;
export type ApplianceId = Id<'appliance'>;
export type LinkId = Id<'link'>;
export type FileId = Id<'file'>;
export type VantageId = Id<'vantage'>;

/** The row number of a row that is not there. */
export const noRow = 0xffffffff;
