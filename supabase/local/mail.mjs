/** Mail is not sent but kept: one JSON file per message, for the phone simulator's page and for tests. */
import crypto from "node:crypto";
import fs from "node:fs/promises";
import path from "node:path";

const TEMPLATES = path.join(import.meta.dirname, "..", "templates");

/** As in supabase/config.toml, which tells `supabase start` and a hosted project the same. */
export const templates = {
  confirmation: { subject: "Confirm your e-mail address", content_path: path.join(TEMPLATES, "confirmation.html") },
  invite: { subject: "You have been invited", content_path: path.join(TEMPLATES, "invite.html") },
  magic_link: { subject: "Your sign-in link", content_path: path.join(TEMPLATES, "magic_link.html") },
  recovery: { subject: "Choose a new password", content_path: path.join(TEMPLATES, "recovery.html") },
  email_change: { subject: "Confirm your new e-mail address", content_path: path.join(TEMPLATES, "email_change.html") },
};

const ENTITIES = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };

/** The message as plain text; a link becomes `label: address`. */
export function plainText(html) {
  return html
    .replace(/<a [^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/gs, "$2: $1")
    .replace(/<\/(p|h\d)>/g, "\n\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&\w+;|&#39;/g, (entity) => ENTITIES[entity] ?? entity)
    .split("\n")
    .map((line) => line.trim())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
}

/** Fills `{{ .Name }}` as Supabase's templates do. */
export async function render(template, values) {
  const { subject, content_path: file } = templates[template];
  const html = await fs.readFile(file, "utf8");
  return { subject, html: html.replace(/\{\{\s*\.(\w+)\s*\}\}/g, (_, name) => values[name] ?? "") };
}

/** A mailbox folder with one method, `send({ to, subject, html })`. A message appears whole or not at all. */
export class MailFolder {
  constructor(folder) {
    this.folder = folder;
  }

  async send({ to, subject, html }) {
    const at = new Date().toISOString();
    const message = { to, subject, text: plainText(html), html, at };
    const name = `${at.replace(/[:.]/g, "-")}-${crypto.randomUUID()}.json`;
    const half = path.join(this.folder, `.${name}`);
    await fs.writeFile(half, JSON.stringify(message, null, 1), { mode: 0o600 });
    await fs.rename(half, path.join(this.folder, name));
  }
}
