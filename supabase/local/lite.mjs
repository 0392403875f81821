/** The API itself: the official @supabase/lite (PostgREST- and Auth-compatible) over a PostgreSQL database. */
import crypto from "node:crypto";
import { App } from "@supabase/lite";
import { openConnection } from "./connection.mjs";
import { templates } from "./mail.mjs";

export const MINIMUM_PASSWORD_LENGTH = 8;
const LINK_LIFETIME_S = 3600;
const MAX_ROWS = 1000; // as hosted

function authentication({ jwtSecret, publishableKey, secretKey, siteUrl }) {
  return {
    enabled: true,
    jwt_secret: jwtSecret,
    publishable_key: publishableKey,
    secret_key: secretKey,
    site_url: siteUrl,
    additional_redirect_urls: [`${siteUrl}/**`],
    enable_signup: true,
    minimum_password_length: MINIMUM_PASSWORD_LENGTH,
    email: { enable_confirmations: true, otp_expiry: LINK_LIFETIME_S, max_frequency: "1s", template: templates },
  };
}

/** @param settings keys, secret and site  @param mail where messages go: `send({ to, subject, html })` */
export async function openLite(databaseUrl, settings, mail) {
  const connection = openConnection(databaseUrl);
  const options = { drivers: { email: mail }, server: { admin: false } };
  const app = new App({ connection, options, api: { max_rows: MAX_ROWS }, auth: authentication(settings) });
  await app.init();
  return { app, connection };
}

/** Makes the schema `auth` as the library wants it. */
export async function installAuthSchema(databaseUrl) {
  const secret = () => crypto.randomBytes(32).toString("hex");
  const settings = { jwtSecret: secret(), publishableKey: secret(), secretKey: secret(), siteUrl: "http://localhost" };
  const { app, connection } = await openLite(databaseUrl, settings, { send: async () => {} });
  await app.ensureSystemSchema();
  await connection.close();
}
