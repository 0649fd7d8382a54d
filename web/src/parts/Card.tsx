/** Pieces that pages are made of: a page's frame, cards, figures, lists of facts, and folds. */

import type { ComponentChildren } from "preact";
import { useEffect, useId } from "preact/hooks";

export function Page(props: {
  title: string;
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  useEffect(() => {
    document.title = `${props.title} · Heyi`;
  }, [props.title]);
  return (
    <article class="page">
      <header class="page-head">
        <div>
          <h1 tabIndex={-1}>{props.title}</h1>
          {props.lead && <div class="lead">{props.lead}</div>}
        </div>
        {props.actions && <div class="actions">{props.actions}</div>}
      </header>
      {props.children}
    </article>
  );
}

export function Card(props: { title?: string; note?: ComponentChildren; wide?: boolean; children: ComponentChildren }) {
  const id = useId();
  return (
    <section class={props.wide ? "card wide" : "card"} aria-labelledby={props.title ? id : undefined}>
      {props.title && <h2 id={id}>{props.title}</h2>}
      {props.note && <p class="note">{props.note}</p>}
      {props.children}
    </section>
  );
}

/** Cards beside one another where there is room. */
export function Cards({ children }: { children: ComponentChildren }) {
  return <div class="cards">{children}</div>;
}

/** One figure with its name: the numbers that a page begins with. */
export function Figure({
  name,
  children,
  note,
}: {
  name: string;
  children: ComponentChildren;
  note?: ComponentChildren;
}) {
  return (
    <div class="figure">
      <dt>{name}</dt>
      <dd>
        {children}
        {note && <small>{note}</small>}
      </dd>
    </div>
  );
}

export function Figures({ children }: { children: ComponentChildren }) {
  return <dl class="figures">{children}</dl>;
}

/** Names and values, one line each; lines whose value is missing are left out. */
export function Facts({ of }: { of: readonly (readonly [string, ComponentChildren] | null | false | undefined)[] }) {
  return (
    <dl class="facts">
      {of.map(
        (fact) =>
          fact && (
            <div key={fact[0]}>
              <dt>{fact[0]}</dt>
              <dd>{fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

export function Fold(props: { title: ComponentChildren; open?: boolean; children: ComponentChildren }) {
  return (
    <details class="fold" open={props.open}>
      <summary>{props.title}</summary>
      {props.children}
    </details>
  );
}
