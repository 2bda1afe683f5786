const api = require("../../lib/api");
const days = require("../../lib/days");
const room = require("../../lib/room");

const WHOSE = [
  { key: "departments", text: "科室" },
  { key: "people", text: "个人" },
];
const PERIODS = [
  { key: "week", text: "本周" },
  { key: "month", text: "本月" },
  { key: "quarter", text: "本季" },
  { key: "year", text: "本年" },
];
const METRICS = [
  { key: "participation", text: "参与率" },
  { key: "points_per_head", text: "人均积分" },
  { key: "points", text: "总积分" },
];

Page({
  data: {
    view: "loading",
    trouble: "",
    kinds: WHOSE,
    periods: PERIODS,
    metrics: METRICS,
    whose: "departments",
    period: "week",
    metric: "participation",
    span: "",
    formula: "",
    asOf: "",
    rows: /** @type {{rank: number, name: string, under: string, value: string, width: number, mine: boolean}[]} */ ([]),
    me: /** @type {{points: number, ahead: string} | null} */ (null),
  },

  onShow() {
    return this.reload();
  },

  onPullDownRefresh() {
    return this.reload().then(() => wx.stopPullDownRefresh());
  },

  reload() {
    return room.load(this, () => (this.data.whose === "people" ? this.people() : this.departments()));
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  choose(event) {
    this.setData({ [event.currentTarget.dataset.name]: event.detail.value, view: "loading" });
    return this.reload();
  },

  async departments() {
    const { period, metric } = /** @type {any} */ (this.data);
    const board = await api.get("/rankings/departments", { query: { period, metric } });
    const most = Math.max(...board.standings.map((one) => one.value), 0.0001);
    this.setData({
      span: `${days.short(board.period.from)}—${days.short(board.period.to)}${board.period.closed ? "，已结束" : ""}`,
      formula: board.formula,
      asOf: days.moment(board.as_of),
      me: null,
      rows: board.standings.map((one) => ({
        rank: one.rank,
        name: one.department.name,
        under: "",
        value: metric === "participation" ? `${(one.value * 100).toFixed(1)}%` : String(Math.round(one.value * 10) / 10),
        width: Math.round((one.value / most) * 100),
        mine: one.mine,
      })),
    });
  },

  async people() {
    const { period } = /** @type {any} */ (this.data);
    const board = await api.get("/rankings/people", { query: { period } });
    this.setData({
      span: "",
      formula: board.is_on
        ? "只有自己选择上榜的人在这里；默认不上榜，可以在“我的”里打开。"
        : "本单位没有开启个人榜；您自己的积分只有您看得到。",
      asOf: "",
      me: { points: board.me.points, ahead: `${Math.round(board.me.ahead_of * 100)}%` },
      rows: board.standings.map((one) => ({ rank: one.rank, name: one.nickname, under: one.department, value: `${one.points} 分`, width: 0, mine: false })),
    });
  },
});
