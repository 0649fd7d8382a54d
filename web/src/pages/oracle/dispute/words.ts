import { defineWords } from "~/i18n/words";

export const words = defineWords({
  en: {
    outcomes: "What can come of it",
    waits: "Meanwhile the closing of whoever owes by these figures waits; everybody else's goes on.",
    upheld: "Decided that the figures stand",
    upheldThen: "They are final.",
    voided: "Decided that they are void",
    voidedThen: "They count for nothing and never come back. Nodes report others, and the time to do so begins anew.",
    nobody: "If nobody decides",
    nobodyThen: "The challenge lapses, and the figures are final as posted.",
    bond: "The bond",
    bondThen:
      "If the figures stand it goes to the unit whose figures they are; if they are void, back to the challenger. If nobody decides, anyone may send it back.",
    how: "How an arbiter decides",
    howThen:
      "Here, by one signature and without gas, or by any program that calls decide of the oracle contract. Whoever is a party, leads one, works in it or invests in it is refused.",
  },
  zh: {
    outcomes: "可能的结果",
    waits: "在此期间，据此数字欠款一方的关账将等待；其他各方照常关账。",
    upheld: "若裁定数字成立",
    upheldThen: "数字成为最终。",
    voided: "若裁定数字作废",
    voidedThen: "数字不再生效，也不会恢复。节点另行报送，期限重新起算。",
    nobody: "若无人裁决",
    nobodyThen: "质疑失效，数字按上链时成为最终。",
    bond: "保证金",
    bondThen: "数字成立则归数字所属的小微；作废则退还质疑方；无人裁决时，任何人都可代为退还。",
    how: "仲裁人如何裁决",
    howThen:
      "在此签一次名即可，无需燃料费；也可用任何程序调用预言机合约的 decide。当事方及其领导者、成员或投资人会被拒绝。",
  },
});
