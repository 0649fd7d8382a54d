/** Who pays the unit on the left, whom it pays on the right; bands are as wide as the money that moved. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { useCompany } from "~/api/asking";
import type { Schema } from "~/api/client";
import { amountText } from "~/format/amounts";
import { shortHex } from "~/format/names";
import { useWords } from "~/i18n/words";
import { BOX, pictureOf, type Placed, type Side } from "~/pages/book/unit/flowing";
import { words } from "~/pages/book/unit/words";

const BAR = 16; // the unit in the middle
const TOP = 30; // headings above
const WIDE = 560; // where the unit's name fits between the headings

interface Frame {
  readonly width: number;
  readonly box: number;
}

export function FlowPicture({ unit, flows }: { unit: Schema["UnitPage"]; flows: readonly Schema["FlowItem"][] }) {
  const t = useWords(words);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const picture = useMemo(() => pictureOf(flows), [flows]);
  const frame = { width, box: Math.min(230, Math.round(width * 0.37)) };
  const middle = (width - BAR) / 2;
  return (
    <div ref={box} class="flows">
      <svg width={width} height={picture.height + TOP + 6} role="group" aria-label={t.flowsOf(unit.name)}>
        <text class="head" x="0" y="16">
          {t.payers}
        </text>
        {width > WIDE && (
          <text class="head" x={width / 2} y="16" text-anchor="middle">
            {unit.name}
          </text>
        )}
        <text class="head" x={width} y="16" text-anchor="end">
          {t.payees}
        </text>
        <g transform={`translate(0 ${TOP})`}>
          <Bands side={picture.payers} from={frame.box} to={middle} kind="in" />
          <Bands side={picture.payees} from={width - frame.box} to={middle + BAR} kind="out" />
          <rect class="unit" x={middle} y="0" width={BAR} height={picture.height} rx="4" />
          <Boxes side={picture.payers} x={0} frame={frame} say={(who, sum) => t.paysIt(who, sum, unit.name)} />
          <Boxes
            side={picture.payees}
            x={width - frame.box}
            frame={frame}
            say={(who, sum) => t.isPaid(who, sum, unit.name)}
          />
        </g>
      </svg>
      {picture.payers.left + picture.payees.left > 0 && (
        <p class="note">{t.notDrawn(String(picture.payers.left + picture.payees.left))}</p>
      )}
    </div>
  );
}

/** As wide as the money at the unit; at the neighbour's box no higher than the box. */
function Bands({ side, from, to, kind }: { side: Side; from: number; to: number; kind: string }) {
  return (
    <g class={`bands ${kind}`} aria-hidden="true">
      {side.shown.map((each) => (
        <path key={each.party.address} d={bandOf(each, from, to)} />
      ))}
    </g>
  );
}

function bandOf({ at, bandAt, width }: Placed, from: number, to: number): string {
  const bend = (from + to) / 2;
  const [half, end] = [width / 2, Math.min(width, BOX) / 2];
  const there = `M${from} ${at - end} C${bend} ${at - end} ${bend} ${bandAt - half} ${to} ${bandAt - half}`;
  return `${there} V${bandAt + half} C${bend} ${bandAt + half} ${bend} ${at + end} ${from} ${at + end} Z`;
}

function Boxes(props: { side: Side; x: number; frame: Frame; say: (who: string, sum: string) => string }) {
  return (
    <>
      {props.side.shown.map((each) => (
        <Box key={each.party.address} each={each} {...props} />
      ))}
    </>
  );
}

/** A neighbour, which leads to its page. What is too long for its box is clipped, and whole for screen readers. */
function Box(props: { each: Placed; x: number; frame: Frame; say: (who: string, sum: string) => string }) {
  const t = useWords(words);
  const company = useCompany();
  const { each, x, frame } = props;
  const { decimals, symbol } = company?.token ?? { decimals: 0, symbol: "" };
  const name = each.party.name ?? shortHex(each.party.address, 4);
  const amount = each.amount === null ? t.hidden : `${amountText(each.amount, decimals)} ${symbol}`;
  const place = each.party.kind === "unit" ? "units" : "people";
  const y = each.at - BOX / 2;
  return (
    <a href={`/${place}/${each.party.address}`} aria-label={props.say(name, amount)}>
      <rect class="box" x={x + 0.5} y={y} width={frame.box - 1} height={BOX} rx="6" />
      <svg x={x + 9} y={y} width={frame.box - 14} height={BOX}>
        <text y="16">{name}</text>{" "}
        <text class="sum" y="31">
          {amount}
        </text>
      </svg>
    </a>
  );
}

/** How wide the picture may be: as wide as there is room, on a phone too. */
function useWidth(box: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(640);
  useEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const observer = new ResizeObserver(() => setWidth(Math.max(280, element.clientWidth - 1)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return width;
}
