/** From the Treasury to a wallet, signed and carried without gas. */

import { useState } from "preact/hooks";
import { carryOut } from "~/acting/carrying";
import { useDoing } from "~/acting/doing";
import { Said } from "~/acting/Outcome";
import { useCompany } from "~/api/asking";
import type { Schema } from "~/api/client";
import { amountText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { read } from "~/pages/money/amounts";
import { ReceiverField, useDoubt } from "~/pages/money/ReceiverField";
import { refusalOf } from "~/pages/money/receiving";
import { words } from "~/pages/money/words";
import { Card } from "~/parts/Card";
import { ChoiceField, TextField } from "~/parts/Fields";
import { Loading } from "~/parts/Answers";

type Now = Schema["AccountNow"];

export function Withdraw({ now }: { now: Now }) {
  const t = useWords(words);
  const company = useCompany();
  return (
    <Card title={t.withdraw} note={t.withdrawNote}>
      {!company ? (
        <Loading />
      ) : now.held === null ? (
        <p class="note">{t.hidden}</p>
      ) : BigInt(now.held) === 0n ? (
        <p class="empty">{t.nothingHeld}</p>
      ) : (
        <Form now={now} held={BigInt(now.held)} token={company.token} />
      )}
    </Card>
  );
}

function Form({ now, held, token }: { now: Now; held: bigint; token: Schema["CompanyPage"]["token"] }) {
  const t = useWords(words);
  const { outcome, busy, run } = useDoing();
  const own = now.account.address;
  const [written, setWritten] = useState("");
  const [where, setWhere] = useState("own");
  const [other, setOther] = useState("");
  const [isSure, setSure] = useState(false);
  const [isTried, setTried] = useState(false);
  const to = where === "own" ? own : other.trim();
  const doubt = useDoubt(to, [own]);
  const found = read(written, token.decimals, held);
  const all = amountText(held, token.decimals);
  const faults = { unread: t.amountUnread(token.decimals), nothing: t.amountNothing, tooMuch: t.amountTooMuch(all) };
  const wrong = "fault" in found && (written || isTried) ? faults[found.fault] : null;
  const withdraw = (event: Event): void => {
    event.preventDefault();
    setTried(true);
    if ("fault" in found || refusalOf(to) || (where !== "own" && doubt && !isSure)) return;
    const sent = { owner: own, token: token.address, amount: found.amount, to };
    run(async () => {
      const done = await carryOut({ contract: "Treasury", verb: "withdrawBySig", arguments: sent });
      if (done && done.stage !== "failed") {
        setWritten("");
        setTried(false);
      }
      return done;
    });
  };
  return (
    <form class="form" onSubmit={withdraw} noValidate>
      <div class="with-button">
        <TextField
          label={t.amount(token.symbol)}
          value={written}
          onInput={setWritten}
          inputMode="decimal"
          hint={t.amountHint(all)}
          wrong={wrong}
        />
        <button type="button" onClick={() => setWritten(all)}>
          {t.all}
        </button>
      </div>
      <ChoiceField
        label={t.to}
        value={where}
        onChange={setWhere}
        options={[
          { value: "own", text: t.toOwn },
          { value: "other", text: t.toOther },
        ]}
      />
      {where === "other" && (
        <ReceiverField
          label={t.address}
          value={other}
          onInput={(value) => {
            setOther(value);
            setSure(false);
          }}
          known={[own]}
          isSure={isSure}
          onSure={setSure}
          wrong={isTried && !other.trim() ? t.refusals.malformed : null}
        />
      )}
      <div class="row">
        <button type="submit" class="primary" disabled={busy}>
          {t.withdrawNow}
        </button>
      </div>
      <Said of={outcome} />
    </form>
  );
}
