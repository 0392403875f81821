/** Makes a database what a hosted Supabase project is: auth, roles, schemas, publication; then the migrations. */
import crypto from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { migrate } from "./migrations.mjs";
import { Refusal } from "./refusal.mjs";
import { SEARCH_PATH, ensureRoles } from "./roles.mjs";
import { prepareSettings } from "./settings.mjs";

const FOUNDATION = fs.readFileSync(path.join(import.meta.dirname, "prepare.sql"), "utf8");
const PACKAGES = fs.readFileSync(path.join(import.meta.dirname, "package.json"), "utf8");
const FINGERPRINT = crypto.createHash("sha256").update(FOUNDATION).update(PACKAGES).digest("hex").slice(0, 16);
const MARK = `prepared by the embedded Supabase ${FINGERPRINT}`;

/** The mark travels with a clone, so a clone of a prepared database needs nothing more. */
async function isPrepared(client) {
  const query = "select obj_description(to_regnamespace('auth'), 'pg_namespace') = $1 as prepared";
  const { rows } = await client.query(query, [MARK]);
  return rows[0].prepared === true;
}

async function layFoundation(client, databaseUrl) {
  const { installAuthSchema } = await import("./lite.mjs"); // slow to load, and seldom needed here
  await installAuthSchema(databaseUrl);
  await client.query(FOUNDATION);
  await client.query(`comment on schema auth is '${MARK}'`);
}

async function connect(databaseUrl) {
  const client = new pg.Client({ connectionString: databaseUrl, options: `-c search_path=${SEARCH_PATH}` });
  client.on("error", () => {}); // the query under way reports it
  try {
    await client.connect();
  } catch (error) {
    throw new Refusal(`the database does not answer: ${error.message || error.code}`);
  }
  return client;
}

/**
 * Safe to repeat, and by several programs at once; quick when there is nothing to do.
 * @param {string | null} migrations the folder, or null for none
 */
export async function prepare(databaseUrl, migrations) {
  const client = await connect(databaseUrl);
  try {
    await client.query("select pg_advisory_lock(hashtext('embedded supabase: prepare'))");
    await ensureRoles(client);
    if (!(await isPrepared(client))) await layFoundation(client, databaseUrl);
    return migrations ? await migrate(client, migrations) : 0;
  } finally {
    await client.end();
  }
}

export async function prepareFromEnvironment(environment) {
  const { databaseUrl, migrations } = prepareSettings(environment);
  const count = await prepare(databaseUrl, migrations);
  console.log(`prepared${migrations ? `, ${count} new migration${count === 1 ? "" : "s"}` : ""}`);
}
