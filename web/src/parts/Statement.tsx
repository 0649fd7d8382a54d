/** A statement as accountants write it: lines with signs, subtotals ruled off, and a reason where there is no amount. */

import type { ComponentChildren } from "preact";
import type { Minor } from "~/format/amounts";
import { Amount } from "~/parts/Amount";

export interface StatementLine {
  readonly name: string;
  readonly value: Minor | null;
  readonly sign?: "+" | "−" | "=";
  readonly kind?: "head" | "subtotal" | "total";
  /** What is counted in it; or why there is no amount. */
  readonly note?: ComponentChildren;
  /** In place of an amount: a number that is no money. */
  readonly shown?: ComponentChildren;
}

export function Statement({ caption, lines }: { caption: string; lines: readonly StatementLine[] }) {
  return (
    <table class="statement">
      <caption class="unseen">{caption}</caption>
      <tbody>
        {lines.map((line) =>
          line.kind === "head" ? (
            <tr key={line.name} class="head">
              <th scope="colgroup" colSpan={2}>
                {line.name}
              </th>
            </tr>
          ) : (
            <tr key={line.name} class={line.kind}>
              <th scope="row">
                <span class="sign" aria-hidden="true">
                  {line.sign}
                </span>
                {line.name}
                {line.note && <small>{line.note}</small>}
              </th>
              <td class="number">{line.shown ?? <Amount value={line.value} />}</td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}
