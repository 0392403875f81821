/** The database's changes, read from its log by streaming logical replication: no query is run to learn of one. */
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { LogicalReplicationService, PgoutputPlugin } from "pg-logical-replication";
import { readerOf } from "../values.mjs";

const PUBLICATION = "supabase_realtime";
const RETRY_MS = 300;
const KINDS = new Set(["insert", "update", "delete"]);

/** Renders values as the API does. */
class Plugin extends PgoutputPlugin {
  parse(buffer) {
    const message = super.parse(buffer);
    if (message.tag === "relation") {
      for (const column of message.columns) column.parser = readerOf(column.typeOid);
    }
    return message;
  }
}

function changeOf({ tag, relation, new: fresh, old, key }, committedAt) {
  const keys = (row) => Object.fromEntries(relation.keyColumns.map((name) => [name, row[name]]));
  const before = old ?? key ?? fresh;
  return {
    type: tag.toUpperCase(),
    relation,
    committedAt,
    record: fresh,
    oldRecord: tag === "insert" ? null : keys(before),
  };
}

/** Reads one database's changes for as long as it lives; a lost connection is made again, and nothing is missed. */
export class Changes {
  #stopping = false;
  #typeNames = new Map();

  /** @param {string} slot unique in the whole server  @param onChange called in commit order, awaited */
  constructor(databaseUrl, slot, onChange) {
    Object.assign(this, { databaseUrl, slot, onChange });
    this.chain = Promise.resolve();
  }

  async #withClient(work) {
    const client = new pg.Client({ connectionString: this.databaseUrl });
    client.on("error", () => {});
    try {
      await client.connect();
      return await work(client);
    } finally {
      await client.end().catch(() => {});
    }
  }

  async #createSlot(client) {
    const query = `select pg_create_logical_replication_slot($1, 'pgoutput')
      where not exists (select from pg_replication_slots where slot_name = $1)`;
    await client.query(query, [this.slot]);
    const { rows } = await client.query("select oid, typname from pg_type");
    this.#typeNames = new Map(rows.map((row) => [row.oid, row.typname]));
  }

  async #dropSlot(client) {
    const query = "select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1";
    await client.query(query, [this.slot]);
  }

  /** Resolves when changes made from now on will arrive. What happened before is not reported. */
  async start() {
    await this.#withClient(async (client) => {
      await this.#dropWhenFree(client); // left by a predecessor that was killed
      await this.#createSlot(client);
    });
    this.#follow();
  }

  async #follow() {
    while (!this.#stopping) {
      try {
        await this.#withClient((client) => this.#createSlot(client));
        if (!this.#stopping) await this.#stream();
      } catch (error) {
        if (!this.#stopping) console.error(`realtime: ${error.message || error.code}; connecting again`);
      }
      if (!this.#stopping) await pause(RETRY_MS);
    }
  }

  /** Pending while the stream lives. */
  async #stream() {
    const service = new LogicalReplicationService(
      { connectionString: this.databaseUrl, application_name: "supabase realtime" },
      { acknowledge: { auto: false, timeoutSeconds: 0 } },
    );
    this.service = service;
    let committedAt = "";
    service.on("error", () => {}); // subscribe() rejects with it
    // Asked for a sign of life, as a server does that wants to stop: without an answer it would wait for us.
    service.on("heartbeat", (position, _, answer) => answer && service.acknowledge(justBefore(position)));
    service.on("data", (_, message) => {
      if (message.tag === "begin") committedAt = isoMicroseconds(message.commitTime);
      if (KINDS.has(message.tag)) this.#deliver(changeOf(message, committedAt));
      if (message.tag === "commit") this.#next(() => service.acknowledge(justBefore(message.commitEndLsn)));
    });
    try {
      await service.subscribe(new Plugin({ protoVersion: 1, publicationNames: [PUBLICATION] }), this.slot);
    } finally {
      service.destroy().catch(() => {}); // not awaited: the end of a broken connection may never be confirmed
    }
  }

  #deliver(change) {
    this.#next(() => this.onChange(change));
  }

  /** One after the other, so that a transaction is acknowledged when all of it has been delivered. */
  #next(step) {
    this.chain = this.chain.then(step).catch((error) => console.error(`realtime: ${error.message}`));
  }

  typeName(column) {
    return column.typeName ?? this.#typeNames.get(column.typeOid) ?? "";
  }

  /** Releases the slot, so that the database can be dropped. */
  async stop() {
    this.#stopping = true;
    await Promise.race([this.service?.destroy().catch(() => {}), pause(1000)]);
    await this.#withClient((client) => this.#dropWhenFree(client)).catch(() => {});
  }

  /** The server notices a moment later that its reader has gone. */
  async #dropWhenFree(client) {
    for (let attempt = 0; attempt < 100; attempt += 1) {
      try {
        return await this.#dropSlot(client);
      } catch (error) {
        if (error.code !== "55006") throw error; // in use
        await pause(20);
      }
    }
  }
}

/** The library acknowledges one byte more than it is told. */
function justBefore(position) {
  const [high, low] = position.split("/").map((part) => BigInt(`0x${part}`));
  const before = (high << 32n) + low - 1n;
  return `${(before >> 32n).toString(16)}/${(before & 0xffffffffn).toString(16)}`;
}

function isoMicroseconds(microseconds) {
  const value = BigInt(microseconds);
  const fraction = String(value % 1_000_000n).padStart(6, "0");
  return `${new Date(Number(value / 1_000n)).toISOString().slice(0, 19)}.${fraction}Z`;
}
