// One request to our server and what its answer means. No identity here: that is api.js.

const { servers } = require("../config");
const { Refusal } = require("./refusal");

const TIMEOUT = 10000; // milliseconds
const PHOTO_TIMEOUT = 60000;

const server = servers[wx.getAccountInfoSync().miniProgram.envVersion];

/**
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {string} token
 * @param {object} [data]
 * @returns {Promise<any>} the whole body: {data, next?}; undefined for 204
 */
function send(method, path, token, data) {
  const header = token ? { Authorization: `Bearer ${token}` } : {};
  return new Promise((resolve, reject) => {
    wx.request({
      url: `${server}/api/v1${path}`,
      method: /** @type {any} */ (method),
      header,
      data,
      timeout: TIMEOUT,
      success: (found) => settle(resolve, reject, found.statusCode, found.data, found.header),
      fail: (failure) => reject(cut(failure)),
    });
  });
}

/**
 * @param {string} path
 * @param {string} token
 * @param {string} filePath
 * @returns {Promise<any>}
 */
function upload(path, token, filePath) {
  return new Promise((resolve, reject) => {
    wx.uploadFile({
      url: `${server}/api/v1${path}`,
      filePath,
      name: "file",
      header: { Authorization: `Bearer ${token}` },
      timeout: PHOTO_TIMEOUT,
      success: (found) => settle(resolve, reject, found.statusCode, parse(found.data), {}),
      fail: (failure) => reject(cut(failure)),
    });
  });
}

/**
 * @param {(body: any) => void} resolve
 * @param {(refusal: Refusal) => void} reject
 * @param {number} status
 * @param {any} body
 * @param {any} header
 */
function settle(resolve, reject, status, body, header) {
  if (status === 204) return resolve(undefined);
  if (status >= 200 && status < 300 && body && typeof body === "object" && "data" in body) return resolve(body);
  reject(refusal(status, body, header));
}

/** @param {string} text */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** @param {{errMsg?: string}} failure */
const cut = (failure) => new Refusal(/time/i.test(failure.errMsg || "") ? "TIMEOUT" : "CUT");

/**
 * @param {number} status
 * @param {any} body
 * @param {Record<string, any>} header
 */
function refusal(status, body, header) {
  const error = body && typeof body === "object" ? body.error : null;
  const wait = seconds(header);
  if (!error || typeof error.code !== "string") return new Refusal(status === 429 ? "TOO_MANY" : status >= 500 ? "BUSY" : "STRANGE", { status, wait });
  return new Refusal(error.code, { message: sentence(error), fields: error.fields, status, wait });
}

/**
 * The server's own sentence, with those of the fields; instants among them are for programs.
 * @param {{message: string, fields?: Record<string, string>}} error
 */
function sentence({ message, fields = {} }) {
  const said = Object.entries(fields).filter(([name]) => !name.endsWith("_at"));
  return [message, ...said.map(([, text]) => text)].filter(Boolean).join("；");
}

/** @param {Record<string, any>} header */
function seconds(header) {
  const name = Object.keys(header || {}).find((one) => one.toLowerCase() === "retry-after");
  return (name && Number(header[name])) || 0;
}

module.exports = { send, upload };
