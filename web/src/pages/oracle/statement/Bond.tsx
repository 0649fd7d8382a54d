/** The bond of a challenge, where the company asks for one: how much, what lies there, and putting it in. */

import { carryOut } from "~/acting/carrying";
import { useDoing } from "~/acting/doing";
import { Said } from "~/acting/Outcome";
import { useApi, useCompany, type Company } from "~/api/asking";
import type { Schema } from "~/api/client";
import { amountText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/oracle/words";
import { me } from "~/wallet/session";

interface Props {
  of: Schema["ReportPage"];
  challenger: Schema["Party"];
}

export function Bond({ of, challenger }: Props) {
  const t = useWords(words);
  const company = useCompany();
  const { outcome, busy, run } = useDoing();
  const path = { subject: of.subject.subject, period: of.period, challenger: challenger.address };
  const bond = useApi("book", "/api/v1/book/disputes/bonds/{subject}/{period}/{challenger}", { params: { path } }).data;
  if (!bond || !company || BigInt(bond.held) >= BigInt(bond.bond)) return null;
  const missing = (BigInt(bond.bond) - BigInt(bond.held)).toString();
  return (
    <div>
      <p>{t.bondNeeded(`${amountText(missing, company.token.decimals)} ${company.token.symbol}`)}</p>
      <button type="button" disabled={busy} onClick={() => run(() => put(company, bond.account, missing, challenger))}>
        {t.putBond}
      </button>
      <Said of={outcome} />
    </div>
  );
}

/** A person moves it; a unit spends it, as its leader says. */
function put(company: Company, account: string, amount: string, challenger: Schema["Party"]) {
  if (challenger.kind === "unit") {
    const purpose = `0x${"0".repeat(64)}`;
    const given = { receiver: account, amount, purpose };
    return carryOut({ contract: "Enterprise", verb: "spend", enterprise: challenger.address, arguments: given });
  }
  const id = BigInt(company.token.address).toString(); // the Treasury counts every token by its address
  const given = { owner: me.value, receiver: account, id, amount };
  return carryOut({ contract: "Treasury", verb: "transferBySig", arguments: given });
}
