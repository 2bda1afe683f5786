const api = require("../../lib/api");
const days = require("../../lib/days");
const links = require("../../lib/links");
const room = require("../../lib/room");

const WANTED = "wanted-campaign"; // read by the boards' page

/** @typedef {Data<"get", "/campaigns">[0]} Campaign */

Page({
  data: {
    view: "loading",
    trouble: "",
    reminder: "",
    campaigns: /** @type {{id: number, name: string, span: string, left: string, isOn: boolean, goal: string, source: string, hasBoard: boolean}[]} */ ([]),
  },

  /** @param {{reminder?: string}} query */
  onLoad({ reminder = "" }) {
    this.setData({ reminder });
    return this.reload();
  },

  onPullDownRefresh() {
    return this.reload().then(() => wx.stopPullDownRefresh());
  },

  reload() {
    return room.load(this, async () => {
      const today = days.today();
      this.setData({ campaigns: (await api.get("/campaigns")).map((one) => shown(one, today)) });
    });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  seeBoard(event) {
    wx.setStorageSync(WANTED, event.currentTarget.dataset.id);
    links.open("pages/boards/index");
  },

  takePart() {
    links.open("pages/home/index");
  },
});

/** @param {Campaign} one @param {string} today */
function shown(one, today) {
  const isOn = one.state === "on";
  const wait = days.between(today, isOn ? one.last_day : one.first_day);
  return {
    id: one.id,
    name: one.name,
    span: `${days.short(one.first_day)}${one.first_day === one.last_day ? "" : `—${days.short(one.last_day)}`}`,
    left: isOn ? (wait > 0 ? `还有 ${wait} 天` : "今天最后一天") : `${wait} 天后开始`,
    isOn,
    goal: one.goal,
    source: [one.source, one.notice_no].filter(Boolean).join(" "),
    hasBoard: isOn && one.has_board,
  };
}
