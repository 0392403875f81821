/** What of a change somebody may see: their row-level security and column privileges, asked in their own role. */
import pg from "pg";

const name = pg.escapeIdentifier;

/** Their privileges: on which columns they may read, and whether on any. */
const READABLE = `select array(
    select column_name from unnest($1::text[]) as column_name
    where has_column_privilege(current_user, $2::regclass, column_name, 'select')
  ) as columns`;

export class Visibility {
  constructor(pool) {
    this.pool = pool;
  }

  /**
   * @param claims of the subscriber
   * @returns {Promise<Set<string> | null>} the columns they may see of this change; null when they may not see it
   */
  async columnsFor(claims, change) {
    const columns = change.relation.columns.map((column) => column.name);
    if (claims.role === "service_role") return new Set(columns);
    const client = await this.pool.connect();
    try {
      await this.#become(client, claims);
      const table = `${name(change.relation.schema)}.${name(change.relation.name)}`;
      const { rows } = await client.query(READABLE, [columns, table]);
      const readable = new Set(rows[0].columns);
      // A deleted row cannot be asked about any more: as hosted, its keys go to everyone who may read the table.
      const visible = readable.size > 0 && (change.type === "DELETE" || (await this.#seesRow(client, table, change)));
      return visible ? readable : null;
    } finally {
      await client.query("rollback").catch(() => {});
      client.release();
    }
  }

  async #become(client, claims) {
    await client.query("begin read only");
    const settings = `select set_config('request.jwt.claims', $1, true), set_config('request.jwt.claim.sub', $2, true),
      set_config('request.jwt.claim.role', $3, true), set_config('role', $3, true)`;
    await client.query(settings, [JSON.stringify(claims), claims.sub ?? "", claims.role]);
  }

  async #seesRow(client, table, { relation, record }) {
    if (relation.keyColumns.length === 0) return false;
    const keys = relation.keyColumns.map((column, index) => `${name(column)} = $${index + 1}`).join(" and ");
    const values = relation.keyColumns.map((column) => record[column]);
    return (await client.query(`select from ${table} where ${keys}`, values)).rowCount === 1;
  }
}
