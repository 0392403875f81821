/** One running program per data folder. The lock names a process, so a killed one never blocks the next start. */
import fs from "node:fs";
import path from "node:path";
import { Refusal } from "./refusal.mjs";

/** A pid alone may have been given to another program since; with its start time it is certain (Linux). */
function stamp(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== "EPERM") return null;
  }
  try {
    const [, fields] = fs.readFileSync(`/proc/${pid}/stat`, "utf8").split(/\) (?=[^)]*$)/);
    return `${pid} ${fields.split(" ")[19]}`;
  } catch {
    return `${pid} `;
  }
}

/** Takes the data folder for this process; returns how to give it back. */
export function lockFolder(dataDir) {
  const file = path.join(dataDir, "supabase.pid");
  const held = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  const pid = Number.parseInt(held, 10);
  if (pid && pid !== process.pid && stamp(pid) === held) {
    throw new Refusal(`the data folder ${dataDir} is in use by a running program (pid ${pid})`, 3);
  }
  fs.writeFileSync(file, stamp(process.pid));
  return () => fs.rmSync(file, { force: true });
}
