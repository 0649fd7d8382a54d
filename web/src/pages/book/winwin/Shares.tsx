/** Who got what share of the value added: one bar, and the same in words and amounts below it. */

import type { Schema } from "~/api/client";
import { shareText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/book/winwin/words";
import { Amount } from "~/parts/Amount";

const WIDTH = 1_000; // of the drawing; it is as wide as there is room

export function Shares({ of: page }: { of: Schema["WinWinPage"] }) {
  const t = useWords(words);
  const { shared, value_added: whole } = page;
  const parts = [
    { name: t.toTeams, amount: BigInt(shared.teams) },
    { name: t.toProviders, amount: BigInt(shared.resource_providers) },
    { name: t.toInvestors, amount: BigInt(shared.co_investors) },
    { name: t.toPlatform, amount: BigInt(shared.platform) },
    { name: t.retained, amount: BigInt(shared.retained) },
  ].map((part, index) => ({ ...part, number: index + 1 }));
  const drawn = parts.filter((part) => part.amount > 0n);
  const all = drawn.reduce((sum, part) => sum + part.amount, 0n);
  return (
    <figure class="shares">
      {all > 0n ? <Bar parts={drawn} all={all} summary={t.sharesSummary} /> : <p class="quiet">{t.nothingShared}</p>}
      <ul>
        {parts.map((part) => (
          <li key={part.number}>
            <span class={`swatch share-${part.number}`} aria-hidden="true">
              {part.number}
            </span>
            <span>{part.name}</span>
            <Amount value={part.amount} />
            <span class="quiet number">{BigInt(whole) > 0n ? shareText(part.amount, whole) : "–"}</span>
          </li>
        ))}
      </ul>
      {BigInt(shared.retained) < 0n && <figcaption class="quiet">{t.retainedBelow}</figcaption>}
    </figure>
  );
}

function Bar(props: { parts: readonly { number: number; amount: bigint }[]; all: bigint; summary: string }) {
  let at = 0;
  return (
    <svg viewBox={`0 0 ${WIDTH} 64`} preserveAspectRatio="none" role="img" aria-label={props.summary}>
      {props.parts.map((part) => {
        const width = Number((part.amount * BigInt(WIDTH * 100)) / props.all) / 100;
        const x = at;
        at += width;
        return (
          <rect key={part.number} class={`share-${part.number}`} x={x} y="0" width={Math.max(width, 1)} height="64" />
        );
      })}
    </svg>
  );
}
