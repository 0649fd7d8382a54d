/** Which page stands at which address. Pages are loaded when first opened. */

import { lazy } from "preact-iso";

export const ROUTES = [
  { path: "/", page: lazy(() => import("~/pages/book/BookPage")) },
  { path: "/units", page: lazy(() => import("~/pages/book/BookPage")) },
  { path: "/people", page: lazy(() => import("~/pages/book/PeoplePage")) },
  { path: "/agreements", page: lazy(() => import("~/pages/book/AgreementsPage")) },
  { path: "/account", page: lazy(() => import("~/pages/account/AccountPage")) },
  { path: "/new", page: lazy(() => import("~/pages/drafting/ChoosePage")) },
  { path: "/new/:template", page: lazy(() => import("~/pages/drafting/DraftingPage")) },
  { path: "/drafts", page: lazy(() => import("~/pages/drafting/DraftsPage")) },
  { path: "/drafts/:draft", page: lazy(() => import("~/pages/drafting/DraftPage")) },
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
