const api = require("../../lib/api");
const days = require("../../lib/days");
const room = require("../../lib/room");

Page({
  data: {
    view: "loading",
    trouble: "",
    campaigns: /** @type {{key: number, title: string, span: string, isOn: boolean, text: string, notice: string}[]} */ ([]),
  },

  onLoad() {
    return this.reload();
  },

  onPullDownRefresh() {
    return this.reload().then(() => wx.stopPullDownRefresh());
  },

  reload() {
    return room.load(this, async () => {
      const found = await api.get("/campaigns");
      const today = days.today();
      this.setData({
        campaigns: found.map((one, key) => ({
          key,
          title: one.title,
          span: one.from === one.to ? days.short(one.from) : `${days.short(one.from)}—${days.short(one.to)}`,
          isOn: one.from <= today && today <= one.to,
          text: one.text || "",
          notice: one.notice || "",
        })),
      });
    });
  },
});
