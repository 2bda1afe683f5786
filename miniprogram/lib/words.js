// What the server's keys are called. Titles that the server sends are shown as they come.

const MODES = [
  { key: "walk", text: "步行" },
  { key: "bike", text: "自行车" },
  { key: "e_bike", text: "电动自行车" },
  { key: "bus", text: "公交" },
  { key: "metro", text: "地铁" },
  { key: "carpool", text: "拼车" },
  { key: "no_trip", text: "无需出行" },
];
const BANDS = [
  { key: "0-1km", text: "1 公里以内" },
  { key: "1-3km", text: "1—3 公里" },
  { key: "3-5km", text: "3—5 公里" },
  { key: "5km+", text: "5 公里以上" },
];
const DIRECTIONS = [
  { key: "to_work", text: "上班" },
  { key: "to_home", text: "下班" },
];
const REASONS = [
  { key: "leave", text: "休假" },
  { key: "travel", text: "出差" },
  { key: "illness", text: "病假" },
  { key: "weather", text: "极端天气" },
  { key: "other", text: "其他" },
];
const ACTIVITIES = /** @type {Record<string, string>} */ ({
  green_commute: "绿色出行",
  waste_quiz: "每日答题",
  clean_plate: "光盘行动",
  bin_sorting: "分类投放",
  lights_out: "随手关灯断电",
});
const MEALS = /** @type {Record<string, string>} */ ({ breakfast: "早餐", lunch: "午餐", dinner: "晚餐" });
const STEPS = /** @type {Record<string, string>} */ ({ pledge: "承诺", kept: "光盘" });

/** The colours of GB/T 19095-2019, by the standard's own names of the four classes. */
const COLOURS = /** @type {Record<string, string>} */ ({ 可回收物: "blue", 有害垃圾: "red", 厨余垃圾: "green", 其他垃圾: "grey" });

/**
 * @param {{key: string, text: string}[]} choices
 * @param {string} key
 */
const nameOf = (choices, key) => (choices.find((choice) => choice.key === key) || { text: key }).text;

/** @param {{mode: string, band: string}} usual */
const travel = ({ mode, band }) => (mode === "no_trip" ? nameOf(MODES, mode) : `${nameOf(MODES, mode)} · ${nameOf(BANDS, band)}`);

/** What an act was, in a few words. @param {{activity: string, detail: any}} record */
function act({ activity, detail }) {
  const title = ACTIVITIES[activity] || activity;
  if (activity === "green_commute") return `${title} · ${nameOf(DIRECTIONS, detail.direction)} · ${nameOf(MODES, detail.mode)}`;
  if (activity === "clean_plate") return `${title} · ${MEALS[detail.meal]}${STEPS[detail.step]}`;
  if (activity === "waste_quiz") return `${title} · 答对 ${detail.right} 题`;
  if (activity === "bin_sorting") return `${title} · ${detail.place}`;
  return title;
}

module.exports = { COLOURS, MODES, BANDS, DIRECTIONS, REASONS, MEALS, STEPS, nameOf, travel, act };
