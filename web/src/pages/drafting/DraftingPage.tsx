/** Writes an agreement: from nothing, as an answer to a draft (?answers=), or as new terms of an agreement (?amends=). */

import { useLocation, useRoute } from "preact-iso";
import { useMemo } from "preact/hooks";
import { useApi, useCompany, type Company } from "~/api/asking";
import type { Schema as Api } from "~/api/client";
import { useWords } from "~/i18n/words";
import { fromDraft, fromNothing, fromTerms, namesOf } from "~/pages/drafting/beginning";
import { choiceOf, type ChoiceKey } from "~/pages/drafting/terms/choices";
import { Editor, type Beginning } from "~/pages/drafting/Editor";
import { Sentence } from "~/pages/drafting/Preview";
import { useTemplate, type Schema } from "~/pages/drafting/terms/schema";
import { SignInHere } from "~/pages/drafting/SignInHere";
import { words } from "~/pages/drafting/words";
import { Answered, Loading } from "~/parts/Answers";
import { Card, Page } from "~/parts/Card";
import { AgreementLink } from "~/parts/Names";
import { isSignedIn } from "~/wallet/session";
import "~/styles/drafting.css";

type Choice = NonNullable<ReturnType<typeof choiceOf>>;

export default function DraftingPage() {
  const t = useWords(words);
  const { params } = useRoute();
  const { query } = useLocation();
  const choice = choiceOf(params["template"] ?? "");
  const company = useCompany();
  const schema = useTemplate(choice?.kind);
  if (!choice) {
    return (
      <Page title={t.noTemplate}>
        <a href="/new">{t.allTemplates}</a>
      </Page>
    );
  }
  const { answers, amends } = query;
  const name = t.choices[choice.key as ChoiceKey];
  return (
    <Page
      title={answers ? t.counterTitle : amends ? t.amendTitle : name.name}
      lead={answers ? t.counterLead : amends ? t.amendLead : name.for}
      actions={<a href={amends ? `/new?amends=${encodeURIComponent(amends)}` : "/new"}>{t.allTemplates}</a>}
    >
      {company ? (
        <Answered of={schema}>
          {(found) => (
            <Begun key={location.pathname + location.search} {...{ choice, company, answers, amends }} schema={found} />
          )}
        </Answered>
      ) : (
        <Loading />
      )}
    </Page>
  );
}

interface Given {
  choice: Choice;
  schema: Schema;
  company: Company;
}

function Begun(props: Given & { answers: string | undefined; amends: string | undefined }) {
  if (props.answers) {
    return (
      <Card>
        <SignInHere>
          <span />
        </SignInHere>
        {isSignedIn.value && <Answering {...props} draft={props.answers} />}
      </Card>
    );
  }
  if (props.amends) return <Amending {...props} agreement={props.amends} />;
  return <FromNothing {...props} />;
}

function FromNothing({ choice, schema, company }: Given) {
  const from = useMemo(() => fromNothing(choice, schema, company), []);
  return <Editor schema={schema} company={company} from={from} />;
}

function Answering({ choice, schema, company, draft }: Given & { draft: string }) {
  const asked = useApi("mine", "/api/v1/drafts/{draft}", { params: { path: { draft } } });
  return (
    <Answered of={asked}>
      {(found) => (
        <Kept
          make={() => fromDraft(choice, schema, found, true) ?? fromNothing(choice, schema, company)}
          {...{ schema, company }}
        />
      )}
    </Answered>
  );
}

/** The form begins once; what is asked again meanwhile does not change what somebody is writing. */
function Kept({ make, schema, company }: { make: () => Beginning; schema: Schema; company: Company }) {
  const from = useMemo(make, []);
  return <Editor schema={schema} company={company} from={from} />;
}

function Amending({ choice, schema, company, agreement }: Given & { agreement: string }) {
  const page = useApi("book", "/api/v1/book/agreements/{agreement}", { params: { path: { agreement } } });
  const listed = useApi("mine", "/api/v1/drafts", { params: { query: { agreement, limit: 20 } } }, isSignedIn.value);
  const opened = listed.data?.items.find((each) => each.state === "opened");
  const draft = useApi(
    "mine",
    "/api/v1/drafts/{draft}",
    { params: { path: { draft: opened?.id ?? "" } } },
    opened !== undefined,
  );
  const isWaiting = (isSignedIn.value && listed.isPending) || (opened !== undefined && draft.isPending);
  return (
    <Answered of={page}>
      {(found) =>
        isWaiting ? (
          <Loading />
        ) : (
          <Amended {...{ choice, schema, company, page: found, draft: draft.data }} key={opened?.id} />
        )
      }
    </Answered>
  );
}

function Amended(props: Given & { page: Api["AgreementPage"]; draft: Api["DraftView"] | undefined }) {
  const { choice, schema, company, page, draft } = props;
  const t = useWords(words);
  const kept = useMemo(() => draft && fromDraft(choice, schema, draft, false), []);
  const sentence = page.terms.at(-1)?.sentences.find((each) => each.text)?.text;
  const make = (): Beginning => {
    const begun = kept ?? fromTerms(choice, schema, company, page);
    const from = { ...begun.values, from: company.calendar.present };
    return { ...begun, values: from, names: { ...namesOf(page), ...begun.names }, amends: page.agreement };
  };
  return (
    <>
      <Card title={t.inForce} note={kept ? undefined : t.amendByHand}>
        <p>
          <AgreementLink of={page} />
        </p>
        {sentence && <Sentence>{sentence}</Sentence>}
      </Card>
      <Kept make={make} schema={schema} company={company} />
    </>
  );
}
