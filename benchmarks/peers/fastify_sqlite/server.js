// Fastify + better-sqlite3. PORT and DATABASE (a file) in the environment.
const fastify = require("fastify");
const Database = require("better-sqlite3");
const { open, shown } = require("../store.js");

const checkIn = open(Database, process.env.DATABASE);
const app = fastify({ bodyLimit: 1 << 20 });
const body = {
  type: "object",
  required: ["employee_id", "department_id", "slot", "mode", "band"],
  properties: {
    employee_id: { type: "integer" },
    department_id: { type: "integer" },
    slot: { type: "string" },
    mode: { type: "string" },
    band: { type: "string" },
  },
};
const answer = {
  type: "object",
  properties: {
    data: {
      type: "object",
      properties: {
        id: { type: "integer" },
        activity: { type: "string" },
        slot: { type: "string" },
        points: { type: "integer" },
        grams: { type: "integer" },
      },
    },
  },
};

app.post("/check-ins", { schema: { body, response: { 200: answer, 201: answer } } }, (request, reply) => {
  const { id, fresh } = checkIn(request.body);
  reply.code(fresh ? 201 : 200).send(shown(id, request.body.slot));
});

app.listen({ port: Number(process.env.PORT), host: "127.0.0.1" });
