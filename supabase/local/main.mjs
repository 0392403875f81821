#!/usr/bin/env node
/**
 * The embedded Supabase: a real PostgreSQL and the Supabase API on one port, without Docker.
 *
 *   main.mjs            serve everything          STACK_PORT POSTGRES_PORT DATA_DIR SUPABASE_JWT_SECRET
 *                                                 SUPABASE_PUBLISHABLE_KEY SUPABASE_SECRET_KEY SITE_URL
 *                                                 [MIGRATIONS] [DATABASE_URL instead of POSTGRES_PORT]
 *   main.mjs postgres   PostgreSQL alone          DATA_DIR POSTGRES_PORT
 *   main.mjs prepare    make a database ready     DATABASE_URL [MIGRATIONS]
 *   main.mjs data-dir   print the data folder to use
 *
 * Ends with 2 when settings are wrong, with 3 when a port or the data folder is taken.
 */
import { Refusal } from "./refusal.mjs";

const COMMANDS = {
  "data-dir": async () => console.log((await import("./data-dir.mjs")).defaultDataDir()),
  prepare: async () => (await import("./prepare.mjs")).prepareFromEnvironment(process.env),
  postgres: async (stops) => (await import("./serve.mjs")).servePostgres(process.env, stops),
  serve: async (stops) => (await import("./serve.mjs")).serve(process.env, stops),
};

const PATIENCE_MS = 20_000;

/** A part that does not stop must not keep the others from being stopped. */
async function stopInTime({ stop, patience }) {
  const late = new Promise((_, reject) => {
    setTimeout(reject, patience, new Error("a part did not stop in time")).unref();
  });
  await Promise.race([stop(), late]).catch((error) => console.error(`while stopping: ${error.message}`));
}

/** What has been started, to be stopped in reverse order, once. */
class Stops {
  #running = [];
  #stopped = null;

  /** Registers a running part. When we are already stopping, it is stopped at once. */
  async push(stop, patience = PATIENCE_MS) {
    if (this.#stopped) await stopInTime({ stop, patience });
    else this.#running.push({ stop, patience });
  }

  all() {
    this.#stopped ??= this.#each();
    return this.#stopped;
  }

  async #each() {
    for (const part of this.#running.reverse()) await stopInTime(part);
  }
}

const stops = new Stops();
let starting = Promise.resolve();
let leaving = null;

/** Once, whatever else goes wrong meanwhile. A part that is just being started is waited for, and stopped. */
function leave(exitCode) {
  leaving ??= (async () => {
    await stops.all();
    await starting.catch(() => {});
    process.exit(exitCode);
  })();
  return leaving;
}

function fail(error) {
  if (!leaving) process.stderr.write(`${error instanceof Refusal ? error.message : error.stack}\n`);
  return leave(error.exitCode ?? 1);
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => leave(0));
process.on("uncaughtException", fail);
process.on("unhandledRejection", fail);

const command = COMMANDS[process.argv[2] ?? "serve"];
if (command) starting = command(stops);
else fail(new Refusal(`unknown command: use one of ${Object.keys(COMMANDS).join(", ")}`, 2));
starting.catch(fail);
