/** Where the page begins. */

import { render } from "preact";
import "~/parts/theme";
import { queries } from "~/api/asking";
import { listen } from "~/api/live";
import { api, told } from "~/api/client";
import { App } from "~/app/App";
import { remedies } from "~/parts/Answers";
import { SignInButton } from "~/wallet/SignInHere";
import { reconnect } from "~/wallet/connection";
import { discover } from "~/wallet/provider";
import { askSession } from "~/wallet/session";
import "~/styles/tokens.css";
import "~/styles/frame.css";
import "~/styles/parts.css";
import "~/styles/forms.css";

remedies["NotSignedIn"] = SignInButton;

const root = document.getElementById("app");
if (root) render(<App />, root);

discover();
listen();
// A wallet or a service that does not answer is no reason not to show the page: pages say it themselves.
void askSession().catch(() => undefined);
void queries
  .fetchQuery({ queryKey: ["book", "/api/v1/book/company", {}], queryFn: () => told(api.GET("/api/v1/book/company")) })
  .then((company) => reconnect(company.chain_id))
  .catch(() => undefined);
