const api = require("../../lib/api");
const days = require("../../lib/days");
const room = require("../../lib/room");

Page({
  data: {
    view: "loading",
    trouble: "",
    reminder: "",
    campaigns: /** @type {{id: number, name: string, span: string, isOn: boolean, goal: string, source: string}[]} */ ([]),
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
      const found = await api.get("/campaigns");
      this.setData({
        campaigns: found.map((one) => ({
          id: one.id,
          name: one.name,
          span: one.first_day === one.last_day ? days.short(one.first_day) : `${days.short(one.first_day)}—${days.short(one.last_day)}`,
          isOn: one.state === "on",
          goal: one.goal,
          source: [one.source, one.notice_no].filter(Boolean).join(" "),
        })),
      });
    });
  },
});
