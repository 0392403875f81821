/** A data folder's PostgreSQL files: made once, with a password that only their owner can read. */
import { spawnSync } from "node:child_process";
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { HOST } from "./ports.mjs";
import { Refusal } from "./refusal.mjs";
import { canEnter, identity, isRoot } from "./unprivileged.mjs";

/** The folders of a data folder. */
export function layout(dataDir) {
  return {
    root: dataDir,
    postgres: path.join(dataDir, "postgres"),
    mail: path.join(dataDir, "mail"),
    logs: path.join(dataDir, "logs"),
    url: path.join(dataDir, "postgres.url"),
  };
}

/** Makes the data folder and checks that PostgreSQL's user gets there. */
export function makeFolders(dataDir) {
  const folders = layout(dataDir);
  fs.mkdirSync(dataDir, { recursive: true });
  if (isRoot) fs.chmodSync(dataDir, fs.statSync(dataDir).mode | 0o011);
  if (!canEnter(dataDir)) {
    throw new Refusal(
      `DATA_DIR ${dataDir} cannot be entered by the unprivileged user PostgreSQL runs as: ` +
        "choose a folder outside root's home (`main.mjs data-dir` names one)",
    );
  }
  for (const folder of [folders.mail, folders.logs]) fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folders;
}

const address = (password, port) => `postgres://postgres:${password}@${HOST}:${port}/postgres`;

function writePrivately(file, text) {
  fs.writeFileSync(file, text, { mode: 0o600 });
  fs.chmodSync(file, 0o600);
}

function initialise(folders, programs, password) {
  const handover = path.join(folders.root, `.password.${process.pid}`);
  writePrivately(handover, password);
  if (isRoot) fs.chownSync(handover, identity.uid, identity.gid);
  fs.rmSync(folders.postgres, { recursive: true, force: true });
  fs.mkdirSync(folders.postgres, { mode: 0o700 });
  if (isRoot) fs.chownSync(folders.postgres, identity.uid, identity.gid);
  const initdb = spawnSync(
    path.join(programs, "initdb"),
    [
      ...["-D", folders.postgres, "-U", "postgres", "-A", "scram-sha-256", `--pwfile=${handover}`],
      ...["-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"],
    ],
    { ...identity, cwd: "/", env: { ...process.env, LC_ALL: "C.UTF-8" }, encoding: "utf8" },
  );
  fs.rmSync(handover);
  if (initdb.status !== 0) throw new Refusal(`initdb failed: ${(initdb.stderr || String(initdb.error)).trim()}`);
}

/**
 * The database files, made if there are none.
 * @returns {string} the URL under which this cluster will answer on `port`, also kept in `postgres.url` (mode 600)
 */
export function openCluster(folders, programs, port) {
  const exists = fs.existsSync(path.join(folders.postgres, "PG_VERSION")) && fs.existsSync(folders.url);
  if (!exists && fs.existsSync(path.join(folders.postgres, "PG_VERSION"))) {
    throw new Refusal(`${folders.url} is missing: it holds the password of the database in ${folders.postgres}`);
  }
  const password = exists
    ? new URL(fs.readFileSync(folders.url, "utf8").trim()).password
    : crypto.randomBytes(24).toString("base64url");
  if (!exists) initialise(folders, programs, password);
  const url = address(password, port);
  writePrivately(folders.url, `${url}\n`);
  return url;
}
