/** Which folder keeps the data when nobody says otherwise. */
import crypto from "node:crypto";
import path from "node:path";
import { canEnter } from "./unprivileged.mjs";

const repository = path.resolve(import.meta.dirname, "..", "..");

/** A place outside the repository, one per clone, for what PostgreSQL's user must be able to reach. */
export function systemFolder() {
  const clone = crypto.createHash("sha256").update(repository).digest("hex").slice(0, 12);
  return path.join("/var/lib/coresentia-bookings", clone);
}

/** `<repository>/.data`, or a system folder when root runs us from a place that PostgreSQL's user cannot enter. */
export function defaultDataDir() {
  return canEnter(repository) ? path.join(repository, ".data") : systemFolder();
}
