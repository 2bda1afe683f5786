const api = require("../../lib/api");
const days = require("../../lib/days");
const room = require("../../lib/room");
const words = require("../../lib/words");

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
const WANTED = "wanted-campaign"; // set by the campaigns' page
const CAMPAIGN = { key: "campaign", text: "活动" };
const SPREADS = [
  { key: "all", text: "全部科室" },
  { key: "unit", text: "按单位" },
];
const METRICS = [
  { key: "participation", text: "参与率" },
  { key: "points_per_head", text: "人均积分" },
  { key: "grams_per_head", text: "人均减排" },
  { key: "points", text: "总积分" },
];

/** A share, grams, or points, as they are said. @param {string} metric @param {number} value */
function told(metric, value) {
  if (metric === "participation") return `${(value * 100).toFixed(1)}%`;
  const number = String(Math.round(value * 10) / 10);
  return metric === "grams_per_head" ? `约 ${number} 克` : number;
}

Page({
  data: {
    view: "loading",
    trouble: "",
    kinds: WHOSE,
    periods: PERIODS,
    metrics: METRICS,
    spreads: SPREADS,
    campaigns: /** @type {{key: string, text: string}[]} */ ([]),
    whose: "departments",
    period: "week",
    campaign: "",
    spread: "all",
    isOpen: false,
    how: "",
    units: /** @type {{id: number, name: string}[]} */ ([]),
    reminder: "",
    metric: "participation",
    span: "",
    formula: "",
    asOf: "",
    rows: /** @type {{rank: number, name: string, under: string, value: string, width: number, mine: boolean, unit: number}[]} */ ([]),
    me: /** @type {{points: number, ahead: string} | null} */ (null),
  },

  /** @param {{reminder?: string}} query */
  onLoad({ reminder = "" }) {
    this.setData({ reminder });
  },

  // From a campaign's page, which cannot say so in the address of a tab.
  onShow() {
    const wanted = wx.getStorageSync(WANTED);
    if (wanted) this.setData({ whose: "departments", period: CAMPAIGN.key, campaign: String(wanted), units: [] });
    wx.removeStorageSync(WANTED);
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
    this.setData({ [event.currentTarget.dataset.name]: event.detail.value, units: [], view: "loading" });
    return this.reload();
  },

  // Down into a unit, and up again: `units` is the way from the top.
  /** @param {WechatMiniprogram.TouchEvent} event */
  enter(event) {
    const { unit, name } = event.currentTarget.dataset;
    if (!unit) return;
    this.setData({ units: [...this.data.units, { id: unit, name }], view: "loading" });
    return this.reload();
  },

  toggle() {
    this.setData({ isOpen: !this.data.isOpen });
  },

  leave() {
    this.setData({ units: this.data.units.slice(0, -1), view: "loading" });
    return this.reload();
  },

  // What has a board of its own now, and which of them is looked at.
  async listCampaigns() {
    const found = (await api.get("/campaigns")).filter((one) => one.state === "on" && one.has_board);
    const campaigns = found.map((one) => ({ key: String(one.id), text: one.name }));
    const isThere = campaigns.some((one) => one.key === this.data.campaign);
    const period = this.data.period === CAMPAIGN.key && !campaigns.length ? "week" : this.data.period;
    this.setData({
      campaigns,
      period,
      campaign: isThere ? this.data.campaign : campaigns.length ? campaigns[0].key : "",
      periods: campaigns.length ? [...PERIODS, CAMPAIGN] : PERIODS,
    });
  },

  async departments() {
    await this.listCampaigns();
    const { period, metric, campaign, spread, units } = /** @type {any} */ (this.data);
    const which = { campaign: period === CAMPAIGN.key ? Number(campaign) : null, unit: spread === "all" ? null : units.length ? units[units.length - 1].id : 0 };
    const board = await api.get("/rankings/departments", { query: { period, metric, ...which } });
    const most = Math.max(...board.standings.map((one) => one.value), 0.0001);
    this.setData({
      span: `${days.short(board.period.from)}—${days.short(board.period.to)}${board.period.closed ? "，已结束" : ""}`,
      how: `按${words.nameOf(METRICS, metric)}，${words.nameOf(SPREADS, spread)}`,
      formula: board.formula,
      asOf: days.moment(board.as_of),
      me: null,
      rows: board.standings.map((one) => ({
        rank: one.rank,
        name: one.department.name,
        under: "",
        value: told(metric, one.value),
        width: Math.round((one.value / most) * 100),
        mine: one.mine,
        unit: spread === "unit" && one.departments > 1 && one.department.id ? one.department.id : 0,
      })),
    });
  },

  async people() {
    if (this.data.period === CAMPAIGN.key) this.setData({ period: "week" });
    this.setData({ periods: PERIODS });
    const { period } = /** @type {any} */ (this.data);
    const board = await api.get("/rankings/people", { query: { period } });
    this.setData({
      span: "",
      formula: board.is_on
        ? "只有自己选择上榜的人在这里；默认不上榜，可以在“我的”里打开。"
        : "本单位没有开启个人榜；您自己的积分只有您看得到。",
      asOf: "",
      me: { points: board.me.points, ahead: `${Math.round(board.me.ahead_of * 100)}%` },
      rows: board.standings.map((one) => ({ rank: one.rank, name: one.nickname, under: one.department, value: `${one.points} 分`, width: 0, mine: false, unit: 0 })),
    });
  },
});
