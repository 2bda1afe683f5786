-- The bare check-in's tables: once-only by a unique key, two running totals, one ledger.
CREATE TABLE check_ins (
    id INTEGER PRIMARY KEY,
    employee_id INTEGER NOT NULL,
    activity TEXT NOT NULL,
    slot TEXT NOT NULL,
    mode TEXT NOT NULL,
    band TEXT NOT NULL,
    points INTEGER NOT NULL,
    grams INTEGER NOT NULL,
    UNIQUE (employee_id, activity, slot)
);
CREATE TABLE person_totals (
    employee_id INTEGER PRIMARY KEY,
    points INTEGER NOT NULL,
    acts INTEGER NOT NULL
);
CREATE TABLE department_totals (
    department_id INTEGER PRIMARY KEY,
    points INTEGER NOT NULL,
    acts INTEGER NOT NULL
);
CREATE TABLE ledger (
    id INTEGER PRIMARY KEY,
    check_in_id INTEGER NOT NULL,
    points INTEGER NOT NULL,
    grams INTEGER NOT NULL
);
