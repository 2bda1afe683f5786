-- The bare check-in's tables: once-only by a unique key, two running totals, one ledger.
CREATE TABLE check_ins (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    employee_id BIGINT NOT NULL,
    activity TEXT NOT NULL,
    slot TEXT NOT NULL,
    mode TEXT NOT NULL,
    band TEXT NOT NULL,
    points INTEGER NOT NULL,
    grams INTEGER NOT NULL,
    UNIQUE (employee_id, activity, slot)
);
CREATE TABLE person_totals (
    employee_id BIGINT PRIMARY KEY,
    points INTEGER NOT NULL,
    acts INTEGER NOT NULL
);
CREATE TABLE department_totals (
    department_id BIGINT PRIMARY KEY,
    points INTEGER NOT NULL,
    acts INTEGER NOT NULL
);
CREATE TABLE ledger (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    check_in_id BIGINT NOT NULL,
    points INTEGER NOT NULL,
    grams INTEGER NOT NULL
);
