/** Applies `<version>_<name>.sql` files in order, each in one transaction, recorded as the Supabase CLI does it. */
import fs from "node:fs";
import path from "node:path";
import { Refusal } from "./refusal.mjs";

const FILE = /^(\d+)_(.+)\.sql$/;

function migrationFiles(folder) {
  const names = fs.readdirSync(folder).filter((name) => FILE.test(name));
  return names.sort().map((file) => {
    const [, version, name] = FILE.exec(file);
    return { file, version, name };
  });
}

function place(sql, position) {
  if (!position) return "";
  return ` (line ${sql.slice(0, Number(position)).split("\n").length})`;
}

async function apply(client, folder, { file, version, name }) {
  const sql = fs.readFileSync(path.join(folder, file), "utf8");
  await client.query("begin");
  try {
    await client.query(sql);
    await client.query("reset all");
    const record = "insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)";
    await client.query(record, [version, name, [sql]]);
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    const reason = [error.message, error.detail, error.hint].filter(Boolean).join("; ");
    throw new Refusal(`migration ${file}${place(sql, error.position)}: ${reason}`);
  }
}

/** @returns {Promise<number>} how many were new */
export async function migrate(client, folder) {
  const files = migrationFiles(folder);
  const { rows } = await client.query("select version from supabase_migrations.schema_migrations");
  const applied = new Set(rows.map((row) => row.version));
  const fresh = files.filter((migration) => !applied.has(migration.version));
  for (const migration of fresh) await apply(client, folder, migration);
  return fresh.length;
}
