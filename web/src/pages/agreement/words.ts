/** All words of the page of one agreement; they stand beside what they are for. */

import { ofPapers } from "~/pages/agreement/papers/words";
import { ofPaying } from "~/pages/agreement/paying/words";
import { ofTerms } from "~/pages/agreement/terms/words";

export const words = {
  en: { ...ofTerms.en, ...ofPaying.en, ...ofPapers.en },
  zh: { ...ofTerms.zh, ...ofPaying.zh, ...ofPapers.zh },
};
