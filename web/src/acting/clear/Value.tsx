/** One value of a message as people read it: amounts with their currency, names with addresses, dates, periods. */

import { useApi, useCompany, type Company } from "~/api/asking";
import { nameOf, type Bound } from "~/acting/clear/binding";
import { named, type Line } from "~/acting/clear/reading";
import { inWords, words } from "~/acting/clear/words";
import { countText } from "~/format/amounts";
import { periodText } from "~/format/times";
import { useWords } from "~/i18n/words";
import { Amount } from "~/parts/Amount";
import { Hash } from "~/parts/Names";
import { Time, Until } from "~/parts/Time";

interface Props {
  line: Line;
  message: Record<string, unknown>;
  bound: Bound;
  /** In a sentence: the name without its address. */
  brief?: boolean;
}

const ZERO = `0x${"0".repeat(40)}`;
const ALL_PARTNERS = 255;

export function Value({ line, message, bound, brief }: Props) {
  const company = useCompany();
  const { field, value } = line;
  const parameter = (name: string): unknown => named(field.params?.[name], line, message, bound.descriptor);
  if (!company) return <>…</>;
  switch (field.format) {
    case "addressName":
      return <Account address={String(value)} company={company} brief={brief ?? false} />;
    case "tokenAmount": {
      const token = parameter("tokenPath") ?? parameter("token");
      return <Money value={String(value)} token={String(token)} company={company} />;
    }
    case "tokenTicker":
      return <Currency address={String(value)} company={company} />;
    case "date":
      return <Moment at={Number(value)} brief={brief ?? false} />;
    case "enum": {
      const names = parameter("$ref") as Record<string, string> | undefined;
      return <>{inWords(names?.[String(value)] ?? String(value))}</>;
    }
    case "unit":
      return (
        <>
          {countText(String(value))} {inWords(String(field.params?.["base"] ?? ""))}
        </>
      );
    default:
      return <Raw line={line} message={message} company={company} brief={brief ?? false} />;
  }
}

function Raw(props: { line: Line; message: Record<string, unknown>; company: Company; brief: boolean }) {
  const t = useWords(words);
  const { line, company, brief } = props;
  const { value, field } = line;
  const parties = ((props.message["terms"] as { parties?: string[] } | undefined)?.parties ?? []) as string[];
  const account = (address: string | undefined) =>
    address ? <Account address={address} company={company} brief /> : <>{String(value)}</>;
  switch (field.$id) {
    case "period":
      return <PeriodNumber number={Number(value)} company={company} />;
    case "party":
      return Number(value) === ALL_PARTNERS ? <>{t.allPartners}</> : account(parties[Number(value)]);
    case "backers":
      return <>{parties.filter((_, index) => (Number(value) >> index) & 1).map((each) => account(each))}</>;
    case "subject":
      return <Subject word={String(value)} company={company} brief={brief} />;
    case "token":
      return <Currency address={`0x${BigInt(String(value)).toString(16).padStart(40, "0")}`} company={company} />;
  }
  if (typeof value === "boolean") return <>{value ? t.yes : t.no}</>;
  if (typeof value === "string" && /^0x[0-9a-f]{40,}$/i.test(value)) return <Hash value={value} />;
  if (/^-?\d+$/.test(String(value))) return <span class="amount">{countText(String(value))}</span>;
  return <bdi>{String(value)}</bdi>;
}

/** A name of the open book, with the address it stands for: names are claims of others. */
function Account({ address, company, brief }: { address: string; company: Company; brief: boolean }) {
  const t = useWords(words);
  const contract = nameOf(address, company);
  const isAsked = !contract && address !== ZERO;
  const at = { params: { path: { address } } };
  const unit = useApi("book", "/api/v1/book/units/{address}", at, isAsked);
  const person = useApi("book", "/api/v1/book/people/{address}", at, isAsked && unit.isError);
  if (address === ZERO) return <>{t.nobody}</>;
  const name = contract ?? unit.data?.name ?? person.data?.name;
  if (brief && name) return <bdi title={address}>{name}</bdi>;
  return (
    <>
      {name ? <bdi>{name} </bdi> : <span class="quiet">{t.unnamed} </span>}
      <Hash value={address} />
    </>
  );
}

function Money({ value, token, company }: { value: string; token: string; company: Company }) {
  const t = useWords(words);
  if (token.toLowerCase() === company.token.address.toLowerCase()) return <Amount value={value} symbol />;
  return (
    <>
      {countText(value)} {t.smallest} <Hash value={token} />
    </>
  );
}

function Currency({ address, company }: { address: string; company: Company }) {
  const t = useWords(words);
  const isOwn = address.toLowerCase() === company.token.address.toLowerCase();
  return (
    <>
      <bdi>{isOwn ? company.token.symbol : t.foreignToken}</bdi> <Hash value={address} />
    </>
  );
}

function Moment({ at, brief }: { at: number; brief: boolean }) {
  const t = useWords(words);
  if (at > 8_640_000_000_000) return <>{t.forEver}</>; // beyond what a date can be
  if (brief) return <Time at={at} />;
  return (
    <>
      <Time at={at} />{" "}
      <span class="quiet">
        (<Until at={at} />)
      </span>
    </>
  );
}

/** Periods are counted since 1970 where they are months, and since the company's epoch otherwise. */
function PeriodNumber({ number, company }: { number: number; company: Company }) {
  const { length, epoch } = company.calendar;
  if (length) return <Time at={epoch + number * length} />;
  const month = `${1970 + Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, "0")}`;
  return <span title={String(number)}>{periodText(month, "long")}</span>;
}

/** A unit's address as 32 bytes, or the hash of a benchmark's name. */
function Subject({ word, company, brief }: { word: string; company: Company; brief: boolean }) {
  if (!/^0x0{24}/.test(word) || /^0x0+$/.test(word)) return <Hash value={word} />;
  return <Account address={`0x${word.slice(26)}`} company={company} brief={brief} />;
}
