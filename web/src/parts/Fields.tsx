/** Fields of forms: a label, a hint, and what is wrong, tied together for screen readers. */

import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface Common {
  label: string;
  hint?: ComponentChildren;
  wrong?: string | null | undefined;
  required?: boolean;
}

interface TextProps extends Common {
  value: string;
  onInput: (value: string) => void;
  type?: "text" | "month" | "date" | "number" | "search";
  inputMode?: "decimal" | "numeric" | "text";
  list?: readonly { value: string; text: string }[];
}

export function TextField({ label, hint, wrong, required, value, onInput, type = "text", inputMode, list }: TextProps) {
  const id = useId();
  return (
    <Framed id={id} label={label} hint={hint} wrong={wrong}>
      <input
        id={id}
        type={type}
        inputMode={inputMode}
        value={value}
        required={required}
        list={list ? `${id}-list` : undefined}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={`${id}-said`}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
      {list && (
        <datalist id={`${id}-list`}>
          {list.map((each) => (
            <option key={each.value} value={each.value}>
              {each.text}
            </option>
          ))}
        </datalist>
      )}
    </Framed>
  );
}

interface ChoiceProps extends Common {
  value: string;
  onChange: (value: string) => void;
  options: readonly { value: string; text: string }[];
}

export function ChoiceField({ label, hint, wrong, required, value, onChange, options }: ChoiceProps) {
  const id = useId();
  return (
    <Framed id={id} label={label} hint={hint} wrong={wrong}>
      <select
        id={id}
        value={value}
        required={required}
        aria-describedby={`${id}-said`}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        {options.map((each) => (
          <option key={each.value} value={each.value}>
            {each.text}
          </option>
        ))}
      </select>
    </Framed>
  );
}

export function LongTextField(props: Common & { value: string; onInput: (value: string) => void; rows?: number }) {
  const id = useId();
  return (
    <Framed id={id} label={props.label} hint={props.hint} wrong={props.wrong}>
      <textarea
        id={id}
        rows={props.rows ?? 4}
        required={props.required}
        aria-describedby={`${id}-said`}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
    </Framed>
  );
}

export function CheckField(props: { label: ComponentChildren; value: boolean; onChange: (value: boolean) => void }) {
  return (
    <label class="check">
      <input type="checkbox" checked={props.value} onChange={(event) => props.onChange(event.currentTarget.checked)} />
      <span>{props.label}</span>
    </label>
  );
}

function Framed(props: Pick<Common, "label" | "hint" | "wrong"> & { id: string; children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      {props.children}
      <p id={`${props.id}-said`} class={props.wrong ? "wrong" : "hint"}>
        {props.wrong ?? props.hint ?? ""}
      </p>
    </div>
  );
}
