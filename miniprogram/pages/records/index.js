const api = require("../../lib/api");
const checkIns = require("../../lib/check_ins");
const days = require("../../lib/days");
const room = require("../../lib/room");
const words = require("../../lib/words");

const BACK = 7;
const WEEK = ["一", "二", "三", "四", "五", "六", "日"];

const OUTCOMES = { open: "等待复核", upheld: "成立，已计分", dismissed: "复核后不计分" };

/** @typedef {Data<"get", "/check-ins">[0]} Record_ */
/** @typedef {Data<"get", "/objections">[0]} Objection */

Page({
  data: {
    view: "loading",
    trouble: "",
    said: "",
    isBad: false,
    isBusy: false,
    week: WEEK,
    month: "",
    monthTitle: "",
    isLatest: true,
    grid: /** @type {{day: string, number: string, points: number, away: boolean, spoken: string}[]} */ ([]),
    day: "",
    dayTitle: "",
    canFill: false,
    records: /** @type {Record_[]} */ ([]),
    away: /** @type {{from: string, to: string}[]} */ ([]),
    objections: /** @type {Objection[]} */ ([]),
    shown: /** @type {{id: number, text: string, method: string, state: string, mark: string, doubt: string, own: string, outcome: string, canObject: boolean, backfilled: boolean}[]} */ ([]),
  },

  onLoad() {
    const today = days.today();
    this.setData({ day: today, month: today.slice(0, 7) });
  },

  onShow() {
    return this.reload();
  },

  reload() {
    return room.load(this, () => this.fetch());
  },

  async fetch() {
    const { month } = this.data;
    const [records, away, objections] = await Promise.all([this.all(month), api.get("/absences"), api.get("/objections")]);
    this.setData({ records, away, objections });
    this.paint();
  },

  // A month may be more than one part of the list.
  /** @param {string} month */
  async all(month) {
    const last = days.shift(`${days.shiftMonth(month, 1)}-01`, -1);
    /** @type {Record_[]} */
    const found = [];
    let cursor = /** @type {number | null} */ (null);
    do {
      /** @type {{data: Record_[], next: number | null}} */
      const part = await api.list("/check-ins", { query: { from: `${month}-01`, to: last, cursor } });
      found.push(...part.data);
      cursor = part.next;
    } while (cursor);
    return found;
  },

  paint() {
    const { month, day, records, away, objections } = this.data;
    const today = days.today();
    this.setData({
      monthTitle: `${Number(month.slice(0, 4))}年${Number(month.slice(5))}月`,
      isLatest: month === today.slice(0, 7),
      grid: days.monthGrid(month).map((one) => cell(one, records, away)),
      dayTitle: `${days.short(day)} ${days.weekday(day)}`,
      canFill: day <= today && day >= days.shift(today, -BACK),
      shown: records.filter((one) => one.day === day).map((one) => act(one, objections.find((said) => said.check_in_id === one.id))),
    });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  choose(event) {
    const { day } = event.currentTarget.dataset;
    if (!day) return;
    this.setData({ day, said: "" });
    this.paint();
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  turn(event) {
    const month = days.shiftMonth(this.data.month, Number(event.currentTarget.dataset.steps));
    const today = days.today();
    this.setData({ month, day: month === today.slice(0, 7) ? today : `${month}-01` });
    return this.reload();
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  withdraw(event) {
    const { id, text } = event.currentTarget.dataset;
    return room.act(this, async () => {
      const { confirm } = await wx.showModal({ title: "撤回这条记录", content: `${text}：撤回后积分一并收回。` });
      if (!confirm) return;
      const outcome = await checkIns.withdraw(id);
      if (!outcome.sent) return checkIns.sentence("撤回", outcome);
      await this.fetch();
      return "已撤回。";
    });
  },

  // A held act may be explained, and one that was not counted objected to; whoever decides reads that.
  /** @param {WechatMiniprogram.TouchEvent} event */
  object(event) {
    const { id } = event.currentTarget.dataset;
    return room.act(this, async () => {
      const { confirm, content } = await wx.showModal({ title: "说明理由", editable: true, placeholderText: "为什么应当计分" });
      const text = (content || "").trim();
      if (!confirm || !text) return;
      await api.post("/check-ins/{check_in_id}/objection", { params: { check_in_id: id }, body: { text } });
      await this.fetch();
      return "已提交，核实时会看到您的说明，结果会告诉您。";
    });
  },

  fill() {
    wx.navigateTo({ url: `/pages/commute/index?day=${this.data.day}` });
  },

  absences() {
    wx.navigateTo({ url: "/pages/absences/index" });
  },
});

/**
 * What is shown of an act: why it waits or was not counted, and what was said to that, in whose words.
 * @param {Record_} one
 * @param {Objection} [said]
 */
function act(one, said) {
  const { held = "", refused } = /** @type {{held?: string, refused?: string}} */ (one.detail);
  const isRefused = refused !== undefined;
  return {
    id: one.id,
    text: words.act(one),
    method: one.grams === null ? one.carbon_method : `约 ${one.grams} 克（${one.carbon_method}）`,
    state: one.state,
    mark: one.state === "counted" ? `${one.points} 分` : one.state === "held" ? "核实中" : isRefused ? "不计分" : "已撤回",
    doubt: isRefused ? `不计分的理由：${refused}` : held,
    own: said ? `您的说明：${said.text}` : "",
    outcome: said ? OUTCOMES[said.state] + (said.answer ? `：${said.answer}` : "") : "",
    canObject: !said && (one.state === "held" || isRefused),
    backfilled: one.backfilled,
  };
}

/**
 * @param {string | null} day
 * @param {Record_[]} records
 * @param {{from: string, to: string}[]} away
 */
function cell(day, records, away) {
  if (!day) return { day: "", number: "", points: 0, away: false, spoken: "" };
  const acts = records.filter((one) => one.day === day && one.state === "counted");
  const points = acts.reduce((sum, one) => sum + one.points, 0);
  const isAway = away.some((one) => one.from <= day && day <= one.to);
  return { day, number: String(Number(day.slice(8))), points, away: isAway, spoken: `${days.short(day)}，${acts.length} 条记录${isAway ? "，请假" : ""}` };
}
