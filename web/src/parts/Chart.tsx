/** Lines and bars over periods or results (uPlot, loaded when first needed), always with the same figures as a table. */

import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import { isDark } from "~/parts/theme";
import { shortText } from "~/format/amounts";
import { language, useWords } from "~/i18n/words";
import { Fold } from "~/parts/Card";
import { words } from "~/parts/words";

export interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
  readonly kind?: "line" | "bar" | "dashed" | "points";
}

interface Props {
  /** What it shows, in a sentence: read out in place of the picture. */
  summary: string;
  x: readonly number[];
  xText: (x: number) => string;
  lines: readonly Line[];
  height?: number;
  /** The same figures, exact. */
  table: ComponentChildren;
}

const COLOURS = ["--chart-1", "--chart-2", "--chart-3", "--chart-4", "--chart-5"];

export function Chart({ summary, x, xText, lines, height = 260, table }: Props) {
  const t = useWords(words);
  const box = useRef<HTMLDivElement>(null);
  const dark = isDark.value;
  const spoken = language.value;
  useEffect(() => {
    let plot: uPlot | undefined;
    let observer: ResizeObserver | undefined;
    let gone = false;
    void load().then((Plot) => {
      const element = box.current;
      if (gone || !element) return;
      plot = new Plot(
        optionsOf(Plot, element.clientWidth, height, xText, lines),
        [x, ...lines.map((line) => line.values)] as never,
        element,
      );
      observer = new ResizeObserver(() => plot?.setSize({ width: element.clientWidth, height }));
      observer.observe(element);
    });
    return () => {
      gone = true;
      observer?.disconnect();
      plot?.destroy();
    };
  }, [JSON.stringify([x, lines]), dark, spoken, height]);
  return (
    <figure class="chart">
      <div ref={box} role="img" aria-label={summary} style={{ minHeight: `${height}px` }} />
      <figcaption>{summary}</figcaption>
      <Fold title={t.asTable}>{table}</Fold>
    </figure>
  );
}

async function load(): Promise<typeof uPlot> {
  const [library] = await Promise.all([import("uplot"), import("uplot/dist/uPlot.min.css")]);
  return library.default;
}

function optionsOf(
  Plot: typeof uPlot,
  width: number,
  height: number,
  xText: (x: number) => string,
  lines: readonly Line[],
): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const hasBars = lines.some((line) => line.kind === "bar");
  const axis = { stroke: colour("--quiet"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false } };
  return {
    width,
    height,
    cursor: { points: { size: 7 } },
    scales: hasBars
      ? {
          // Bars begin at zero, and the outermost are shown whole.
          x: { time: false, range: (_plot, min, max) => [min - 0.5, max + 0.5] },
          y: { range: (_plot, min, max) => [Math.min(0, min * 1.06), Math.max(0, max * 1.06)] },
        }
      : { x: { time: false } },
    legend: { live: true },
    axes: [
      {
        ...axis,
        values: (_plot, splits) =>
          splits.map((at) => (Number.isInteger(at) || lines[0]?.kind !== "bar" ? xText(at) : "")),
      },
      { ...axis, size: 64, values: (_plot, splits) => splits.map((at) => shortText(at)) },
    ],
    series: [
      { label: "\u00a0", value: (_plot, at) => (at === null ? "" : xText(at)) },
      ...lines.map((line, index): uPlot.Series => {
        const stroke = colour(COLOURS[index % COLOURS.length] as string);
        return {
          label: line.name,
          stroke,
          width: 2,
          value: (_plot, at) => (at === null ? "–" : shortText(at)),
          points: { show: line.kind === "points", size: 9, fill: stroke },
          ...(line.kind === "bar" ? { fill: stroke, paths: Plot.paths.bars!({ size: [0.6, 60] }) } : {}),
          ...(line.kind === "dashed" ? { dash: [6, 4] } : {}),
          ...(line.kind === "points" ? { paths: () => null } : {}),
        };
      }),
    ],
  };
}
