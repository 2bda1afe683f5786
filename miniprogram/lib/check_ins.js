// Checking in, from whichever page: one key, one body, one sentence about what it came to.

const outbox = require("./outbox");

/** What the parts of a slot mean: `2026-03-02:to_work`, `2026-03-02:lunch:kept`. */
const FIELDS = /** @type {Record<string, string[]>} */ ({ green_commute: ["direction"], clean_plate: ["meal", "step"] });

/**
 * @param {string} activity
 * @param {{slot: string, title: string, state: string}} slot
 * @param {object} [own] the fields that the slot does not say
 */
function checkIn(activity, slot, own = {}) {
  const [day, ...parts] = slot.slot.split(":");
  const named = Object.fromEntries((FIELDS[activity] || []).map((name, index) => [name, parts[index]]));
  const again = slot.state === "withdrawn" ? { again: true } : {};
  const path = /** @type {any} */ (`/activities/${activity}/check-ins`);
  return outbox.write(`${activity}:${slot.slot}`, slot.title, path, { body: { ...named, ...own, ...again, day } });
}

/**
 * The same from a page that does not know whether the slot was taken back before: then the person is asked.
 * @param {string} activity
 * @param {{slot: string, title: string, state: string}} slot
 * @param {object} [own]
 */
async function checkInAnew(activity, slot, own) {
  const outcome = await checkIn(activity, slot, own);
  if (!outcome.sent || outcome.data.state !== "withdrawn") return outcome;
  const { confirm } = await wx.showModal({ title: "重新记录", content: `${slot.title}先前撤回过，要重新记一次吗？` });
  return confirm ? checkIn(activity, { ...slot, state: "withdrawn" }, own) : outcome;
}

/**
 * @param {string} title
 * @param {any} outcome
 */
function sentence(title, outcome) {
  if (!outcome.sent) return `${title}已记在手机上。${outcome.refusal.message}；网络好了会自动送出，不会重复计分。`;
  return came(title, outcome.data);
}

/**
 * @param {string} title
 * @param {any} record
 */
function came(title, record) {
  if (record.state === "held") return record.detail.held || "已收到，核实后计分。";
  if (record.state === "withdrawn") return `${title}这条先前已撤回。`;
  const grams = record.grams === null ? "" : `，减排约 ${record.grams} 克（${record.carbon_method}）`;
  return `${title}已记录，${record.points} 分${grams}。`;
}

/** Whether the slot's act is still on this phone. @param {string} activity @param {string} slot */
const isKept = (activity, slot) => outbox.holds(`${activity}:${slot}`);

/** @param {number} id */
const withdraw = (id) => outbox.write(`withdrawal:${id}`, "撤回", "/check-ins/{check_in_id}/withdrawal", { params: { check_in_id: id } });

module.exports = { checkIn, checkInAnew, sentence, came, isKept, withdraw };
