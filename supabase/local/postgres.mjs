/** A real PostgreSQL as a child of this process: started, watched, started again if it ends, stopped with us. */
import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { programFolder } from "./binaries.mjs";
import { makeFolders, openCluster } from "./cluster.mjs";
import { lockFolder } from "./lock.mjs";
import { HOST, assertFree, busy } from "./ports.mjs";
import { Refusal } from "./refusal.mjs";
import { identity } from "./unprivileged.mjs";

/** A quarter of the machine's memory, as PostgreSQL advises, but no more than half a gigabyte; it is only taken as it fills. */
const buffers = Math.min(512, Math.max(64, Math.floor(os.totalmem() / 4 / 2 ** 20)));

const SETTINGS = {
  unix_socket_directories: "",
  wal_level: "logical", // Realtime reads the log
  shared_buffers: `${buffers}MB`,
  max_connections: 200,
  max_replication_slots: 40,
  max_wal_senders: 40,
  max_slot_wal_keep_size: "256MB", // a forgotten slot must not fill the disk
  max_logical_replication_workers: 0,
  synchronous_commit: "on", // off delays every Realtime event by the log writer's 200 ms
  timezone: "UTC",
  log_timezone: "UTC",
  jit: "off",
  log_line_prefix: "%m [%p] %d ",
};

const START_PATIENCE_MS = 60_000;
const STOP_PATIENCE_MS = 15_000;

class Postgres {
  stopping = false;

  constructor(folders, programs, port) {
    Object.assign(this, { folders, programs, port });
    this.log = path.join(folders.logs, "postgres.log");
    this.pidFile = path.join(folders.postgres, "postmaster.pid");
  }

  /** A SIGKILL of our predecessor leaves its PostgreSQL running on this data folder. */
  stopLeftover() {
    if (!fs.existsSync(this.pidFile)) return;
    const control = ["stop", "-D", this.folders.postgres, "-m", "fast", "-w", "-t", "30", "-s"];
    spawnSync(path.join(this.programs, "pg_ctl"), control, { ...identity, cwd: "/", stdio: "ignore" });
  }

  spawn() {
    const log = fs.openSync(this.log, "a", 0o600);
    const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
    const place = ["-D", this.folders.postgres, "-h", HOST, "-p", String(this.port)];
    this.child = spawn(path.join(this.programs, "postgres"), [...place, ...settings], {
      ...identity,
      cwd: "/",
      detached: true, // Ctrl-C reaches us first, so that we can stop in order
      stdio: ["ignore", log, log],
      env: { ...process.env, LC_ALL: "C.UTF-8" },
    });
    this.ended = new Promise((resolve) => this.child.once("exit", resolve));
    fs.closeSync(log);
  }

  /** PostgreSQL writes its own pid and `ready` into its data folder, so no other server can be mistaken for it. */
  isReady() {
    try {
      const lines = fs.readFileSync(this.pidFile, "utf8").split("\n");
      return Number(lines[0]) === this.child.pid && lines[7]?.trim() === "ready";
    } catch {
      return false;
    }
  }

  async start() {
    this.spawn();
    const deadline = Date.now() + START_PATIENCE_MS;
    while (!this.isReady()) {
      if (this.child.exitCode !== null || this.child.signalCode !== null) throw this.failure();
      if (Date.now() > deadline) throw new Refusal(`PostgreSQL did not become ready: see ${this.log}`);
      await pause(15);
    }
    this.ended.then(() => this.stopping || this.startAgain());
  }

  failure() {
    const tail = fs.readFileSync(this.log, "utf8").slice(-2000);
    if (/could not create any TCP\/IP sockets/.test(tail)) return busy(this.port, "POSTGRES_PORT");
    return new Refusal(`PostgreSQL did not start: see ${this.log}`);
  }

  async startAgain() {
    console.error("PostgreSQL ended unexpectedly: starting it again");
    while (!this.stopping) {
      try {
        return await this.start();
      } catch (error) {
        console.error(`${error.message}; trying again`);
        await pause(1000);
      }
    }
  }

  async stop() {
    this.stopping = true;
    this.child.kill("SIGINT"); // "fast": clients are sent away, everything is written
    const impatience = setTimeout(() => this.child.kill("SIGQUIT"), STOP_PATIENCE_MS);
    await this.ended;
    clearTimeout(impatience);
    this.unlock();
  }
}

/**
 * Starts PostgreSQL on a data folder, which is made if need be.
 * @returns {Promise<{url: string, stop: () => Promise<void>}>}
 */
export async function startPostgres(dataDir, port) {
  const folders = makeFolders(dataDir);
  const unlock = lockFolder(dataDir);
  try {
    const postgres = new Postgres(folders, programFolder(), port);
    postgres.unlock = unlock;
    postgres.stopLeftover();
    await assertFree(port, "POSTGRES_PORT");
    const url = openCluster(folders, postgres.programs, port);
    await postgres.start();
    return { url, stop: () => postgres.stop() };
  } catch (error) {
    unlock();
    throw error;
  }
}
