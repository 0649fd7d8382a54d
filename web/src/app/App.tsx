/** The whole page: frame, menu, and the page that the address names. */

import { QueryClientProvider } from "@tanstack/preact-query";
import { ErrorBoundary, LocationProvider, Route, Router, useLocation } from "preact-iso";
import { useEffect, useState } from "preact/hooks";
import { Reviews } from "~/acting/Reviews";
import { queries } from "~/api/asking";
import { Footer } from "~/app/Footer";
import { reloadIfServed } from "~/app/loading";
import { Header } from "~/app/Header";
import { NewsBanner } from "~/app/NewsBanner";
import { ROUTES } from "~/app/routes";
import { words } from "~/app/words";
import { tag, useWords } from "~/i18n/words";
import { Failure } from "~/parts/Answers";
import { Page } from "~/parts/Card";

export function App() {
  const t = useWords(words);
  useEffect(() => {
    document.documentElement.lang = tag();
  });
  return (
    <QueryClientProvider client={queries}>
      <LocationProvider>
        <a class="skip" href="#content">
          {t.skip}
        </a>
        <Header />
        <NewsBanner />
        <Content />
        <Footer />
        <Reviews />
      </LocationProvider>
    </QueryClientProvider>
  );
}

function Content() {
  const t = useWords(words);
  const [broken, setBroken] = useState<unknown>(null);
  const { path } = useLocation();
  useEffect(() => setBroken(null), [path]);
  return (
    <main id="content" tabIndex={-1}>
      {broken ? (
        <Page title={t.broken}>
          <Failure error={broken} retry={() => void reloadIfServed()} />
        </Page>
      ) : (
        <ErrorBoundary onError={setBroken}>
          <Router onRouteChange={focusHeading}>
            {ROUTES.map(({ path, page }) => (
              <Route key={path} path={path} component={page} />
            ))}
            <Route default component={NotFound} />
          </Router>
        </ErrorBoundary>
      )}
    </main>
  );
}

/** A new page begins at its heading, for the eye and for screen readers; the first one is left to the browser. */
function focusHeading(): void {
  scrollTo(0, 0);
  document.querySelector<HTMLElement>("main h1")?.focus();
}

function NotFound() {
  const t = useWords(words);
  return (
    <Page title={t.notFound} lead={t.notFoundLead}>
      <a href="/">{t.book}</a>
    </Page>
  );
}
