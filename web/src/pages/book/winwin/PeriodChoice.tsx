/** Which period a statement is of; or all that has been so far. */

import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { words } from "~/pages/book/winwin/words";
import { ChoiceField } from "~/parts/Fields";

export function PeriodChoice(props: { periods: readonly string[]; value: string; onChange: (value: string) => void }) {
  const t = useWords(words);
  const options = [
    { value: "", text: t.toDate },
    ...[...props.periods].reverse().map((value) => ({ value, text: periodText(value, "long") })),
  ];
  return <ChoiceField label={t.period} value={props.value} onChange={props.onChange} options={options} />;
}
