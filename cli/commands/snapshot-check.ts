// May steering take this snapshot? The code that admission runs in production.
import { type Admission, admit } from '@fairlead/core';
import { readSnapshot } from '../io/snapshot-file.ts';
import { countText, quantityText, shareText } from '../tables/quantity.ts';
import { tableText } from '../tables/text-table.ts';
import { outColors } from '../terminal/color.ts';
import { defineCommand } from '../terminal/command.ts';
import { exitCodes } from '../terminal/exit.ts';

const codeOf = {
  apply: exitCodes.fine,
  hold: exitCodes.worse,
  refuse: exitCodes.wrongInput,
} as const;

function impactText({ impact }: Admission): string {
  if (impact === undefined) return '';
  const { applianceLossShare, lostApplianceCount, upApplianceCount, capacities } = impact;
  const rows = [
    [
      'appliances gone or no longer up',
      shareText(applianceLossShare),
      `${countText(lostApplianceCount)} of ${countText(upApplianceCount)}`,
    ],
    ...capacities.map(({ sites, lossShare, beforeBps, afterBps }) => [
      `capacity gone, ${sites} sites`,
      shareText(lossShare),
      `${quantityText(beforeBps, 'bps')} to ${quantityText(afterBps, 'bps')}`,
    ]),
    ['address space without candidates', shareText(impact.coverageLossShare), 'the worse family'],
    [
      'to another site at rank 0',
      shareText(impact.movedShare),
      impact.movedOver === 'sample' ? 'of the sample' : 'of the covered space, the worse family',
    ],
  ];
  return tableText(['impact', 'share', 'of'], rows);
}

function admissionText(path: string, admission: Admission): string {
  const { verdict, reasons } = admission;
  const lines = reasons.map(({ code, text }) => `  ${code}: ${text}\n`).join('');
  return `${outColors.bold(`${path}: ${verdict}`)}\n${lines}${impactText(admission)}`;
}

export const snapshotCheck = defineCommand({
  command: 'snapshot check <candidate>',
  describe: 'Judge a snapshot as admission does: exit code 0 apply, 1 hold, 2 refuse',
  examples: [
    ['fairlead snapshot check new.snapshot', 'Whether it opens and could be the first ever'],
    [
      'fairlead snapshot check new.snapshot --against served.snapshot',
      'Whether it may replace the one that is served, and what it would drop and move',
    ],
  ],
  builder: (args) =>
    args
      .positional('candidate', { type: 'string', demandOption: true, describe: 'The new snapshot' })
      .option('against', {
        type: 'string',
        requiresArg: true,
        describe: 'The snapshot that is served now; without it the candidate is the first ever',
      }),
  async run({ candidate, against }, shell) {
    const current = against === undefined ? undefined : await readSnapshot(against);
    const next = await readSnapshot(candidate);
    const admission = await shell.computing(() => admit(current, next));
    const { verdict, reasons } = admission;
    const { diff, ...measures } = admission.impact ?? {};
    const impact = diff && { ...measures, space: diff.space, causes: diff.causes };
    const document = { snapshot: candidate, against, verdict, reasons, impact };
    shell.answer(document, () => admissionText(candidate, admission));
    return codeOf[verdict];
  },
});
