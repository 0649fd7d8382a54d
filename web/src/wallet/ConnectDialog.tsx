/** Every announced wallet with its name and icon; on a local chain also its people, clearly marked. */

import { useState } from "preact/hooks";
import { useApi, useCompany } from "~/api/asking";
import { useWords } from "~/i18n/words";
import { Failure } from "~/parts/Answers";
import { Dialog } from "~/parts/Dialog";
import { TextField } from "~/parts/Fields";
import { connect, connectDeveloper } from "~/wallet/connection";
import { isRejected, wallets } from "~/wallet/provider";
import { words } from "~/wallet/words";

const SHOWN_PEOPLE = 8;

export function ConnectDialog({ onClose }: { onClose: () => void }) {
  const t = useWords(words);
  const [error, setError] = useState<unknown>(null);
  const [isPutAside, setPutAside] = useState(false);
  const attempt = async (connecting: Promise<void>): Promise<void> => {
    setError(null);
    setPutAside(false);
    try {
      await connecting;
      onClose();
    } catch (caught) {
      if (isRejected(caught)) setPutAside(true);
      else setError(caught);
    }
  };
  return (
    <Dialog title={t.title} onClose={onClose}>
      <p class="note">{t.lead}</p>
      {wallets.value.length === 0 && <p class="empty">{t.none}</p>}
      <ul class="choices">
        {wallets.value.map((wallet) => (
          <li key={wallet.uuid}>
            <button type="button" onClick={() => void attempt(connect(wallet))}>
              {wallet.icon && <img src={wallet.icon} alt="" width="24" height="24" />}
              {wallet.name}
            </button>
          </li>
        ))}
      </ul>
      <People onChosen={(connecting) => void attempt(connecting)} />
      {isPutAside && <p role="status">{t.rejected}</p>}
      {error !== null && <Failure error={error} />}
    </Dialog>
  );
}

function People({ onChosen }: { onChosen: (connecting: Promise<void>) => void }) {
  const t = useWords(words);
  const company = useCompany();
  const [wanted, setWanted] = useState("");
  const people = useApi("chain", "/api/v1/developer/wallets", {}).data ?? [];
  if (!people.length || !company) return null;
  const found = people.filter((each) => each.name.toLowerCase().includes(wanted.toLowerCase()));
  return (
    <section class="play">
      <h3>
        {t.play} <span class="state wait">{t.playMark}</span>
      </h3>
      <p class="note">{t.playNote}</p>
      <TextField label={t.find} type="search" value={wanted} onInput={setWanted} />
      <ul class="choices">
        {found.slice(0, SHOWN_PEOPLE).map((person) => (
          <li key={person.address}>
            <button type="button" onClick={() => onChosen(connectDeveloper(person, company.chain_id))}>
              {person.name}
              <small class="quiet"> {person.role}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
