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
    dayChoices: /** @type {{key: string, text: string}[]} */ ([]),
    directions: words.DIRECTIONS,
    modes: words.MODES,
    bands: words.BANDS,
    day: "",
    direction: "to_work",
    mode: "",
    band: "",
    isUsual: false,
  },

  /** @param {{day?: string, direction?: string}} query */
  onLoad({ day, direction }) {
    const today = days.today();
    const usual = home.template();
    const choices = Array.from({ length: BACK + 1 }, (_, back) => days.shift(today, -back));
    this.setData({
      dayChoices: choices.map((one, back) => ({ key: one, text: ["今天", "昨天"][back] || days.short(one) })),
      day: day || today,
      direction: direction || "to_work",
      ...(usual ? { mode: usual.mode, band: usual.band } : { isUsual: true }),
    });
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
      const outcome = await checkIns.checkIn("green_commute", slot, { mode, band });
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
