/** Puts the parts together, and registers how to take them apart. */
import { createServer, listen } from "./door.mjs";
import { assertFree, HOST } from "./ports.mjs";
import { startPostgres } from "./postgres.mjs";
import { prepare } from "./prepare.mjs";
import { postgresSettings, serveSettings } from "./settings.mjs";

/** PostgreSQL alone: one server for many databases, as tests want it. */
export async function servePostgres(environment, stops) {
  const { dataDir, postgresPort } = postgresSettings(environment);
  const postgres = await startPostgres(dataDir, postgresPort);
  await stops.push(postgres.stop);
  console.log(`postgres on ${postgres.url}`);
}

async function openDatabase(settings, stops) {
  if (settings.databaseUrl) return settings.databaseUrl;
  const postgres = await startPostgres(settings.dataDir, settings.postgresPort);
  await stops.push(postgres.stop);
  return postgres.url;
}

const API_PATIENCE_MS = 4_000;

/** Everything on one port. */
export async function serve(environment, stops) {
  const settings = serveSettings(environment);
  await assertFree(settings.stackPort, "STACK_PORT");
  const loading = import("./api.mjs"); // slow: loaded while PostgreSQL starts
  loading.catch(() => {}); // awaited below
  const databaseUrl = await openDatabase(settings, stops);
  await prepare(databaseUrl, settings.migrations);
  const { Api } = await loading;
  const api = new Api(settings, databaseUrl);
  const server = createServer();
  await stops.push(() => api.stop(server), API_PATIENCE_MS);
  await api.start(server);
  await listen(server, settings.stackPort);
  console.log(`supabase (embedded) on http://${HOST}:${settings.stackPort}`);
}
