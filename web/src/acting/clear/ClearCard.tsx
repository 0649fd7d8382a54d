/** The clear-signing card: a message in the words of its ERC-7730 descriptor. */

import { isGroup, only, read, interpolated, type Entry, type Group, type Line } from "~/acting/clear/reading";
import type { Bound } from "~/acting/clear/binding";
import { Value } from "~/acting/clear/Value";
import { inWords, words } from "~/acting/clear/words";
import { useWords } from "~/i18n/words";
import { Fold } from "~/parts/Card";
import "~/styles/review.css";

interface Props {
  bound: Bound;
  message: Record<string, unknown>;
}

export function ClearCard({ bound, message }: Props) {
  const t = useWords(words);
  const entries = read(bound.format, message);
  const details = only(entries, true);
  const isSentence = (entry: Entry): boolean => !isGroup(entry) && entry.field.path === "sentence";
  const sentence = entries.find(isSentence) as Line | undefined;
  const main = only(entries, false).filter((entry) => !isSentence(entry));
  return (
    <section class="clear">
      <h3>{inWords(bound.format.intent)}</h3>
      <Intent bound={bound} message={message} entries={entries} />
      {sentence && (
        <blockquote>
          <small>{inWords(sentence.field.label)}</small>
          <bdi>{String(sentence.value)}</bdi>
        </blockquote>
      )}
      <Lines entries={main} bound={bound} message={message} />
      {details.length > 0 && (
        <Fold title={t.details}>
          <Lines entries={details} bound={bound} message={message} />
        </Fold>
      )}
    </section>
  );
}

function Intent({ bound, message, entries }: Props & { entries: Entry[] }) {
  const sentence = bound.format.interpolatedIntent;
  const parts = sentence && interpolated(inWords(sentence), entries);
  if (!parts) return null;
  return (
    <p class="intent">
      {parts.map((part, index) =>
        typeof part === "string" ? part : <Value key={index} line={part} message={message} bound={bound} brief />,
      )}
    </p>
  );
}

function Lines({ entries, bound, message }: Props & { entries: Entry[] }) {
  const lines = entries.filter((entry): entry is Line => !isGroup(entry));
  const groups = entries.filter(isGroup);
  return (
    <>
      {lines.length > 0 && (
        <dl class="facts">
          {lines.map((line, index) => (
            <div key={index}>
              <dt>{numbered(inWords(line.field.label), line.number)}</dt>
              <dd>
                <Value line={line} message={message} bound={bound} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {groups.map((group, index) => (
        <Part key={index} group={group} bound={bound} message={message} />
      ))}
    </>
  );
}

function Part({ group, bound, message }: Props & { group: Group }) {
  const title = numbered(inWords(group.label), group.number);
  return (
    <section class="part" aria-label={title}>
      <p class="part-name">{title}</p>
      <Lines entries={group.entries} bound={bound} message={message} />
    </section>
  );
}

function numbered(label: string, number: number | undefined): string {
  return number === undefined ? label : `${label} ${number}`;
}
