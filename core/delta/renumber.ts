// Which numbers would a fresh compile have given? Vantages and lists in order of first use.
import { noRow } from '../base/ids.ts';
import { spanColumns } from '../prefix/spans.ts';
import type { SnapshotColumns } from '../snapshot/layout.ts';

/** New numbers in order of first use, and the way back. */
function numbering(count: number) {
  const place = new Uint32Array(count).fill(noRow);
  const rows: number[] = [];
  return {
    rows,
    of(row: number): number {
      if (place[row] === noRow) place[row] = rows.push(row) - 1;
      return place[row];
    },
  };
}

/** The lists `rows` of columns that begin at `start`, one after the other. */
function gather(start: Uint32Array, rows: readonly number[], columns: readonly Uint32Array[]) {
  const starts = new Uint32Array(rows.length + 1);
  rows.forEach((row, k) => {
    starts[k + 1] = starts[k] + start[row + 1] - start[row];
  });
  const gathered = columns.map((column) => {
    const out = new Uint32Array(starts[rows.length]);
    rows.forEach((row, k) => {
      out.set(column.subarray(start[row], start[row + 1]), starts[k]);
    });
    return out;
  });
  return { starts, gathered };
}

/**
 * The same content without lists that no span uses, numbered as `compileSnapshot` does: by first
 * use in address order, IPv4 before IPv6, vantage 0 for no route and no metro. Fleet columns are
 * those of `columns`, the others are new.
 */
export function renumber(columns: SnapshotColumns): SnapshotColumns {
  const { vantageList, vantageResort } = columns;
  const vantages = numbering(vantageList.length);
  const lists = numbering(columns.listStart.length - 1);
  const resorts = numbering(columns.resortStart.length - 1);
  vantages.of(0);
  const spanValue = columns.spanValue.map(vantages.of);
  const span6Value = columns.span6Value.map(vantages.of);
  const newList = Uint32Array.from(vantages.rows, (row) => lists.of(vantageList[row]));
  const newResort = Uint32Array.from(vantages.rows, (row) => resorts.of(vantageResort[row]));
  const { listCluster, listLink, listRank, resortSite, resortRank } = columns;
  const list = gather(columns.listStart, lists.rows, [listCluster, listLink, listRank]);
  const resort = gather(columns.resortStart, resorts.rows, [resortSite, resortRank]);
  const starts6 = [columns.start0, columns.start1, columns.start2, columns.start3];
  return {
    ...columns,
    vantageList: newList,
    vantageResort: newResort,
    listStart: list.starts,
    listCluster: list.gathered[0],
    listLink: list.gathered[1],
    listRank: list.gathered[2],
    resortStart: resort.starts,
    resortSite: resort.gathered[0],
    resortRank: resort.gathered[1],
    ...spanColumns(
      { start: [columns.spanStart.slice()], value: spanValue },
      { start: starts6.map((words) => words.slice()), value: span6Value },
    ),
  };
}
