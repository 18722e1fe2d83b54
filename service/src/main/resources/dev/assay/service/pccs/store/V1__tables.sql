-- One schema for SQLite and PostgreSQL. Times are milliseconds since 1970; hex is upper case.
-- ${text} compares by bytes in both, ${bytes} is BLOB or BYTEA.

-- Grows with each write that a reader could see; it is also the lock that puts the writes of all replicas in order.
CREATE TABLE revisions (
  id INTEGER NOT NULL PRIMARY KEY,
  revision BIGINT NOT NULL
);
INSERT INTO revisions (id, revision) VALUES (1, 1);

-- number: 64 upper-case hex digits, so that the order of the text is that of the numbers.
CREATE TABLE documents (
  api INTEGER NOT NULL,
  key ${text} NOT NULL,
  body ${bytes} NOT NULL,
  issuer_chain ${bytes},
  issued BIGINT NOT NULL,
  next_update BIGINT NOT NULL,
  number ${text} NOT NULL,
  fetched BIGINT NOT NULL,
  PRIMARY KEY (api, key)
);

-- Chains of the two CAs that issue PCK certificates, by the SHA-256 of their PEM form.
CREATE TABLE issuer_chains (
  sha256 ${text} NOT NULL PRIMARY KEY,
  pem ${bytes} NOT NULL
);

CREATE TABLE platforms (
  id ${row_id},
  qe_id ${text} NOT NULL,
  pce_id ${text} NOT NULL,
  encrypted_ppid ${text} NOT NULL,
  manifest ${text} NOT NULL,
  fmspc ${text} NOT NULL,
  ca ${text} NOT NULL,
  issuer_chain ${text} NOT NULL REFERENCES issuer_chains (sha256),
  UNIQUE (qe_id, pce_id)
);
CREATE UNIQUE INDEX platforms_by_fmspc ON platforms (fmspc, qe_id, pce_id);

CREATE TABLE certificates (
  platform BIGINT NOT NULL REFERENCES platforms (id) ON DELETE CASCADE,
  tcbm ${text} NOT NULL,
  pem ${bytes} NOT NULL,
  PRIMARY KEY (platform, tcbm)
);

CREATE TABLE raw_tcbs (
  platform BIGINT NOT NULL,
  cpu_svn ${text} NOT NULL,
  pce_svn ${text} NOT NULL,
  tcbm ${text} NOT NULL,
  PRIMARY KEY (platform, cpu_svn, pce_svn),
  FOREIGN KEY (platform, tcbm) REFERENCES certificates (platform, tcbm) ON DELETE CASCADE
)${without_row_id};
CREATE INDEX raw_tcbs_by_certificate ON raw_tcbs (platform, tcbm);

-- sha256 is that of all fields but the state: manifests are too long for an index.
CREATE TABLE registrations (
  id ${row_id},
  sha256 ${text} NOT NULL UNIQUE,
  qe_id ${text} NOT NULL,
  pce_id ${text} NOT NULL,
  cpu_svn ${text} NOT NULL,
  pce_svn ${text} NOT NULL,
  encrypted_ppid ${text} NOT NULL,
  manifest ${text} NOT NULL,
  state ${text} NOT NULL,
  changed BIGINT NOT NULL
);
CREATE INDEX registrations_by_state ON registrations (state, id);

CREATE TABLE policies (
  id ${text} NOT NULL PRIMARY KEY,
  fmspc ${text} NOT NULL,
  type ${text} NOT NULL,
  is_default INTEGER NOT NULL,
  jwt ${text} NOT NULL,
  added BIGINT NOT NULL
);
CREATE UNIQUE INDEX one_default_policy ON policies (fmspc, type) WHERE is_default = 1;

CREATE TABLE leases (
  name ${text} NOT NULL PRIMARY KEY,
  holder ${text} NOT NULL,
  ends BIGINT NOT NULL
);

CREATE TABLE jobs (
  name ${text} NOT NULL PRIMARY KEY,
  done BIGINT NOT NULL
);
