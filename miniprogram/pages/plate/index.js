const api = require("../../lib/api");
const checkIns = require("../../lib/check_ins");
const home = require("../../lib/home");
const room = require("../../lib/room");
const words = require("../../lib/words");

/** @typedef {import("../../lib/home").Home["activities"][0]["slots"][0]} Slot */

Page({
  data: {
    view: "loading",
    trouble: "",
    said: "",
    isBad: false,
    isBusy: false,
    reminder: "",
    takesPhotos: false,
    photo: "",
    meals: /** @type {{key: string, text: string, pledge: Slot, kept: Slot, isPledged: boolean, pledgeKept: boolean, plateKept: boolean}[]} */ ([]),
  },

  /** @param {{reminder?: string}} query */
  async onLoad({ reminder = "" }) {
    this.setData({ reminder });
    await this.reload();
    this.setData({ takesPhotos: await api.takesPhotos().catch(() => false) });
  },

  reload() {
    return room.load(this, () => this.open());
  },

  async open() {
    const found = await home.fetch();
    const activity = found.home.activities.find((one) => one.key === "clean_plate");
    this.setData({ meals: activity && activity.state !== "off" ? Object.keys(words.MEALS).map((meal) => mealOf(meal, activity.slots)) : [] });
  },

  /** @param {WechatMiniprogram.TouchEvent} event */
  press(event) {
    const { meal, step } = event.currentTarget.dataset;
    const slot = /** @type {Slot} */ (this.data.meals[meal][/** @type {"pledge" | "kept"} */ (step)]);
    return room.act(this, async () => {
      const own = step === "kept" && this.data.photo ? { photo_id: await api.photo(this.data.photo) } : {};
      const outcome = await checkIns.checkIn("clean_plate", slot, own);
      this.setData({ photo: "" });
      await this.open();
      return checkIns.sentence(slot.title, outcome);
    });
  },

  /** @param {WechatMiniprogram.CustomEvent} event */
  takePhoto(event) {
    this.setData({ photo: event.detail.value });
  },
});

/**
 * @param {string} meal
 * @param {Slot[]} slots
 */
function mealOf(meal, slots) {
  const [pledge, kept] = slots.filter((slot) => slot.slot.split(":")[1] === meal);
  const pledgeKept = checkIns.isKept("clean_plate", pledge.slot);
  const isPledged = pledge.state === "done" || pledgeKept;
  return { key: meal, text: words.MEALS[meal], pledge, kept, isPledged, pledgeKept, plateKept: checkIns.isKept("clean_plate", kept.slot) };
}
