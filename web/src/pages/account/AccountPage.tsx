/** One's own account: what it is here, keys for machines, and for auditors what everybody has done. */

import { useApi } from "~/api/asking";
import { useWords } from "~/i18n/words";
import { AuditLog } from "~/pages/account/AuditLog";
import { Keys } from "~/pages/account/Keys";
import { words } from "~/pages/account/words";
import { Card, Facts, Page } from "~/parts/Card";
import { Hash, Party } from "~/parts/Names";
import { Time } from "~/parts/Time";
import { SignInHere } from "~/wallet/SignInHere";
import { session, signOutEverywhere, type Session } from "~/wallet/session";

export default function AccountPage() {
  const t = useWords(words);
  const here = session.value;
  if (!here?.address || !here.roles) {
    return (
      <Page title={t.title} lead={t.lead}>
        <p>{t.signInFirst}</p>
        <SignInHere />
      </Page>
    );
  }
  return (
    <Page title={t.title} lead={t.lead}>
      <Who of={here} address={here.address} roles={here.roles} />
      <Keys />
      {here.roles.auditor && <AuditLog />}
    </Page>
  );
}

function Who({ of, address, roles }: { of: Session; address: string; roles: NonNullable<Session["roles"]> }) {
  const t = useWords(words);
  const held = (["finance", "auditor", "oracle", "arbiter"] as const).filter((role) => roles[role]);
  const units = (list: string[]) => list.map((unit) => <UnitName key={unit} address={unit} />);
  return (
    <Card title={t.who}>
      <Facts
        of={[
          [t.address, <Hash value={address} />],
          of.expires_at !== null && [t.until, <Time at={of.expires_at} />],
          roles.leads.length > 0 && [t.leads, units(roles.leads)],
          roles.member_of.length > 0 && [t.memberOf, units(roles.member_of)],
          roles.invests_in.length > 0 && [t.investsIn, units(roles.invests_in)],
          [t.roles, held.map((role) => t.roleNames[role]).join(", ") || t.noRoles],
        ]}
      />
      <div class="row">
        <button type="button" class="danger" onClick={() => void signOutEverywhere()}>
          {t.everywhere}
        </button>
      </div>
      <p class="hint">{t.everywhereNote}</p>
    </Card>
  );
}

function UnitName({ address }: { address: string }) {
  const unit = useApi("book", "/api/v1/book/units/{address}", { params: { path: { address } } }).data;
  return (
    <span class="listed">
      <Party of={{ address, name: unit?.name ?? null, kind: "unit" }} />
    </span>
  );
}
