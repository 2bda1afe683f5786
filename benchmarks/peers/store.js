// The bare check-in of the Node peers: prepared statements of better-sqlite3 in one transaction.
const fs = require("node:fs");
const path = require("node:path");

function open(Database, file) {
  const db = new Database(file);
  db.pragma("journal_mode = WAL");
  db.pragma("synchronous = FULL");
  db.pragma("foreign_keys = ON");
  if (!db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'check_ins'").get()) {
    db.exec(fs.readFileSync(path.join(__dirname, "schema_sqlite.sql"), "utf8"));
  }
  const insert = db.prepare(
    "INSERT INTO check_ins (employee_id, activity, slot, mode, band, points, grams) VALUES (?, 'green_commute', ?, ?, ?, 10, 135)" +
      " ON CONFLICT DO NOTHING"
  );
  const person = db.prepare(
    "INSERT INTO person_totals VALUES (?, 10, 1) ON CONFLICT (employee_id) DO UPDATE SET points = points + 10, acts = acts + 1"
  );
  const department = db.prepare(
    "INSERT INTO department_totals VALUES (?, 10, 1) ON CONFLICT (department_id) DO UPDATE SET points = points + 10, acts = acts + 1"
  );
  const line = db.prepare("INSERT INTO ledger (check_in_id, points, grams) VALUES (?, 10, 135)");
  const first = db.prepare("SELECT id FROM check_ins WHERE employee_id = ? AND activity = 'green_commute' AND slot = ?");

  const write = db.transaction((body) => {
    const made = insert.run(body.employee_id, body.slot, body.mode, body.band);
    if (!made.changes) return { id: first.get(body.employee_id, body.slot).id, fresh: false };
    person.run(body.employee_id);
    department.run(body.department_id);
    line.run(made.lastInsertRowid);
    return { id: made.lastInsertRowid, fresh: true };
  });
  return write.immediate;
}

function shown(id, slot) {
  return { data: { id, activity: "green_commute", slot, points: 10, grams: 135 } };
}

module.exports = { open, shown };
