/** The Supabase API over one database: rest, auth and realtime. */
import fs from "node:fs";
import path from "node:path";
import { getRequestListener } from "@hono/node-server";
import pg from "pg";
import { Links } from "./auth_admin/links.mjs";
import { Users } from "./auth_admin/users.mjs";
import { close } from "./door.mjs";
import { createFront } from "./front.mjs";
import { openLite } from "./lite.mjs";
import { MailFolder } from "./mail.mjs";
import { HOST } from "./ports.mjs";
import { logQuietly } from "./quiet.mjs";
import { Realtime } from "./realtime/server.mjs";
import { SchemaListener } from "./reload.mjs";
import { Tokens } from "./tokens.mjs";

const POOL = 5;

function openPool(databaseUrl) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: POOL, application_name: "supabase auth" });
  pool.on("error", () => {}); // an idle connection was lost: the next query opens another
  return pool;
}

export class Api {
  constructor(settings, databaseUrl) {
    Object.assign(this, { settings, databaseUrl });
    this.pool = openPool(databaseUrl);
    this.tokens = new Tokens(settings);
    const slot = `supabase_realtime_${settings.stackPort}`;
    this.realtime = new Realtime({ databaseUrl, slot, pool: this.pool, tokens: this.tokens });
    this.listener = new SchemaListener(databaseUrl, () => this.connection?.clearSchemaCache());
  }

  async #createApp() {
    const mailFolder = path.join(this.settings.dataDir, "mail");
    fs.mkdirSync(mailFolder, { recursive: true, mode: 0o700 });
    const mail = new MailFolder(mailFolder);
    const { app, connection } = await openLite(this.databaseUrl, this.settings, mail);
    this.connection = connection;
    this.warmUp = connection.introspect({ useCache: true }).catch(() => {}); // or the first request would wait for it
    const users = new Users(this.pool);
    const apiUrl = `http://${HOST}:${this.settings.stackPort}`;
    const links = new Links(users, mail, { apiUrl, siteUrl: this.settings.siteUrl });
    return createFront({ app, connection, tokens: this.tokens, users, links });
  }

  /** Ready to answer on `server`, which does not listen yet. */
  async start(server) {
    logQuietly();
    const [front] = await Promise.all([this.#createApp(), this.realtime.start(server), this.listener.start()]);
    server.on("request", getRequestListener(front));
  }

  async stop(server) {
    const closed = close(server); // nobody new from here on
    await this.realtime.stop();
    await closed;
    await this.listener.stop();
    await this.pool.end();
    await this.warmUp;
    await this.connection?.close();
  }
}
