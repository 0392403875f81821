/** The API library's database connection, with what it lacks on PostgreSQL added (README.md lists each gap). */
import { createPostgresConnection } from "@supabase/lite/postgres";
import { Kysely, sql } from "kysely";
import { PostgresJSDialect } from "kysely-postgres-js";
import { answerable, Unreachable } from "./errors.mjs";
import { Pool } from "./pool.mjs";
import { SEARCH_PATH } from "./roles.mjs";
import { driverTypes } from "./values.mjs";

const SIZE = 12;
const LAST_QUERIES_S = 1;

/** Transaction-local settings, all in one statement: one round trip instead of one each. */
async function setLocally(executor, settings) {
  const calls = Object.entries(settings).map(([name, value]) => sql`set_config(${name}, ${value}, true)`);
  await sql`select ${sql.join(calls)}`.execute(executor);
}

/** Takes on the caller's role and shows the database their claims. */
function actAs(executor, { auth }) {
  const role = auth?.role ?? "anon";
  return setLocally(executor, {
    role,
    "request.jwt.claim.sub": String(auth?.uid ?? ""),
    "request.jwt.claim.role": role,
    "request.jwt.claims": JSON.stringify(auth?.jwt ?? { role }),
  });
}

function showRequest(executor, { method, path, requestHeaders }) {
  return setLocally(executor, {
    "response.status": "",
    "response.headers": "",
    "request.method": method,
    "request.path": path,
    "request.headers": JSON.stringify(requestHeaders ?? {}),
  });
}

/**
 * A relationship named by its key (`staff!bookings_business_id_staff_id_fkey`) is joined on the key's first column alone.
 * The column that both tables share, the tenant's, goes last: the other one says whose row it is.
 */
function tenantsLast(keys) {
  const shared = (key) => Number(key.column === key.ref_column);
  return keys.toSorted((one, other) => shared(one) - shared(other));
}

/**
 * Reads the schema once for all who ask at the same time. The library takes a database that does not answer for one
 * without tables, and would say "no such table": we say that it does not answer.
 */
function readSchemaHonestly(introspect) {
  let reading = null;
  async function read(options) {
    const schema = await introspect(options);
    if (schema.functions) return { ...schema, foreign_keys: tenantsLast(schema.foreign_keys) };
    throw new Unreachable();
  }
  return (options) => {
    reading ??= read(options).finally(() => (reading = null));
    return reading;
  };
}

/** @param {string} databaseUrl  @returns the connection an `App` of the library wants */
export function openConnection(databaseUrl) {
  const connection = createPostgresConnection({ url: databaseUrl }); // connects only when asked, and is never asked
  const pool = new Pool(databaseUrl, SIZE, {
    onnotice: () => {},
    types: driverTypes,
    connection: { TimeZone: "UTC", search_path: SEARCH_PATH, application_name: "supabase api" },
  });
  const normalize = connection.normalizeDbError.bind(connection);
  return Object.assign(connection, {
    kysely: new Kysely({ dialect: new PostgresJSDialect({ postgres: async () => pool }) }),
    close: () => pool.end(LAST_QUERIES_S),
    introspect: readSchemaHonestly(connection.introspect.bind(connection)),
    normalizeDbError: (error) => answerable(normalize(error)),
    // The library would grant everything to everybody in each schema that has row-level security.
    ensureRlsContext: async () => true,
    applyJwtSessionContext: actAs,
    applyRpcRequestGucs: showRequest,
  });
}
