/** The books for other programs, and for whoever wants to check them without this service. */

import { useWords } from "~/i18n/words";
import { words } from "~/pages/book/words";
import { Card } from "~/parts/Card";

const EXPORTS = "/api/v1/book/exports";

export function Downloads() {
  const t = useWords(words);
  const files = [
    { href: `${EXPORTS}/journal?format=csv`, file: "journal.csv", ...t.downloads.csv },
    { href: `${EXPORTS}/journal?format=jsonl`, file: "journal.jsonl", ...t.downloads.jsonl },
    { href: `${EXPORTS}/bundle`, file: "book.jsonl.gz", ...t.downloads.bundle },
  ];
  return (
    <Card title={t.download} note={t.downloadNote}>
      <ul class="downloads">
        {files.map((each) => (
          <li key={each.file}>
            <a class="button" href={each.href} download={each.file}>
              {each.name}
            </a>
            <span class="quiet">{each.note}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
