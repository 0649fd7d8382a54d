/** What each template is called, and what it is for. */

import { defineWords } from "~/i18n/words";

export const choiceWords = defineWords({
  en: {
    price: {
      name: "Success and price",
      for: "Two fields: what success is, and what it costs. Nothing is due without it.",
    },
    service: {
      name: "Service",
      for: "A fee per period, a share of a figure, or both; less a penalty for a low score.",
    },
    vam: {
      name: "VAM: promise and compensation",
      for: "An investment whose price falls if the promised result is missed.",
    },
    "vam-bonus": { name: "VAM: promise and bonus", for: "The team gets a part of what exceeds the promise." },
    "vam-growth": {
      name: "VAM: growth",
      for: "Promises that grow by a rate every year, with both compensation and bonus.",
    },
    "vam-leading": { name: "VAM: leading target", for: "The target grows a multiple as fast as the market." },
    "vam-shares": {
      name: "VAM: shares",
      for: "Not money but shares change hands when a promise is missed or beaten.",
    },
    "vam-redemption": {
      name: "VAM: redemption",
      for: "The investment is bought back with interest at the end, or on a condition.",
    },
    "owner-entrepreneur": {
      name: "Owner-entrepreneur",
      for: "The team puts in its own money, which bears losses before the platform's.",
    },
    community: {
      name: "Community",
      for: "A lead and its partners share what they create together, by agreed weights.",
    },
    benefit: { name: "Benefit", for: "One unit's extra cost raises another's profit, and is made good." },
    lend: { name: "Lending a member", for: "A unit lends one of its people to another for some periods." },
    job: { name: "Job", for: "A unit pays somebody a salary, whatever it earns." },
    letter: {
      name: "Letter of understanding",
      for: "What a person promises their colleagues, and how it is measured.",
    },
  },
  zh: {
    price: { name: "成功与价格", for: "只有两项：什么算成功，值多少钱。不成功则不付。" },
    service: { name: "服务", for: "每期固定费用、按指标分成，或两者兼有；评分过低则扣罚。" },
    vam: { name: "对赌(VAM)：承诺与补偿", for: "若未达到承诺业绩，则投资价格下调。" },
    "vam-bonus": { name: "对赌(VAM)：承诺与奖励", for: "超出承诺的部分由团队分享。" },
    "vam-growth": { name: "对赌(VAM)：增长", for: "承诺值逐年增长，兼有补偿与奖励。" },
    "vam-leading": { name: "对赌(VAM)：引领目标", for: "目标增速为市场增速的若干倍。" },
    "vam-shares": { name: "对赌(VAM)：份额", for: "未达标或超额时，转移的是份额而非现金。" },
    "vam-redemption": { name: "对赌(VAM)：回购", for: "到期或满足条件时，连本带息回购投资。" },
    "owner-entrepreneur": { name: "创客跟投", for: "团队投入自有资金，先于平台承担损失。" },
    community: { name: "链群", for: "链主与成员按约定权重分享共同创造的增值。" },
    benefit: { name: "增益分享", for: "一个小微多付成本使另一个小微获利，并得到补偿。" },
    lend: { name: "借调成员", for: "小微在若干期内把成员借给另一个小微。" },
    job: { name: "岗位", for: "无论盈亏，小微向个人支付薪酬。" },
    letter: { name: "同事谅解书", for: "个人对同事的承诺，以及如何衡量。" },
  },
});
