/** PostgreSQL refuses to run as root. When we are root, it runs as the system's `nobody`, which every Unix has. */
import { spawnSync } from "node:child_process";

export const isRoot = process.getuid?.() === 0;

/** Options for child_process: who PostgreSQL's own programs run as. */
export const identity = isRoot ? { uid: 65534, gid: 65534 } : {};

function asThatUser(command, ...args) {
  return spawnSync(command, args, { ...identity, cwd: "/", stdio: "ignore" }).status === 0;
}

/** Can PostgreSQL's user enter this folder? Asked by trying, so that access lists count too. */
export const canEnter = (folder) => !isRoot || asThatUser("/bin/sh", "-c", 'cd -- "$1"', "sh", folder);

/** Can PostgreSQL's user run this program? */
export const canRun = (program) => !isRoot || asThatUser(program, "--version");
