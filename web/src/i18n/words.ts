/**
 * The page's words: every area has a `words.ts` of its own, with all languages side by side.
 *
 *     const words = defineWords({ en: { title: "Units", found: (n: number) => `${n} units` }, zh: { … } });
 *     const t = useWords(words); t.title
 *
 * A language that lacks a word, or takes other arguments, doesn't compile.
 */

import { signal } from "@preact/signals";

export const LANGUAGES = { en: "English", zh: "简体中文" } as const;
export type Language = keyof typeof LANGUAGES;

const KEPT = "heyi.language";

/** As chosen here before; otherwise the first of the browser's languages that we have. */
function initial(): Language {
  const kept = localStorage.getItem(KEPT);
  if (kept === "en" || kept === "zh") return kept;
  return navigator.languages.some((each) => each.toLowerCase().startsWith("zh")) &&
    !navigator.languages[0]?.startsWith("en")
    ? "zh"
    : "en";
}

export const language = signal<Language>(initial());

/** What `lang` and Intl take. */
export function tag(): string {
  return language.value === "zh" ? "zh-Hans-CN" : (navigator.languages.find((each) => each.startsWith("en")) ?? "en");
}

export function choose(chosen: Language): void {
  localStorage.setItem(KEPT, chosen);
  language.value = chosen;
}

type Word = string | ((...values: never[]) => string);
type Words = { readonly [name: string]: Word | Words };
// Literal texts of the first language are any text in the others; functions keep their arguments.
type Like<W> = { readonly [K in keyof W]: W[K] extends string ? string : W[K] extends Words ? Like<W[K]> : W[K] };

export function defineWords<const W extends Words>(all: { en: W; zh: Like<W> }): Record<Language, Like<W>> {
  return all as unknown as Record<Language, Like<W>>;
}

/** The words of the present language. The component is drawn again when another is chosen. */
export function useWords<W>(words: Record<Language, W>): W {
  return words[language.value];
}
