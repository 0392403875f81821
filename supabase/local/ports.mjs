/** Is a port free? Asked before anything is started, so that the answer is one clear line. */
import net from "node:net";
import { Refusal } from "./refusal.mjs";

export const HOST = "127.0.0.1";

export const busy = (port, setting) =>
  new Refusal(`port ${port} is in use by another program: stop it, or set ${setting} to a free port`, 3);

/** @throws {Refusal} naming the setting to change */
export function assertFree(port, setting) {
  return new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once("error", (error) => reject(error.code === "EADDRINUSE" ? busy(port, setting) : error));
    probe.listen(port, HOST, () => probe.close(resolve));
  });
}
