/** All agreements, the newest first: by words, kind, and whether they are over; or those of one party. */

import { oneOf, useAddressed, useSettled } from "~/parts/addressed";
import { useCompany, usePages } from "~/api/asking";
import { countText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { agreementColumns } from "~/pages/book/agreements/AgreementList";
import { words } from "~/pages/book/agreements/words";
import { Answered } from "~/parts/Answers";
import { Card, Page } from "~/parts/Card";
import { ChoiceField, TextField } from "~/parts/Fields";
import { Party } from "~/parts/Names";
import { LongTable } from "~/parts/Table";
import "~/styles/book.css";

const KINDS = ["service", "community", "vam"] as const;
const STATUSES = ["open", "ended"] as const;
const ADDRESS = /^0x[0-9a-fA-F]{40}$/;

export default function AgreementsPage() {
  const t = useWords(words);
  const company = useCompany();
  const [typed, type] = useAddressed("q");
  const [kind, chooseKind] = useAddressed("kind");
  const [status, chooseStatus] = useAddressed("status");
  const [named, chooseParty] = useAddressed("party");
  const party = ADDRESS.test(named) ? named : null;
  const q = useSettled(typed.trim());
  const query = {
    limit: 200,
    q: q || null,
    kind: oneOf(KINDS, kind) ?? null,
    status: oneOf(STATUSES, status) ?? null,
    party,
  };
  const agreements = usePages("book", "/api/v1/book/agreements", { params: { query } }, true, true);
  const isSifted = Boolean(q || query.kind || query.status || party);
  const opened = company ? Object.values(company.agreements).reduce((sum, each) => sum + each, 0) : null;
  const who = agreements.items.flatMap((each) => each.parties).find((each) => each.address === party);
  return (
    <Page title={t.title} lead={t.lead}>
      <Card>
        <div class="sieve">
          <TextField label={t.find} type="search" value={typed} onInput={type} />
          <ChoiceField
            label={t.kind}
            value={query.kind ?? ""}
            onChange={chooseKind}
            options={[{ value: "", text: t.everyKind }, ...KINDS.map((value) => ({ value, text: t.kinds[value] }))]}
          />
          <ChoiceField
            label={t.state}
            value={query.status ?? ""}
            onChange={chooseStatus}
            options={[
              { value: "", text: t.everyState },
              { value: "open", text: t.openOnly },
              { value: "ended", text: t.endedOnly },
            ]}
          />
        </div>
        {party && (
          <p class="row">
            <span>
              {t.of} <Party of={who ?? { address: party, name: null, kind: "person" }} />
            </span>
            <button type="button" class="small" onClick={() => chooseParty("")}>
              {t.all}
            </button>
          </p>
        )}
        <Answered of={agreements}>
          {() => (
            <>
              <p class="note" role="status">
                {(agreements.hasNextPage ? t.more : t.found)(countText(agreements.items.length))}
              </p>
              <LongTable
                caption={t.title}
                columns={agreementColumns(t)}
                rows={agreements.items}
                keyOf={(each) => each.agreement}
                count={agreements.hasNextPage ? (isSifted ? null : opened) : agreements.items.length}
                more={agreements.more}
                empty={t.none}
              />
            </>
          )}
        </Answered>
      </Card>
    </Page>
  );
}
