/** Keys for machines: those there are, making one, revoking one. */

import { useState } from "preact/hooks";
import { queries, useApi } from "~/api/asking";
import { api, told, type Schema } from "~/api/client";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/account/words";
import { Answered, Failure } from "~/parts/Answers";
import { Card } from "~/parts/Card";
import { CheckField, TextField } from "~/parts/Fields";
import { Copy } from "~/parts/Names";
import { State } from "~/parts/State";
import { Table } from "~/parts/Table";
import { Time } from "~/parts/Time";

type Key = Schema["KeyView"];
const DAY = 86_400; // seconds
const MOST_DAYS = 365;

const askAgain = (): Promise<void> => queries.invalidateQueries({ queryKey: ["mine", "/api/v1/identity/keys"] });

export function Keys() {
  const t = useWords(words);
  const keys = useApi("mine", "/api/v1/identity/keys", {});
  return (
    <Card title={t.keys} note={t.keysNote}>
      <Answered of={keys}>{(found) => <KeyTable keys={found} />}</Answered>
      <MakeKey />
    </Card>
  );
}

function KeyTable({ keys }: { keys: readonly Key[] }) {
  const t = useWords(words);
  const [error, setError] = useState<unknown>(null);
  const names = t.scopeNames as Record<string, string>;
  const revoke = async (key: Key): Promise<void> => {
    try {
      await told(api.DELETE("/api/v1/identity/keys/{key}", { params: { path: { key: key.id } } }));
      await askAgain();
    } catch (caught) {
      setError(caught);
    }
  };
  return (
    <>
      <Table
        caption={t.keys}
        rows={keys}
        keyOf={(key) => key.id}
        empty={t.noKeys}
        columns={[
          { name: t.name, cell: (key) => key.name },
          { name: t.begins, cell: (key) => <code>{key.prefix}</code> },
          { name: t.scopes, cell: (key) => key.scopes.map((scope) => names[scope] ?? scope).join("; ") },
          { name: t.made, cell: (key) => <Time at={key.created_at} dateOnly /> },
          { name: t.ends, cell: (key) => <Time at={key.expires_at} dateOnly /> },
          { name: t.state, cell: (key) => <KeyState of={key} /> },
          {
            name: t.revoke,
            cell: (key) =>
              isGood(key) && (
                <button type="button" class="small danger" onClick={() => void revoke(key)}>
                  {t.revoke}
                </button>
              ),
          },
        ]}
      />
      {error !== null && <Failure error={error} />}
    </>
  );
}

function isGood(key: Key): boolean {
  return key.revoked_at === null && key.expires_at * 1000 > Date.now();
}

function KeyState({ of }: { of: Key }) {
  const t = useWords(words);
  if (isGood(of)) return <State of="active" label={t.good} />;
  return <State of="ended" label={of.revoked_at === null ? t.expired : t.revoked} />;
}

function MakeKey() {
  const t = useWords(words);
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [scopes, setScopes] = useState<readonly string[]>([]);
  const [token, setToken] = useState<string | null>(null);
  const [isTried, setTried] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const areDaysWrong = !/^\d{1,3}$/.test(days) || Number(days) < 1 || Number(days) > MOST_DAYS;
  const make = async (event: Event): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (!name.trim() || !scopes.length || areDaysWrong) return;
    try {
      const expires_at = Math.floor(Date.now() / 1000) + Number(days) * DAY;
      const body = { name: name.trim(), scopes: [...scopes], expires_at };
      setToken((await told(api.POST("/api/v1/identity/keys", { body }))).token);
      setName("");
      setScopes([]);
      setTried(false);
      setError(null);
      await askAgain();
    } catch (caught) {
      setError(caught);
    }
  };
  const toggle = (scope: string, isOn: boolean): void =>
    setScopes(isOn ? [...scopes, scope] : scopes.filter((each) => each !== scope));
  return (
    <form class="form" onSubmit={(event) => void make(event)}>
      <h3>{t.make}</h3>
      <div class="pair">
        <TextField
          label={t.name}
          value={name}
          onInput={setName}
          hint={t.nameHint}
          wrong={isTried && !name.trim() ? t.needName : null}
        />
        <TextField
          label={t.days}
          value={days}
          onInput={setDays}
          inputMode="numeric"
          wrong={areDaysWrong ? t.daysWrong : null}
        />
      </div>
      <fieldset>
        <legend>{t.scopes}</legend>
        {Object.entries(t.scopeNames).map(([scope, label]) => (
          <CheckField
            key={scope}
            label={label}
            value={scopes.includes(scope)}
            onChange={(isOn) => toggle(scope, isOn)}
          />
        ))}
        {isTried && !scopes.length && <p class="wrong">{t.needScope}</p>}
      </fieldset>
      {error !== null && <Failure error={error} />}
      <div class="row">
        <button type="submit" class="primary">
          {t.make}
        </button>
      </div>
      {token && (
        <div role="status">
          <strong>{t.token}</strong>: <code>{token}</code> <Copy value={token} />
          <p class="hint">{t.tokenNote}</p>
        </div>
      )}
    </form>
  );
}
