/** What do you want to agree: the templates, each with what it is for. */

import { useLocation } from "preact-iso";
import { useWords } from "~/i18n/words";
import { CHOICES } from "~/pages/drafting/terms/choices";
import { words } from "~/pages/drafting/words";
import { Page } from "~/parts/Card";
import "~/styles/drafting.css";

export default function ChoosePage() {
  const t = useWords(words);
  const { query } = useLocation();
  const amends = query["amends"];
  const behind = amends ? `?amends=${encodeURIComponent(amends)}` : "";
  return (
    <Page
      title={amends ? t.amendTitle : t.title}
      lead={amends ? t.amendLead : t.lead}
      actions={
        <a class="button" href="/drafts">
          {t.drafts}
        </a>
      }
    >
      <ul class="templates">
        {CHOICES.map((choice) => (
          <Offered
            key={choice.key}
            href={`/new/${choice.key}${behind}`}
            name={t.choices[choice.key].name}
            says={t.choices[choice.key].for}
          />
        ))}
        {!amends && <Offered href="/market/new" name={t.tender} says={t.tenderFor} />}
      </ul>
    </Page>
  );
}

function Offered({ href, name, says }: { href: string; name: string; says: string }) {
  return (
    <li>
      <a class="card" href={href}>
        <strong>{name}</strong>
        <span class="quiet">{says}</span>
      </a>
    </li>
  );
}
