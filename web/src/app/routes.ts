/** Which page stands at which address. Pages are loaded when first opened. */

import { lazy } from "~/app/loading";

export const ROUTES = [
  { path: "/", page: lazy(() => import("~/pages/book/BookPage")) },
  { path: "/units", page: lazy(() => import("~/pages/book/BookPage")) },
  { path: "/units/:address", page: lazy(() => import("~/pages/book/unit/UnitPage")) },
  { path: "/winwin", page: lazy(() => import("~/pages/book/winwin/WinWinPage")) },
  { path: "/people", page: lazy(() => import("~/pages/book/people/PeoplePage")) },
  { path: "/people/:address", page: lazy(() => import("~/pages/book/people/PersonPage")) },
  { path: "/agreements", page: lazy(() => import("~/pages/book/agreements/AgreementsPage")) },
  { path: "/agreements/:agreement", page: lazy(() => import("~/pages/agreement/AgreementPage")) },
  { path: "/agreements/:agreement/periods/:period", page: lazy(() => import("~/pages/agreement/PeriodPage")) },
  { path: "/transactions/:transaction", page: lazy(() => import("~/pages/agreement/TransactionPage")) },
  { path: "/account", page: lazy(() => import("~/pages/account/AccountPage")) },
  { path: "/sign", page: lazy(() => import("~/pages/signing/SignPage")) },
  { path: "/new", page: lazy(() => import("~/pages/drafting/ChoosePage")) },
  { path: "/new/:template", page: lazy(() => import("~/pages/drafting/DraftingPage")) },
  { path: "/drafts", page: lazy(() => import("~/pages/drafting/DraftsPage")) },
  { path: "/drafts/:draft", page: lazy(() => import("~/pages/drafting/DraftPage")) },
  { path: "/inbox", page: lazy(() => import("~/pages/inbox/InboxPage")) },
  { path: "/money", page: lazy(() => import("~/pages/money/MoneyPage")) },
  { path: "/portfolio", page: lazy(() => import("~/pages/portfolio/PortfolioPage")) },
  { path: "/portfolio/:address", page: lazy(() => import("~/pages/portfolio/PortfolioPage")) },
  { path: "/oracle", page: lazy(() => import("~/pages/oracle/OraclePage")) },
  { path: "/oracle/:period", page: lazy(() => import("~/pages/oracle/PeriodPage")) },
  { path: "/oracle/:period/:subject", page: lazy(() => import("~/pages/oracle/statement/SubjectPage")) },
  { path: "/disputes/:dispute", page: lazy(() => import("~/pages/oracle/dispute/DisputePage")) },
  { path: "/market", page: lazy(() => import("~/pages/market/MarketPage")) },
  { path: "/market/new", page: lazy(() => import("~/pages/market/NewTenderPage")) },
  { path: "/market/tenders/:tender", page: lazy(() => import("~/pages/market/TenderPage")) },
  { path: "/market/offers/:offer", page: lazy(() => import("~/pages/market/OfferPage")) },
] as const;

/** The menu, in order. mine: only for whoever is connected. */
export const MENU = [
  { path: "/inbox", word: "inbox", mine: true },
  { path: "/", word: "book", mine: false },
  { path: "/agreements", word: "agreements", mine: false },
  { path: "/people", word: "people", mine: false },
  { path: "/market", word: "market", mine: false },
  { path: "/oracle", word: "oracle", mine: false },
  { path: "/portfolio", word: "portfolio", mine: true },
  { path: "/money", word: "money", mine: true },
  { path: "/new", word: "draft", mine: true },
] as const;
