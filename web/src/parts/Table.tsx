/** Tables: a plain one for tens of rows, and one that draws only the rows in sight for thousands of them. */

import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useReducer, useRef } from "preact/hooks";
import { Empty } from "~/parts/Answers";

export interface Column<Row> {
  readonly name: string;
  /** Shown in place of the name, which must still tell the columns apart. */
  readonly head?: ComponentChildren;
  readonly cell: (row: Row) => ComponentChildren;
  /** Numbers stand at the right. */
  readonly number?: boolean;
  /** Shown where the screen is narrow: the first column always is. */
  readonly keep?: boolean;
}

interface Props<Row> {
  /** Read out before the table. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string;
  foot?: readonly ComponentChildren[];
  empty?: ComponentChildren;
}

const sides = (column: Column<never>): string | undefined => (column.number ? "number" : undefined);

export function Table<Row>({ caption, columns, rows, keyOf, foot, empty }: Props<Row>) {
  if (!rows.length) return <Empty>{empty}</Empty>;
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={caption}>
      <table>
        <caption class="unseen">{caption}</caption>
        <Head columns={columns} />
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              <Cells columns={columns} row={row} />
            </tr>
          ))}
        </tbody>
        {foot && <Foot columns={columns} cells={foot} />}
      </table>
    </div>
  );
}

function Head<Row>({ columns }: { columns: readonly Column<Row>[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => (
          <th key={column.name} scope="col" class={sides(column as Column<never>)}>
            {column.head ?? column.name}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function Cells<Row>({ columns, row }: { columns: readonly Column<Row>[]; row: Row }) {
  return (
    <>
      {columns.map((column, index) =>
        index === 0 ? (
          <th key={column.name} scope="row">
            {column.cell(row)}
          </th>
        ) : (
          <td key={column.name} class={sides(column as Column<never>)}>
            {column.cell(row)}
          </td>
        ),
      )}
    </>
  );
}

function Foot<Row>({ columns, cells }: { columns: readonly Column<Row>[]; cells: readonly ComponentChildren[] }) {
  return (
    <tfoot>
      <tr>
        {cells.map((cell, index) => (
          <td key={index} class={sides(columns[index] as Column<never>)}>
            {cell}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}

const ROW_HEIGHT = 41; // pixels, as the style has it
const AHEAD = 80; // rows before the end where more are asked for, so that scrolling need not wait
const BEYOND = 12; // rows drawn above and below those in sight

interface LongProps<Row> extends Props<Row> {
  /** How many there are, where not all are here yet; screen readers are told. null: nobody knows before the last. */
  count?: number | null;
  /** Called when the last rows come near. */
  more?: () => void;
}

/** For thousands of rows. Rows have one height; those out of sight are room only. */
export function LongTable<Row>({ caption, columns, rows, keyOf, foot, empty, count, more }: LongProps<Row>) {
  const box = useRef<HTMLDivElement>(null);
  const [, draw] = useReducer((times: number) => times + 1, 0);
  const virtual = useRef<Virtualizer<HTMLDivElement, Element>>(undefined as never);
  const options = {
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: BEYOND,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => draw(undefined as never),
  };
  if (virtual.current === undefined) virtual.current = new Virtualizer(options);
  else virtual.current.setOptions(options);
  useLayoutEffect(() => virtual.current._didMount(), []);
  useLayoutEffect(() => virtual.current._willUpdate());
  const shown = virtual.current.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - AHEAD) more?.();
  }, [last, rows.length]);
  if (!rows.length) return <Empty>{empty}</Empty>;
  const above = shown[0]?.start ?? 0;
  const below = virtual.current.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    <div class="scroll long" ref={box} tabIndex={0} role="region" aria-label={caption}>
      <table aria-rowcount={count === null ? -1 : (count ?? rows.length) + 1}>
        <caption class="unseen">{caption}</caption>
        <Head columns={columns} />
        <tbody>
          <Room height={above} columns={columns.length} />
          {shown.map(({ index }) => {
            const row = rows[index];
            return (
              row && (
                <tr key={keyOf(row)} aria-rowindex={index + 2}>
                  <Cells columns={columns} row={row} />
                </tr>
              )
            );
          })}
          <Room height={below} columns={columns.length} />
        </tbody>
        {foot && <Foot columns={columns} cells={foot} />}
      </table>
    </div>
  );
}

function Room({ height, columns }: { height: number; columns: number }) {
  if (height <= 0) return null;
  return (
    <tr aria-hidden="true">
      <td colSpan={columns} style={{ height: `${height}px`, padding: 0, border: 0 }} />
    </tr>
  );
}
