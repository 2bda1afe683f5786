// Express + better-sqlite3. PORT and DATABASE (a file) in the environment.
const express = require("express");
const Database = require("better-sqlite3");
const { open, shown } = require("../store.js");

const checkIn = open(Database, process.env.DATABASE);
const app = express();
app.disable("x-powered-by");
app.set("etag", false);
app.use(express.json({ limit: "1mb" }));

app.post("/check-ins", (request, response) => {
  const body = request.body;
  if (!Number.isInteger(body.employee_id) || typeof body.slot !== "string") return response.sendStatus(422);
  const { id, fresh } = checkIn(body);
  response.status(fresh ? 201 : 200).json(shown(id, body.slot));
});

app.listen(Number(process.env.PORT), "127.0.0.1");
