// The mini-program's whole way, in a browser: every call goes to the real API; WeChat is the emulator.
"use strict";

const $ = (id) => document.getElementById(id);
const saved = { get token() { return sessionStorage.getItem("token"); }, get name() { return sessionStorage.getItem("name"); } };
const KINDS = { commute: "绿色出行", plate: "光盘行动", lights: "随手关灯" };

async function call(method, path, body, base = "/api/v1") {
  const headers = saved.token ? { Authorization: "Bearer " + saved.token } : {};
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const answer = await fetch(base + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  const found = answer.status === 204 ? {} : await answer.json();
  if (!answer.ok) {
    if (answer.status === 401) sessionStorage.removeItem("token");
    throw Object.assign(new Error([found.error.message, ...Object.values(found.error.fields || {})].join("；")), found.error);
  }
  return base === "/api/v1" ? found.data : found;
}

function say(sentence, bad = false) {
  $("said").textContent = sentence;
  $("said").className = bad ? "note bad" : "note";
  $("said").hidden = !sentence;
}

// Whatever somebody does: do it, say how it went, and show the page that fits now.
function does(work) {
  return async (event) => {
    if (event) event.preventDefault();
    try {
      say((await work(event)) || "");
    } catch (error) {
      say(error.message, true);
      if (error.code === "NOT_SIGNED_IN") show("sign-in");
    }
  };
}

function element(name, text, parts = {}) {
  const made = Object.assign(document.createElement(name), { textContent: text }, parts);
  return made;
}

function button(text, work, outline = false) {
  return element("button", text, { onclick: does(work), className: outline ? "outline" : "" });
}

function show(page) {
  document.querySelectorAll("[data-page]").forEach((section) => { section.hidden = section.dataset.page !== page; });
  const inside = ["home", "board", "messages", "mine"].includes(page);
  $("tabs").hidden = !inside;
  document.querySelectorAll("[data-tab]").forEach((tab) => tab.toggleAttribute("aria-current", tab.dataset.tab === page));
  $("whose").textContent = saved.token ? saved.name : "";
}

// Signed in, bound, joined? The first no decides the page.
async function settle() {
  if (!saved.token) return show("sign-in");
  try {
    const me = await call("GET", "/me");
    if (me.joined) return rooms.home();
    const policy = await call("GET", "/policy");
    $("policy").textContent = policy.text + "\n\n" + policy.points.map((point) => "· " + point).join("\n");
    $("join").onclick = does(async () => {
      await call("POST", "/participation", { policy_version: policy.version });
      await settle();
      return "已加入。";
    });
    show("joining");
  } catch (error) {
    if (error.code !== "NOT_BOUND") throw error;
    show("binding");
  }
}

const rooms = {
  async home() {
    const home = await call("GET", "/home");
    $("today").textContent = home.day + (home.workday ? "，工作日" : "，休息日") + (home.standing ? `，${home.standing.department}本周第 ${home.standing.rank} 名（共 ${home.standing.of}）` : "");
    $("week").textContent = home.points.week;
    $("total").textContent = home.points.total;
    $("streak").textContent = home.streak;
    $("grams").textContent = home.grams.value === null ? "减排：没有可用的口径" : `减排约 ${home.grams.value} 克（${home.grams.method}）`;
    $("cards").replaceChildren(...home.activities.map(card));
    document.querySelector('[data-tab="messages"]').textContent = home.unread ? `消息 ${home.unread}` : "消息";
    show("home");
  },

  async board() {
    const board = await call("GET", "/rankings/departments?period=week");
    $("standings").replaceChildren(...board.standings.map((one) => {
      const line = element("li", "", { className: one.mine ? "own" : "" });
      line.append(element("b", one.rank), element("span", one.department.name), element("i", (one.value * 100).toFixed(1) + "%"));
      return line;
    }));
    $("formula").textContent = board.formula;
    show("board");
  },

  async messages() {
    const inbox = await call("GET", "/messages");
    $("inbox").replaceChildren(...inbox.map((message) => {
      const row = element("div", "", { className: message.read_at ? "row" : "row unread" });
      row.append(element("span", message.title + "：" + message.text));
      if (!message.read_at) row.append(button("已读", async () => { await call("POST", `/messages/${message.id}/read`); await rooms.messages(); }, true));
      return row;
    }));
    if (!inbox.length) $("inbox").replaceChildren(element("p", "还没有消息。", { className: "faint" }));
    show("messages");
  },

  async mine() {
    const [me, templates] = [await call("GET", "/me"), await call("GET", "/subscriptions")];
    $("me").textContent = me.name + "，" + me.department;
    $("kinds").replaceChildren(...Object.entries(KINDS).map(([kind, title]) => {
      const wanted = me.reminder_kinds.includes(kind);
      const next = wanted ? me.reminder_kinds.filter((one) => one !== kind) : [...me.reminder_kinds, kind];
      return row(title, button(wanted ? "不再提醒" : "提醒我", async () => { await call("PATCH", "/me", { reminder_kinds: next }); await rooms.mine(); }, wanted));
    }));
    $("templates").replaceChildren(...templates.map((one) => row(
      `${one.title}（还可发 ${one.remaining} 条）`,
      button("允许一条", () => answer(one.template_id, "accept")),
      button("拒绝", () => answer(one.template_id, "reject"), true),
    )));
    show("mine");
  },
};

function row(text, ...buttons) {
  const made = element("div", "", { className: "row" });
  made.append(element("span", text), ...buttons);
  return made;
}

// What the popup does in WeChat: tell WeChat itself, then tell our server.
async function answer(template, choice) {
  if (choice === "accept") await call("POST", "/grants", { name: saved.name, template_id: template }, "/phone");
  await call("POST", "/subscriptions", { results: { [template]: choice } });
  await rooms.mine();
  return choice === "accept" ? "已允许一条消息。" : "已拒绝。";
}

function card(activity) {
  const made = element("div", "", { className: "card" });
  const slots = element("div", "", { className: "slots" });
  slots.append(...activity.slots.map((slot) => tap(activity, slot)));
  made.append(element("strong", `${activity.title}　${activity.points} 分`), element("p", activity.invitation), slots);
  return made;
}

// Behaviours that are entered on a page of their own: key → what opens it.
const entered = {};

function tap(activity, slot) {
  if (activity.entry) return button(slot.state === "open" ? slot.title : "再看一遍", () => entered[activity.key]());
  if (slot.state === "done") {
    return button(`${slot.title}已记，撤回`, async () => {
      await call("POST", `/check-ins/${slot.check_in_id}/withdrawal`);
      await rooms.home();
      return "已撤回。";
    }, true);
  }
  return button(slot.title, async () => {
    const own = activity.key === "bin_sorting" ? await scan() : {};
    const record = await call("POST", `/activities/${activity.key}/check-ins`, { ...body(activity.key, slot), ...own });
    await rooms.home();
    if (record.detail.held) return record.detail.held;
    return (record.detail.explanation || "") + `已记录，${record.points} 分` + (record.grams === null ? "。" : `，减排约 ${record.grams} 克（${record.carbon_method}）。`);
  });
}

// A slot is named day:first:second; each behaviour says what the parts mean.
function body(key, slot) {
  const [, first, second] = slot.slot.split(":");
  const own = {
    green_commute: { direction: first, mode: $("mode").value, band: $("band").value },
    clean_plate: { meal: first, step: second },
  }[key] || {};
  return { ...own, again: slot.state === "withdrawn" };
}

// The camera of this phone is the keyboard: the code on a bin, then the question about it.
async function scan() {
  const code = prompt("模拟扫码：填写桶上的编码（工作台「分类桶」里有）");
  if (!code) throw new Error("没有扫到码");
  const bin = await call("GET", "/bins/" + encodeURIComponent(code));
  const choices = bin.question.choices.map((choice) => `${choice.key}. ${choice.text}`).join("\n");
  const answer = prompt(`${bin.place}\n${bin.question.text}（填字母）\n${choices}`) || "";
  return { bin: bin.code, category: bin.categories[0].category, question_id: bin.question.id, answer: answer.trim().toLowerCase() };
}

$("sign-in").onsubmit = does(async (event) => {
  const name = new FormData(event.target).get("name");
  const session = await call("POST", "/sessions", { code: "demo:" + name });
  sessionStorage.setItem("token", session.token);
  sessionStorage.setItem("name", name);
  await settle();
});

$("binding").onsubmit = does(async (event) => {
  const bound = await call("POST", "/binding", Object.fromEntries(new FormData(event.target)));
  await settle();
  return `核对成功：${bound.employee.name}，${bound.employee.department}`;
});

if ($("made-up")) {
  $("made-up").onchange = does(async (event) => {
    if (!event.target.value) return;
    const made = await call("POST", "/invites", { employee_no: event.target.value }, "/phone");
    for (const [field, value] of Object.entries(made)) $(field).value = value;
  });
}

$("scan").onsubmit = does(async (event) => {
  const code = new FormData(event.target).get("code").split("c=").pop().trim();
  await call("POST", `/console-sign-ins/${encodeURIComponent(code)}/confirmation`);
  return "已确认，请看电脑。";
});

$("leave").onclick = does(async () => { await call("DELETE", "/participation"); await settle(); return "已退出参与。"; });

$("sign-out").onclick = does(async () => {
  await call("DELETE", "/sessions/current");
  sessionStorage.clear();
  show("sign-in");
});

document.querySelectorAll("[data-tab]").forEach((tab) => { tab.onclick = does(() => rooms[tab.dataset.tab]()); });
does(settle)();
