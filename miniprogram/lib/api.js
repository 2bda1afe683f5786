// The server as the pages see it: typed by its own OpenAPI document, signed in by itself, refusing in Chinese.

const privacy = require("./privacy");
const { Refusal } = require("./refusal");
const wire = require("./wire");

const TOKEN = "token";
/** @type {Promise<string> | null} */
let signingIn = null;

/**
 * @template {keyof Served<"get">} P
 * @param {P} path
 * @param {Asked<"get", P>} [asked]
 * @returns {Promise<Data<"get", P>>}
 */
async function get(path, asked) {
  return (await call("GET", path, asked)).data;
}

/**
 * A part of a list, and the cursor of the next part.
 * @template {keyof Served<"get">} P
 * @param {P} path
 * @param {Asked<"get", P>} [asked]
 * @returns {Promise<{data: Data<"get", P>, next: number | null}>}
 */
async function list(path, asked) {
  return call("GET", path, asked);
}

/**
 * @template {keyof Served<"post">} P
 * @param {P} path
 * @param {Asked<"post", P>} [asked]
 * @returns {Promise<Data<"post", P>>}
 */
async function post(path, asked) {
  const body = await call("POST", path, asked);
  return body && body.data;
}

/**
 * @template {keyof Served<"patch">} P
 * @param {P} path
 * @param {Asked<"patch", P>} asked
 * @returns {Promise<Data<"patch", P>>}
 */
async function patch(path, asked) {
  return (await call("PATCH", path, asked)).data;
}

/**
 * @template {keyof Served<"delete">} P
 * @param {P} path
 * @param {Asked<"delete", P>} [asked]
 */
async function remove(path, asked) {
  await call("DELETE", path, asked);
}

/**
 * An optional photo; its id, to be sent along with what it belongs to.
 * @param {string} filePath
 * @returns {Promise<number>}
 */
async function photo(filePath) {
  const { data } = await signedIn((token) => wire.upload("/photos", token, filePath)).catch((error) => {
    throw error.status === 404 ? new Refusal("NOT_OPEN", { message: "本单位没有开放照片，不附照片也可以提交", status: 404 }) : error;
  });
  if (data.state === "refused") throw new Refusal("PHOTO_REFUSED", { message: "这张照片没有通过检查，请换一张，或者不附照片", status: 422 });
  return data.photo_id;
}

/** Whether this person may add photos here; no, where that cannot be known. */
async function takesPhotos() {
  const [photos, me] = await Promise.all([get("/photos"), get("/me")]);
  return photos.on && me.joined;
}

/**
 * @param {string} method
 * @param {string} path
 * @param {any} asked
 */
async function call(method, path, asked = {}) {
  const place = fill(path, asked.params || {}) + queryOf(asked.query || {});
  return signedIn((token) => wire.send(method, place, token, asked.body));
}

/**
 * With a token that ran out, one new sign-in and one more try.
 * @param {(token: string) => Promise<any>} work
 */
async function signedIn(work) {
  if (!(await privacy.isAgreed())) throw new Refusal("PRIVACY", { status: 403 });
  const token = wx.getStorageSync(TOKEN) || (await renew(""));
  try {
    return await work(token);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== "NOT_SIGNED_IN") throw error;
    return work(await renew(token));
  }
}

/**
 * A new token; several who ask at once get the same one.
 * @param {string} stale
 * @returns {Promise<string>}
 */
function renew(stale) {
  const now = wx.getStorageSync(TOKEN);
  if (now && now !== stale) return Promise.resolve(now);
  signingIn = signingIn || signIn().finally(() => { signingIn = null; });
  return signingIn;
}

async function signIn() {
  const { code } = await wx.login().catch(() => { throw new Refusal("WECHAT_UNAVAILABLE"); });
  const { data } = await wire.send("POST", "/sessions", "", { code });
  wx.setStorageSync(TOKEN, data.token);
  return data.token;
}

/**
 * @param {string} path
 * @param {Record<string, string | number>} params
 */
function fill(path, params) {
  return path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(params[name]));
}

/** @param {Record<string, any>} query */
function queryOf(query) {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return pairs.length ? "?" + pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&") : "";
}

module.exports = { get, list, post, patch, remove, photo, takesPhotos };
