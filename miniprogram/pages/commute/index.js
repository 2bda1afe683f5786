const api = require("../../lib/api");
const checkIns = require("../../lib/check_ins");
const days = require("../../lib/days");
const home = require("../../lib/home");
const room = require("../../lib/room");
const words = require("../../lib/words");

const BACK = 7; // days that may be filled in later

Page({
  data: {
    said: "",
    isBad: false,
    isBusy: false,
    reminder: "",
    dayChoices: /** @type {{key: string, text: string}[]} */ ([]),
    first: "",
    today: "",
    directions: words.DIRECTIONS,
    modes: words.MODES,
    bands: words.BANDS,
    day: "",
    direction: "to_work",
    mode: "",
    band: "",
    isUsual: false,
  },

  /** @param {{day?: string, direction?: string, reminder?: string}} query */
  onLoad({ day, direction, reminder = "" }) {
    const today = days.today();
    const usual = home.template();
    this.setData({ reminder, today, first: days.shift(today, -BACK) });
    this.takeDay(day || today);
    this.setData({
      direction: direction || "to_work",
      ...(usual ? { mode: usual.mode, band: usual.band } : { isUsual: true }),
    });
  },

  // Today and yesterday are a tap away; an earlier day, once chosen, is shown beside them.
  /** @param {string} day */
  takeDay(day) {
    const near = [this.data.today, days.shift(this.data.today, -1)];
    const shown = near.includes(day) ? near : [...near, day];
    this.setData({ day, dayChoices: shown.map((one, at) => ({ key: one, text: ["今天", "昨天"][at] || days.short(one) })) });
  },

  /** @param {WechatMiniprogram.PickerChange} event */
  chooseEarlier(event) {
    this.takeDay(/** @type {string} */ (event.detail.value));
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  choose(event) {
    this.setData({ [event.currentTarget.dataset.name]: event.detail.value });
  },

  /** @param {WechatMiniprogram.SwitchChange} event */
  chooseUsual(event) {
    this.setData({ isUsual: event.detail.value });
  },

  submit() {
    const { day, direction, mode, isUsual } = this.data;
    const band = mode === "no_trip" ? this.data.band || "0-1km" : this.data.band;
    return room.act(this, async () => {
      if (!mode || !band) return "请选择出行方式和单程距离。";
      const title = words.nameOf(words.DIRECTIONS, direction);
      const slot = { slot: `${day}:${direction}`, title, state: "open" };
      const outcome = await checkIns.checkInAnew("green_commute", slot, { mode, band });
      if (isUsual) await this.keepUsual({ mode, band });
      return checkIns.sentence(title, outcome);
    });
  },

  /** @param {import("../../lib/home").Template} usual */
  async keepUsual(usual) {
    home.keepTemplate(usual);
    await api.patch("/me", { body: { commute_template: /** @type {any} */ (usual) } }).catch(() => {});
  },
});
