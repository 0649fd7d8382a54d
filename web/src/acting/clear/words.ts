import { defineWords, language } from "~/i18n/words";
import chinese from "descriptors/words.zh.json";

export const words = defineWords({
  en: {
    details: "How amounts are worked out",
    yes: "yes",
    no: "no",
    nobody: "nobody yet",
    unnamed: "no name in the open book",
    allPartners: "all partners, by their weights",
    smallest: "smallest units of the token",
    foreignToken: "not the company's credit",
    forEver: "no end",
  },
  zh: {
    details: "金额如何计算",
    yes: "是",
    no: "否",
    nobody: "尚无",
    unnamed: "公开账簿中没有名称",
    allPartners: "全部合作方，按权重",
    smallest: "最小单位，代币",
    foreignToken: "不是本公司的额度",
    forEver: "无期限",
  },
});

/** A text of a descriptor, which is English, in the present language. */
export function inWords(text: string): string {
  return language.value === "zh" ? ((chinese as Record<string, string>)[text] ?? text) : text;
}
