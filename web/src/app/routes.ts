/** Which page stands at which address. Pages are loaded when first opened. */

import { lazy } from "~/app/loading";

export const ROUTES = [
  { path: "/", page: lazy(() => import("~/pages/book/BookPage")) },
  { path: "/units", page: lazy(() => import("~/pages/book/BookPage")) },
  { path: "/people", page: lazy(() => import("~/pages/book/PeoplePage")) },
  { path: "/agreements", page: lazy(() => import("~/pages/book/AgreementsPage")) },
  { path: "/account", page: lazy(() => import("~/pages/account/AccountPage")) },
  { path: "/sign", page: lazy(() => import("~/pages/signing/SignPage")) },
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
