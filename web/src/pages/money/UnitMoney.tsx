/** For a unit's leader: what it holds, and paying out of what its members allow in a period. */

import { useState } from "preact/hooks";
import { keccak256, toBytes } from "viem";
import { carryOut } from "~/acting/carrying";
import { useDoing } from "~/acting/doing";
import { Said } from "~/acting/Outcome";
import { useApi, useCompany } from "~/api/asking";
import { api, type Schema } from "~/api/client";
import { amountText } from "~/format/amounts";
import { useWords } from "~/i18n/words";
import { read } from "~/pages/money/amounts";
import { Claims } from "~/pages/money/Claims";
import { ReceiverField, useDoubt } from "~/pages/money/ReceiverField";
import { refusalOf } from "~/pages/money/receiving";
import { words } from "~/pages/money/words";
import { Amount } from "~/parts/Amount";
import { Answered } from "~/parts/Answers";
import { Card, Figure, Figures, Fold } from "~/parts/Card";
import { TextField } from "~/parts/Fields";
import { Party } from "~/parts/Names";

type Now = Schema["AccountNow"];

export function UnitMoney({ unit }: { unit: Schema["Party"] }) {
  const t = useWords(words);
  const path = { params: { path: { address: unit.address } } };
  const asked = useApi("mine", "/api/v1/accounts/{address}", path);
  return (
    <Card title={t.unitMoney(unit.name ?? unit.address)} note={<Party of={unit} />}>
      <Answered of={asked}>
        {(now) => (
          <>
            <Figures>
              <Figure name={t.held} note={t.unitHeldNote}>
                <Amount value={now.held} symbol />
              </Figure>
              <Figure name={t.allowance} note={t.allowanceNote}>
                <Amount value={now.allowance} symbol />
              </Figure>
              <Figure name={t.allowanceLeft} note={t.allowanceLeftNote}>
                <Amount value={now.allowance_left} symbol />
              </Figure>
            </Figures>
            {now.pools.length > 0 && <Claims now={now} />}
            {BigInt(now.allowance_left ?? 0) > 0n ? (
              <Fold title={t.payOut}>
                <PayOut now={now} />
              </Fold>
            ) : (
              <p class="note">{t.nothingAllowed}</p>
            )}
          </>
        )}
      </Answered>
    </Card>
  );
}

function PayOut({ now }: { now: Now }) {
  const t = useWords(words);
  const company = useCompany();
  const { outcome, busy, run } = useDoing();
  const unit = now.account.address;
  const [written, setWritten] = useState("");
  const [receiver, setReceiver] = useState("");
  const [purpose, setPurpose] = useState("");
  const [isSure, setSure] = useState(false);
  const [isTried, setTried] = useState(false);
  const to = receiver.trim();
  const doubt = useDoubt(to, [unit]);
  if (!company) return null;
  const { decimals, symbol } = company.token;
  const [held, left] = [BigInt(now.held ?? 0), BigInt(now.allowance_left ?? 0)];
  const most = held < left ? held : left;
  const found = read(written, decimals, most);
  const faults = {
    unread: t.amountUnread(decimals),
    nothing: t.amountNothing,
    tooMuch: t.spendTooMuch(amountText(most, decimals)),
  };
  const pay = (event: Event): void => {
    event.preventDefault();
    setTried(true);
    if ("fault" in found || refusalOf(to) || !purpose.trim() || (doubt && !isSure)) return;
    // The purpose stands on the chain as a hash; its text is given to the book once the hash is known there.
    const sent = { receiver: to, amount: found.amount, purpose: keccak256(toBytes(purpose.trim())) };
    run(async () => {
      const done = await carryOut({ contract: "Enterprise", verb: "spend", enterprise: unit, arguments: sent });
      if (done && done.stage !== "failed") {
        await api.POST("/api/v1/sentences", { body: { text: purpose.trim() } }).catch(() => undefined);
        setWritten("");
        setTried(false);
      }
      return done;
    });
  };
  return (
    <form class="form" onSubmit={pay} noValidate>
      <TextField
        label={t.amount(symbol)}
        value={written}
        onInput={setWritten}
        inputMode="decimal"
        hint={t.spendHint(amountText(most, decimals))}
        wrong={"fault" in found && (written || isTried) ? faults[found.fault] : null}
      />
      <ReceiverField
        label={t.receiver}
        value={receiver}
        onInput={(value) => {
          setReceiver(value);
          setSure(false);
        }}
        known={[unit]}
        isSure={isSure}
        onSure={setSure}
        wrong={isTried && !to ? t.refusals.malformed : null}
      />
      <TextField
        label={t.purpose}
        value={purpose}
        onInput={setPurpose}
        hint={t.purposeHint}
        wrong={isTried && !purpose.trim() ? t.purposeMissing : null}
      />
      <div class="row">
        <button type="submit" class="primary" disabled={busy}>
          {t.payNow}
        </button>
      </div>
      <Said of={outcome} />
    </form>
  );
}
