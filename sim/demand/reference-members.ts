// By whose likings is a title as well liked as its weight says? Those of a fixed audience.

/**
 * Members by country, millions, of a service such as the largest. Regional sums are those published
 * for the end of 2024 (United States and Canada 90, Europe, Middle East and Africa 101, Latin
 * America 53, Asia-Pacific 57); within a region an assumption, by incomes and Internet users.
 * Countries that are not named weigh nothing here: their own taste holds for them all the same.
 */
const table =
  'US:81 CA:9 ' +
  'GB:18 DE:16 FR:13 ES:8.5 IT:8 TR:4 NL:3.5 PL:3.5 SE:2.3 BE:1.7 CH:1.6 SA:1.6 RO:1.6 ' +
  'AT:1.5 DK:1.4 PT:1.4 NO:1.2 IL:1.2 FI:1 IE:1 GR:1 CZ:1 ZA:1 HU:0.9 AE:0.9 EG:0.9 ' +
  'UA:0.6 RS:0.4 HR:0.4 ' +
  'BG:0.4 SK:0.4 NG:0.3 MA:0.3 KE:0.2 SI:0.2 ' +
  'BR:19.3 MX:12.5 AR:5.2 CO:3.9 CL:3 PE:2.2 EC:1.2 VE:0.9 GT:0.6 DO:0.6 CR:0.5 UY:0.5 PA:0.4 ' +
  'BO:0.4 PY:0.4 SV:0.4 HN:0.4 NI:0.2 JM:0.2 TT:0.2 ' +
  'IN:12.5 JP:10 KR:8.3 AU:7.2 PH:2.8 ID:2.8 TW:2.6 TH:2.5 MY:1.8 NZ:1.6 VN:1.2 SG:0.9 HK:0.9 ' +
  'PK:0.4 BD:0.3 LK:0.2';

/** Country code and members, by code. */
export const referenceMembers: readonly (readonly [country: string, members: number])[] = table
  .split(' ')
  .map((entry) => [entry.slice(0, 2), Number(entry.slice(3)) * 1e6] as const)
  .sort(([a], [b]) => (a < b ? -1 : 1));
