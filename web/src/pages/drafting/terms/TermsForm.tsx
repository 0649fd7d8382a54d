/** A form for human terms, drawn from the schema of their template: fields, groups of fields, and lists of either. */

import type { ComponentChildren } from "preact";
import { useWords } from "~/i18n/words";
import { fieldName } from "~/pages/drafting/terms/fieldNames";
import { words } from "~/pages/drafting/words";
import { Field, type Form } from "~/pages/drafting/terms/TermField";
import { blank, isFields, type Schema, type Written, type WrittenFields } from "~/pages/drafting/terms/schema";
import { Fold } from "~/parts/Card";

type Update = (change: (before: Written | undefined) => Written | undefined) => void;

interface Props {
  schema: Schema;
  values: WrittenFields;
  path: string;
  form: Form;
  /** Changes are made of what is there then: several parties may be found at the same moment. */
  onChange: (change: (before: WrittenFields) => WrittenFields) => void;
  /** Optional fields that are shown from the start; left out: all single ones. */
  open?: readonly string[];
}

export function Fields({ schema, values, path, form, onChange, open }: Props) {
  const t = useWords(words);
  const set =
    (name: string): Update =>
    (change) =>
      onChange(({ [name]: before, ...others }) => {
        const value = change(before);
        return value === undefined ? others : { ...others, [name]: value };
      });
  const all = Object.entries(schema.properties ?? {}).filter(([name]) => path || name !== "id");
  const isShown = ([name, inner]: [string, Schema]): boolean =>
    Boolean(schema.required?.includes(name)) ||
    values[name] !== undefined ||
    (open ? open.includes(name) : !isCompound(inner));
  const shown = all.filter(isShown);
  const rest = all.filter((each) => !isShown(each));
  const drawn = ([name, inner]: [string, Schema]): ComponentChildren => (
    <AnyField
      key={name}
      name={name}
      schema={inner}
      path={path ? `${path}.${name}` : name}
      value={values[name]}
      form={form}
      required={Boolean(schema.required?.includes(name))}
      onChange={set(name)}
    />
  );
  const added = rest.filter(([, inner]) => isCompound(inner));
  return (
    <>
      <div class="pair">{shown.filter(([, inner]) => !isCompound(inner)).map(drawn)}</div>
      {shown.filter(([, inner]) => isCompound(inner)).map(drawn)}
      {rest.length > 0 && (
        <Fold title={t.moreTerms}>
          <div class="form">
            <div class="pair">{rest.filter(([, inner]) => !isCompound(inner)).map(drawn)}</div>
            {added.length > 0 && (
              <div class="row">
                {added.map(([name, inner]) => (
                  <button type="button" key={name} onClick={() => set(name)(() => blank(inner))}>
                    {t.add(fieldName(name))}
                  </button>
                ))}
              </div>
            )}
          </div>
        </Fold>
      )}
    </>
  );
}

function isCompound(schema: Schema): boolean {
  return Boolean(schema.properties ?? schema.items);
}

interface AnyProps {
  name: string;
  schema: Schema;
  path: string;
  value: Written | undefined;
  form: Form;
  required: boolean;
  onChange: Update;
}

function AnyField(props: AnyProps) {
  if (props.schema.properties) return <Group {...props} />;
  if (props.schema.items) return <List {...props} />;
  const { value, onChange } = props;
  return (
    <Field
      {...props}
      value={value as string | boolean | undefined}
      label={fieldName(props.name)}
      onChange={(given) => onChange(() => given)}
    />
  );
}

function Group({ name, schema, path, value, form, required, onChange }: AnyProps) {
  const t = useWords(words);
  const label = fieldName(name);
  const wrong = form.wrong(path);
  return (
    <fieldset>
      <legend>{label}</legend>
      {wrong && <p class="wrong">{wrong}</p>}
      <Fields
        schema={schema}
        values={isFields(value) ? value : {}}
        path={path}
        form={form}
        onChange={(change) => onChange((before) => change(isFields(before) ? before : {}))}
      />
      {!required && value !== undefined && (
        <div>
          <button type="button" class="small" onClick={() => onChange(() => undefined)}>
            {t.leaveOut(label)}
          </button>
        </div>
      )}
    </fieldset>
  );
}

function List({ name, schema, path, value, form, onChange }: AnyProps) {
  const t = useWords(words);
  const inner = schema.items as Schema;
  const label = fieldName(name);
  const itemsOf = (given: Written | undefined): readonly Written[] =>
    Array.isArray(given) && given.length ? (given as readonly Written[]) : [blank(inner)];
  const items = itemsOf(value);
  const put = (index: number, change: (before: Written) => Written | undefined): void =>
    onChange((before) => itemsOf(before).map((each, at) => (at === index ? (change(each) ?? "") : each)));
  const remove = (index: number): void =>
    onChange((before) => {
      const left = itemsOf(before).filter((_, at) => at !== index);
      return left.length ? left : undefined;
    });
  const wrong = form.wrong(path);
  return (
    <fieldset>
      <legend>{label}</legend>
      {wrong && <p class="wrong">{wrong}</p>}
      {items.map((item, index) => (
        <div class="item" key={`${index}/${items.length}`}>
          {inner.properties ? (
            <Fields
              schema={inner}
              values={isFields(item) ? item : {}}
              path={`${path}.${index}`}
              form={form}
              onChange={(change) => put(index, (before) => change(isFields(before) ? before : {}))}
            />
          ) : (
            <Field
              label={t.numbered(label, String(index + 1))}
              schema={inner}
              path={`${path}.${index}`}
              value={item as string}
              form={form}
              required={false}
              onChange={(given) => put(index, () => given)}
            />
          )}
          <button
            type="button"
            class="small"
            aria-label={t.leaveOut(t.numbered(label, String(index + 1)))}
            onClick={() => remove(index)}
          >
            {t.remove}
          </button>
        </div>
      ))}
      <div>
        <button type="button" class="small" onClick={() => onChange((before) => [...itemsOf(before), blank(inner)])}>
          {t.addOne}
        </button>
      </div>
    </fieldset>
  );
}
