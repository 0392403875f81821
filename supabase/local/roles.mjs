/** The API's roles belong to the whole server, so several databases may be preparing them at the same moment. */
import { setTimeout as pause } from "node:timers/promises";

const ROLES = { anon: "nologin", authenticated: "nologin", service_role: "nologin bypassrls" };
/** As hosted, extensions are found without naming their schema. (No blanks: it is also a start-up option.) */
export const SEARCH_PATH = '"$user",public,extensions';
const SOMEONE_ELSE_WAS_FASTER = new Set(["42710", "23505", "XX000", "40001"]);
const ATTEMPTS = 20;

async function createRoles(client) {
  const { rows } = await client.query("select rolname from pg_roles where rolname = any($1)", [Object.keys(ROLES)]);
  const present = new Set(rows.map((row) => row.rolname));
  for (const [role, options] of Object.entries(ROLES)) {
    if (!present.has(role)) await client.query(`create role ${role} ${options}`);
  }
}

/** Kept on the role, so that it holds for every client and in cloned databases too. */
async function setSearchPath(client) {
  const wanted = `search_path=${SEARCH_PATH.replaceAll(",", ", ")}`;
  const query = "select from pg_roles where rolname = current_user and $1 = any(rolconfig)";
  const { rowCount } = await client.query(query, [wanted]);
  if (rowCount === 0) await client.query(`alter role current_user set search_path = ${SEARCH_PATH}`);
}

/** Makes the roles `anon`, `authenticated` and `service_role` if they are missing. */
export async function ensureRoles(client) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await createRoles(client);
      return await setSearchPath(client);
    } catch (error) {
      if (!SOMEONE_ELSE_WAS_FASTER.has(error.code) || attempt === ATTEMPTS) throw error;
      await pause(10 * attempt);
    }
  }
}
