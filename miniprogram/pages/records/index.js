const api = require("../../lib/api");
const checkIns = require("../../lib/check_ins");
const days = require("../../lib/days");
const room = require("../../lib/room");
const words = require("../../lib/words");

const BACK = 7;
const WEEK = ["一", "二", "三", "四", "五", "六", "日"];

/** @typedef {Data<"get", "/check-ins">[0]} Record_ */

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
    shown: /** @type {{id: number, text: string, method: string, state: string, points: number, backfilled: boolean}[]} */ ([]),
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
    const [records, away] = await Promise.all([this.all(month), api.get("/absences")]);
    this.setData({ records, away });
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
    const { month, day, records, away } = this.data;
    const today = days.today();
    this.setData({
      monthTitle: `${Number(month.slice(0, 4))}年${Number(month.slice(5))}月`,
      isLatest: month === today.slice(0, 7),
      grid: days.monthGrid(month).map((one) => cell(one, records, away)),
      dayTitle: `${days.short(day)} ${days.weekday(day)}`,
      canFill: day <= today && day >= days.shift(today, -BACK),
      shown: records.filter((one) => one.day === day).map((one) => ({
        id: one.id,
        text: words.act(one),
        method: one.grams === null ? one.carbon_method : `约 ${one.grams} 克（${one.carbon_method}）`,
        state: one.state,
        points: one.points,
        backfilled: one.backfilled,
      })),
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

  // A held act may be explained; whoever reviews it reads that.
  /** @param {WechatMiniprogram.TouchEvent} event */
  object(event) {
    const { id } = event.currentTarget.dataset;
    return room.act(this, async () => {
      const { confirm, content } = await wx.showModal({ title: "说明理由", editable: true, placeholderText: "为什么应当计分" });
      const text = (content || "").trim();
      if (!confirm || !text) return;
      await api.post("/check-ins/{check_in_id}/objection", { params: { check_in_id: id }, body: { text } });
      return "已提交，核实时会看到您的说明。";
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
