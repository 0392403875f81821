/** Settings come from the environment, are read once, and every missing or odd one is named at the same time. */
import fs from "node:fs";
import path from "node:path";
import { Refusal } from "./refusal.mjs";

const here = import.meta.dirname;

/** Collects what is wrong while the settings are read. */
class Reader {
  problems = [];

  constructor(environment) {
    this.environment = environment;
  }

  read(name, { check = () => true, hint = "", fallback = undefined } = {}) {
    const value = this.environment[name];
    if (value === undefined || (value === "" && fallback !== "")) {
      if (fallback === undefined) this.problems.push(`${name} is missing`);
      return fallback;
    }
    if (!check(value)) this.problems.push(`${name} ${hint}`);
    return value;
  }

  port(name) {
    const check = (text) => /^\d+$/.test(text) && Number(text) > 0 && Number(text) < 65536;
    return Number(this.read(name, { check, hint: "must be a port number" }));
  }

  folder(name) {
    return path.resolve(this.read(name) ?? ".");
  }

  migrations() {
    if (this.environment.MIGRATIONS === "") return null;
    const folder = this.environment.MIGRATIONS ?? path.join(here, "..", "migrations");
    if (!fs.existsSync(folder)) this.problems.push(`MIGRATIONS names no folder: ${folder}`);
    return folder;
  }

  url(name, protocols) {
    const check = (text) => URL.canParse(text) && protocols.includes(new URL(text).protocol);
    return this.read(name, { check, hint: `must be a URL starting with ${protocols.join(" or ")}//` });
  }

  finish(settings) {
    if (this.problems.length > 0) throw new Refusal(`settings: ${this.problems.join("; ")}`, 2);
    return settings;
  }
}

const DATABASE = ["postgres:", "postgresql:"];

function databaseSettings(reader) {
  if (reader.environment.DATABASE_URL) return { databaseUrl: reader.url("DATABASE_URL", DATABASE) };
  return { postgresPort: reader.port("POSTGRES_PORT") };
}

function keySettings(reader) {
  const long = { check: (text) => text.length >= 32, hint: "must have 32 characters or more" };
  const publishableKey = reader.read("SUPABASE_PUBLISHABLE_KEY");
  const secretKey = reader.read("SUPABASE_SECRET_KEY");
  if (publishableKey && publishableKey === secretKey) {
    reader.problems.push("SUPABASE_SECRET_KEY must differ from SUPABASE_PUBLISHABLE_KEY");
  }
  return { jwtSecret: reader.read("SUPABASE_JWT_SECRET", long), publishableKey, secretKey };
}

/** Everything `serve` needs. With DATABASE_URL no PostgreSQL is started. */
export function serveSettings(environment) {
  const reader = new Reader(environment);
  return reader.finish({
    stackPort: reader.port("STACK_PORT"),
    dataDir: reader.folder("DATA_DIR"),
    ...databaseSettings(reader),
    ...keySettings(reader),
    siteUrl: reader.url("SITE_URL", ["http:", "https:"])?.replace(/\/+$/, ""),
    migrations: reader.migrations(),
  });
}

/** What `postgres` alone needs. */
export function postgresSettings(environment) {
  const reader = new Reader(environment);
  return reader.finish({ dataDir: reader.folder("DATA_DIR"), postgresPort: reader.port("POSTGRES_PORT") });
}

/** What `prepare` needs. */
export function prepareSettings(environment) {
  const reader = new Reader(environment);
  return reader.finish({ databaseUrl: reader.url("DATABASE_URL", DATABASE), migrations: reader.migrations() });
}
